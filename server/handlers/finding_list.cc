// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/finding_list.h"

#include <algorithm>
#include <array>
#include <utility>

#include "commands/command_class_set.h"
#include "server/handlers/big_endian.h"
#include "server/wire/finding_convert.h"

namespace farcall {
namespace {

constexpr size_t kPriorityBytes = 1;
constexpr size_t kBitsBytes = 4;
constexpr size_t kTimeBytes = 8;

// The place that PlaceOf() wrote.
QueuePlace AtPlace(std::string_view text) {
  QueuePlace place;
  place.priority = static_cast<int>(TakeBigEndian(text, kPriorityBytes));
  place.peak_centibits = static_cast<uint32_t>(TakeBigEndian(text, kBitsBytes));
  place.last_seconds = static_cast<int64_t>(TakeBigEndian(text, kTimeBytes));
  std::ranges::copy(text, place.id.bytes.begin());
  return place;
}

}  // namespace

bool FindingFilter::Passes(const Finding& finding) const {
  return finding.risk_level() >= risk_from &&
         WorstOf(finding.classes) >= class_from &&
         finding.last_seconds >= active_since_seconds &&
         (planned || !finding.exemption.has_value()) &&
         (principal.empty() || finding.principal == principal) &&
         (origin.empty() || finding.origin == origin) &&
         (account.empty() || MainAccountOf(finding) == account);
}

FindingPage PageOf(std::vector<Finding> all, const FindingFilter& filter,
                   const SharedNetworks& shared, std::string_view place,
                   size_t limit) {
  struct Placed {
    QueuePlace place;
    Finding* finding;
  };
  std::vector<Placed> placed;
  const QueuePlace last = place.empty() ? QueuePlace() : AtPlace(place);
  for (Finding& finding : all) {
    if (!filter.Passes(finding)) continue;
    const QueuePlace own = QueuePlaceOf(finding, shared);
    if (!place.empty() && !IsMoreUrgent(last, own)) continue;
    placed.push_back({own, &finding});
  }
  FindingPage page;
  page.more = placed.size() > limit;
  const auto end = placed.begin() +
                   static_cast<std::ptrdiff_t>(std::min(limit, placed.size()));
  std::partial_sort(placed.begin(), end, placed.end(),
                    [](const Placed& a, const Placed& b) {
                      return IsMoreUrgent(a.place, b.place);
                    });
  for (auto it = placed.begin(); it != end; ++it) {
    page.findings.push_back(std::move(*it->finding));
  }
  return page;
}

absl::StatusOr<SharedNetworks> ReadSharedNetworks(const FindingStore& findings,
                                                  std::string_view tenant) {
  constexpr auto kUndecided = std::to_array<FindingState>(
      {FindingState::kOpen, FindingState::kAcknowledged});
  const auto undecided = findings.ListFindings(tenant, kUndecided);
  if (!undecided.ok()) return undecided.status();
  return SharedNetworks(*undecided);
}

std::string PlaceOf(const Finding& finding, const SharedNetworks& shared) {
  const QueuePlace place = QueuePlaceOf(finding, shared);
  std::string text;
  AppendBigEndian(static_cast<uint64_t>(place.priority), kPriorityBytes, text);
  AppendBigEndian(place.peak_centibits, kBitsBytes, text);
  AppendBigEndian(static_cast<uint64_t>(place.last_seconds), kTimeBytes, text);
  text.append(place.id.bytes.begin(), place.id.bytes.end());
  return text;
}

}  // namespace farcall
