// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/finding_feed.h"

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "server/handlers/resume_token.h"
#include "server/wire/finding_convert.h"

namespace farcall {
namespace {

FindingChanges Without(FindingChanges changes, FindingChange change) {
  return static_cast<FindingChanges>(changes &
                                     ~static_cast<FindingChanges>(change));
}

}  // namespace

absl::StatusOr<FindingFeed::Portion> FindingFeed::Read() {
  Portion portion;
  if (unread_.empty()) {
    const auto ticket = ReadPage();
    if (!ticket.ok()) return ticket.status();
    portion.ticket = *ticket;
    if (unread_.empty()) return portion;
  }
  for (size_t bytes = 0; !unread_.empty() && bytes < kPortionBytes;) {
    auto answer = AnswerOf(unread_.front());
    if (!answer.ok()) return answer.status();
    unread_.pop_front();
    // Entries of one position may be parted: they are told again.
    watch_.position =
        unread_.empty() ? page_end_ : unread_.front().position - 1;
    if (!answer->has_value()) continue;
    (*answer)->set_resume_token(TokenOf(watch_.position));
    bytes += (*answer)->ByteSizeLong();
    portion.answers.push_back(**std::move(answer));
  }
  // Findings may have changed since the page was read. This ticket is of a
  // moment after that.
  const auto rest = store_.ReadFindingLog(watch_.tenant, page_end_, 1);
  if (!rest.ok()) return rest.status();
  portion.ticket = rest->ticket;
  portion.more = !unread_.empty() || !rest->entries.empty();
  return portion;
}

v1::WatchFindingsResponse FindingFeed::SignOfLife() const {
  v1::WatchFindingsResponse sign;
  sign.set_resume_token(TokenOf(watch_.position));
  return sign;
}

absl::StatusOr<HistogramStore::Ticket> FindingFeed::ReadPage() {
  const auto page =
      store_.ReadFindingLog(watch_.tenant, page_end_, kPageEntries);
  if (!page.ok()) return page.status();
  const bool is_first = std::exchange(watch_.from_start, false);
  if (page->trimmed_to > page_end_ && !is_first) {
    return absl::OutOfRangeError("changes behind the watcher are not kept");
  }
  absl::flat_hash_map<FindingId, size_t> places;
  for (const FindingStore::LogEntry& entry : page->entries) {
    const auto [place, is_new] = places.try_emplace(entry.id, unread_.size());
    if (is_new) unread_.push_back({.position = entry.position, .id = entry.id});
    Change& change = unread_[place->second];
    change.changes =
        static_cast<FindingChanges>(change.changes | entry.changes);
  }
  page_end_ = page->end;
  if (unread_.empty()) watch_.position = page_end_;
  return page->ticket;
}

absl::StatusOr<std::optional<v1::WatchFindingsResponse>> FindingFeed::AnswerOf(
    const Change& change) const {
  const auto finding = store_.FindFinding(watch_.tenant, change.id);
  if (!finding.ok()) return finding.status();
  v1::WatchFindingsResponse answer;
  if (!finding->has_value()) {
    answer.mutable_finding()->set_id(change.id.text());
    answer.add_changes(v1::FINDING_CHANGE_REMOVED);
    return answer;
  }
  // One that was removed and is there again: it was opened anew since.
  WriteChanges(Without(change.changes, FindingChange::kRemoved), answer);
  if (answer.changes().empty() || (*finding)->risk_level() < watch_.risk_from ||
      ((*finding)->exemption.has_value() && !watch_.planned)) {
    return std::nullopt;
  }
  WriteFinding(**finding, *answer.mutable_finding());
  return answer;
}

std::string FindingFeed::TokenOf(uint64_t position) const {
  return ResumeToken{.incarnation = watch_.incarnation, .position = position}
      .text();
}

}  // namespace farcall
