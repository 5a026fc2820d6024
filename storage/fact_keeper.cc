// SPDX-License-Identifier: Apache-2.0
#include "storage/fact_keeper.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#include "scoring/counts/hashed_text.h"
#include "storage/codec/key_codec.h"

namespace farcall {
namespace {

constexpr uint32_t kHoursPerDay = 24;
constexpr uint32_t kPlaceHours = 180 * kHoursPerDay;
constexpr uint32_t kLongTermKeyHours = 90 * kHoursPerDay;
constexpr uint32_t kInstanceHours = 30 * kHoursPerDay;
// Terms of calls are found a little longer than the calls.
constexpr uint32_t kMoreHours = kHoursPerDay;

bool IsLongTermKey(std::string_view key) { return key.starts_with("AKIA"); }

uint32_t KeptHours(TermKind kind, std::string_view term, uint32_t hours) {
  const bool is_key =
      kind == TermKind::kAccessKey || kind == TermKind::kIssuedKey;
  if (kind == TermKind::kOrigin || kind == TermKind::kNetwork) {
    return kPlaceHours;
  }
  if (is_key && IsLongTermKey(term)) return kLongTermKeyHours;
  if (kind == TermKind::kInstanceAddress) return kInstanceHours;
  return hours + kMoreHours;
}

// The first call of an hour with one of these is kept.
bool TellsCallsApart(FactText text) {
  return text == FactText::kCommand || text == FactText::kErrorCode ||
         text == FactText::kAccessKey || text == FactText::kUserAgent ||
         text == FactText::kAddress ||
         (text >= FactText::kAsset && text < FactText::kParameter);
}

uint64_t HashOfTerm(TermKind kind, uint64_t hash_of_text) {
  return hash_of_text + static_cast<uint64_t>(kind);
}

}  // namespace

bool FactKeeper::Known::Has(uint64_t hash) const {
  return std::ranges::find(seen, hash) != seen.end();
}

void FactKeeper::Add(const CallLogEntry& entry, uint64_t sequence) {
  ids_.clear();
  for (const std::string_view text : entry.texts) {
    ids_.push_back(NumberOf(text));
  }
  const auto first_number = static_cast<uint32_t>(added_.numbers.size());
  for (const uint32_t number : entry.numbers) {
    added_.numbers.push_back(ids_[number]);
  }
  for (LoggedCall call : entry.calls) {
    newest_hour_ = std::max(newest_hour_, call.hour);
    if (call.hour + hours_ <= newest_hour_) {
      ++counts_.not_kept;
      continue;
    }
    call.principal = PrincipalOf(ids_[call.principal]);
    call.network = ids_[call.network];
    call.instance = ids_[call.instance];
    call.first_number += first_number;
    added_.calls.push_back({call, entry.written_hour, sequence});
  }
}

uint32_t FactKeeper::NumberOf(std::string_view text) {
  const uint64_t hash = HashOfText(text);
  const auto numbered =
      added_.text_numbers.Of({text, static_cast<uint32_t>(hash)});
  if (numbered.is_new) added_.texts.push_back({.text = text, .hash = hash});
  return numbered.number;
}

uint32_t FactKeeper::PrincipalOf(uint32_t text) {
  uint32_t& number = added_.texts[text].principal;
  if (number == kNone) {
    number = static_cast<uint32_t>(added_.principals.size());
    added_.principals.push_back(
        {.text = text,
         .digest = digests_.OfPrincipal(added_.texts[text].text)});
  }
  return number;
}

absl::Status FactKeeper::Write(
    absl::FunctionRef<absl::Status(const FactBlock&)> take_block,
    absl::FunctionRef<absl::Status(const FactTerm&)> take_term) {
  const std::vector<Place> sorted = Sort();
  absl::Status status;
  uint32_t group = 0;
  FactBlock block;
  for (std::span<const Place> rest = sorted; status.ok() && !rest.empty();) {
    const auto end = std::ranges::find_if(rest, [&](const Place& place) {
      return place.hour_and_rank != rest.front().hour_and_rank;
    });
    const auto count = static_cast<size_t>(end - rest.begin());
    if (WriteGroup(rest.first(count), ++group, block)) {
      status = take_block(block);
    }
    rest = rest.subspan(count);
  }
  if (status.ok()) status = terms_.Give(take_term);
  added_ = {};
  if (latest_.size() >= kHoursKnownMax / 2) {
    before_ = std::move(latest_);
    latest_.clear();
  }
  return status;
}

// The calls by hour and principal, as keys of blocks are sorted.
std::vector<FactKeeper::Place> FactKeeper::Sort() {
  std::vector<Principal*> by_digest;
  by_digest.reserve(added_.principals.size());
  for (Principal& principal : added_.principals) {
    by_digest.push_back(&principal);
  }
  std::ranges::sort(
      by_digest, {}, [](const Principal* principal) -> const auto& {
        return principal->digest;
      });
  for (uint32_t rank = 0; rank < by_digest.size(); ++rank) {
    by_digest[rank]->rank = rank;
  }
  std::vector<Place> sorted;
  sorted.reserve(added_.calls.size());
  for (const Call& call : added_.calls) {
    const uint32_t rank = added_.principals[call.logged.principal].rank;
    sorted.push_back({uint64_t{call.logged.hour} << 32 | rank,
                      static_cast<uint32_t>(sorted.size())});
  }
  std::ranges::sort(sorted);
  return sorted;
}

FactKeeper::Known& FactKeeper::Find(const Key& key) {
  std::unique_ptr<Known>& known = latest_[key];
  if (known != nullptr) return *known;
  const auto before = before_.find(key);
  if (before != before_.end()) {
    known = std::move(before->second);
    before_.erase(before);
  } else {
    known = std::make_unique<Known>();
  }
  return *known;
}

std::span<const uint32_t> FactKeeper::TextsOf(const Call& call) const {
  return std::span(added_.numbers)
      .subspan(call.logged.first_number,
               static_cast<size_t>(std::popcount(call.logged.present)));
}

bool FactKeeper::WriteGroup(std::span<const Place> places, uint32_t number,
                            FactBlock& block) {
  const Call& first = added_.calls[places.front().call];
  const Principal& principal = added_.principals[first.logged.principal];
  const uint32_t hour = first.logged.hour;
  Known& known = Find({added_.texts[principal.text].hash, hour});
  const Group group{number, hour, principal, known, known.seen.size()};
  size_t kept = 0;
  for (const Place& place : places) {
    const Call& call = added_.calls[place.call];
    if (!IsToKeep(call, group)) {
      ++known.not_kept;
      ++known.not_kept_untold;
      continue;
    }
    AddTerms(call, group);
    Keep(call, group);
    ++kept;
  }
  counts_.kept += kept;
  counts_.not_kept += places.size() - kept;
  // Where no call is kept, the number of the others is told whenever it has
  // doubled.
  if (kept == 0 && known.not_kept_untold * 2 < known.not_kept) return false;
  const Call& last = added_.calls[places.back().call];
  block = {.hour = hour,
           .principal = principal.digest,
           .sequence = first.sequence,
           .content = writer_.Finish(last.written_hour, known.not_kept_untold)};
  known.not_kept_untold = 0;
  return true;
}

bool FactKeeper::IsToKeep(const Call& call, const Group& group) const {
  if (group.known.calls < kUsualCalls) return true;
  if (group.known.calls >= kCallsMax) return false;
  if (call.logged.is_noteworthy) return true;
  const std::span<const uint32_t> texts = TextsOf(call);
  uint32_t left = call.logged.present;
  for (size_t i = 0; left != 0; left &= left - 1, ++i) {
    const auto where = static_cast<FactText>(std::countr_zero(left));
    if (TellsCallsApart(where) && !IsWritten(added_.texts[texts[i]], group)) {
      return true;
    }
  }
  return false;
}

// Whether a block of the principal and hour has the text, or left it out.
bool FactKeeper::IsWritten(const Text& text, const Group& group) const {
  if (text.block == group.number) return true;
  const auto begin = group.known.seen.begin();
  const auto end = begin + static_cast<ptrdiff_t>(group.seen_before);
  return std::find(begin, end, text.hash) != end;
}

void FactKeeper::Keep(const Call& call, const Group& group) {
  Known& known = group.known;
  ++known.calls;
  std::array<uint32_t, kFactTextsEnd> numbers;
  size_t count = 0;
  for (const uint32_t id : TextsOf(call)) {
    Text& text = added_.texts[id];
    if (text.block != group.number) {
      if (!text.has_digest) {
        text.digest = digests_.OfText(text.text);
        text.has_digest = true;
      }
      const bool is_new = !IsWritten(text, group);
      const bool fits =
          is_new && known.text_bytes + text.text.size() <= kTextBytesMax;
      if (is_new) known.seen.push_back(text.hash);
      if (fits) known.text_bytes += text.text.size();
      text.number = writer_.AddText(
          text.digest, fits ? std::optional(text.text) : std::nullopt);
      text.block = group.number;
    }
    numbers[count++] = text.number;
  }
  writer_.AddCall(call.logged.head, call.logged.present,
                  {numbers.data(), count});
}

// Origins and networks once a day, the others once an hour.
void FactKeeper::AddTerms(const Call& call, const Group& group) {
  std::array<uint32_t, kFactTextsEnd> ids;
  ids.fill(kNone);
  const std::span<const uint32_t> texts = TextsOf(call);
  uint32_t left = call.logged.present;
  for (size_t i = 0; left != 0; left &= left - 1, ++i) {
    ids[static_cast<size_t>(std::countr_zero(left))] = texts[i];
  }
  const auto id_of = [&](FactText text) {
    return ids[static_cast<size_t>(text)];
  };
  const auto text_of = [&](uint32_t id) {
    return id == kNone ? std::string_view() : added_.texts[id].text;
  };
  const TermUseView use{.principal = NameInEntityKey(
                            tenant_, added_.texts[group.principal.text].text),
                        .principal_kind = call.logged.principal_kind,
                        .account = text_of(id_of(FactText::kAccount)),
                        .origin = text_of(id_of(FactText::kOrigin)),
                        .network = text_of(call.logged.network),
                        .instance = text_of(call.logged.instance),
                        .first_hour = group.hour,
                        .last_hour = group.hour,
                        .kept_to_hour = call.written_hour};
  const uint32_t address = id_of(FactText::kAddress);
  AddTerm(TermKind::kOrigin, id_of(FactText::kOrigin), group, use);
  AddTerm(TermKind::kNetwork, call.logged.network, group, use);
  AddTerm(TermKind::kAddress, address, group, use);
  if (call.logged.shows_instance) {
    AddTerm(TermKind::kInstanceAddress, address, group, use);
  }
  AddTerm(TermKind::kAccessKey, id_of(FactText::kAccessKey), group, use);
  AddTerm(TermKind::kIssuedKey, id_of(FactText::kIssuedKey), group, use);
  for (size_t i = 0; i < CallDetails::kAssetsMax; ++i) {
    AddTerm(TermKind::kAsset, ids[static_cast<size_t>(FactText::kAsset) + i],
            group, use);
  }
}

void FactKeeper::AddTerm(TermKind kind, uint32_t term, const Group& group,
                         const TermUseView& use) {
  Known& known = group.known;
  if (term == kNone || known.terms >= kTermsMax) return;
  Text& text = added_.texts[term];
  if (text.text.empty()) return;
  if (text.terms_of != group.number) {
    text.terms_of = group.number;
    text.kinds = 0;
  }
  const auto bit = static_cast<uint8_t>(1 << static_cast<unsigned>(kind));
  if ((text.kinds & bit) != 0) return;
  text.kinds |= bit;
  const uint64_t hash = HashOfTerm(kind, text.hash);
  const auto begin = known.seen.begin();
  const auto end = begin + static_cast<ptrdiff_t>(group.seen_before);
  if (std::find(begin, end, hash) != end) return;
  known.seen.push_back(hash);
  if (kind == TermKind::kOrigin || kind == TermKind::kNetwork) {
    Known& day = Find({added_.texts[group.principal.text].hash,
                       kDay | group.hour / kHoursPerDay});
    if (day.Has(hash)) return;
    day.seen.push_back(hash);
  }
  ++known.terms;
  TermUseView kept = use;
  kept.kept_to_hour += KeptHours(kind, text.text, hours_);
  terms_.Add(kind, digests_.OfTerm(kind, text.text), group.principal.digest,
             kept);
}

void FactKeeper::Clear() {
  latest_.clear();
  before_.clear();
}

}  // namespace farcall
