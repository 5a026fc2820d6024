// SPDX-License-Identifier: Apache-2.0
#include "storage/fact_keeper.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "scoring/counts/hashed_text.h"
#include "storage/codec/fact/term_use_codec.h"
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

// Whether a call shows that an address is of the organisation's own instances:
// it has an instance's credentials, of a role of the account that it calls in,
// as anybody's instance may call what is open to all; and the caller cannot
// have chosen the address.
bool ShowsAddressOfInstance(const Event& event) {
  const bool is_of_instance =
      !event.instance_id.empty() || !event.details.ec2_role_delivery.empty();
  return is_of_instance && !event.unauthenticated && !event.invoked_by_aws &&
         !MayChooseAddress(event) && !event.account.empty() &&
         AccountOfPrincipal(event.principal) == event.account;
}

uint64_t HashOfTerm(TermKind kind, std::string_view term) {
  return HashOfText(term) + static_cast<uint64_t>(kind);
}

}  // namespace

const FactKeeper::Known::Seen* FactKeeper::Known::Find(uint64_t hash) const {
  const auto found = std::ranges::find(seen, hash, &Seen::hash);
  return found == seen.end() ? nullptr : &*found;
}

struct FactKeeper::TermOf {
  const CountedCall& call;
  std::string_view entity_key{};
  uint64_t principal = 0;  // hash
  uint32_t hour = 0;       // of the call
  uint32_t now_hour = 0;
  const FactDigests::Digest& digest;  // of the principal
};

void FactKeeper::Add(std::span<const CountedCall> calls,
                     std::span<const std::string> keys, uint32_t now_hour) {
  Sort(calls, keys);
  for (std::span<const Sorted> rest = sorted_; !rest.empty();) {
    const auto end = std::ranges::find_if(rest, [&](const Sorted& sorted) {
      return sorted.known != rest.front().known;
    });
    const auto count = static_cast<size_t>(end - rest.begin());
    AddSome(rest.first(count), keys, now_hour);
    rest = rest.subspan(count);
  }
}

// Brings the calls of a principal and hour together, so that one block holds
// them.
void FactKeeper::Sort(std::span<const CountedCall> calls,
                      std::span<const std::string> keys) {
  sorted_.clear();
  for (const CountedCall& call : calls) {
    const auto hour =
        static_cast<uint32_t>(call.event->event_time_seconds / kSecondsPerHour);
    newest_hour_ = std::max(newest_hour_, hour);
    if (hour + hours_ <= newest_hour_) {
      ++writes_.calls_not_kept;
      continue;
    }
    const std::string& key = keys[call.principal];
    const uint64_t principal = HashOfText(key);
    sorted_.push_back({&Find({principal, hour}, key), hour, &call, principal});
  }
  std::ranges::stable_sort(sorted_, std::less(), &Sorted::known);
}

FactKeeper::Known& FactKeeper::Find(const Key& key,
                                    std::string_view entity_key) {
  std::unique_ptr<Known>& known = latest_[key];
  if (known != nullptr) return *known;
  const auto before = before_.find(key);
  if (before != before_.end()) {
    known = std::move(before->second);
    before_.erase(before);
  } else {
    known = std::make_unique<Known>();
    if ((key.hour & kDay) == 0) {
      known->principal = digests_.OfPrincipal(entity_key);
    }
  }
  return *known;
}

void FactKeeper::AddSome(std::span<const Sorted> calls,
                         std::span<const std::string> keys, uint32_t now_hour) {
  Known& known = *calls.front().known;
  size_t kept = 0;
  for (const Sorted& sorted : calls) {
    const CountedCall& call = *sorted.call;
    if (!IsToKeep(call, known)) {
      ++known.not_kept;
      ++known.not_kept_untold;
      continue;
    }
    AddTerms({call, keys[call.principal], sorted.principal, sorted.hour,
              now_hour, known.principal},
             known);
    Keep(call, known);
    ++kept;
  }
  writes_.calls_kept += kept;
  writes_.calls_not_kept += calls.size() - kept;
  // Where no call is kept, the number of the others is told whenever it has
  // doubled.
  if (kept == 0 && known.not_kept_untold * 2 < known.not_kept) return;
  writes_.blocks.push_back(
      {.hour = calls.front().hour,
       .principal = known.principal,
       .content = writer_.Finish(now_hour, known.not_kept_untold)});
  known.not_kept_untold = 0;
}

bool FactKeeper::IsToKeep(const CountedCall& call, const Known& known) const {
  if (known.calls < kUsualCalls) return true;
  if (known.calls >= kCallsMax) return false;
  if (call.is_noteworthy) return true;
  bool is_first = false;
  ForEachFactText(
      *call.event, call.origin, [&](FactText where, std::string_view text) {
        is_first = is_first || (TellsCallsApart(where) &&
                                known.Find(HashOfText(text)) == nullptr);
      });
  return is_first;
}

void FactKeeper::Keep(const CountedCall& call, Known& known) {
  ++known.calls;
  writer_.Add(*call.event, call.origin, call.score_hundredths,
              [&](std::string_view text) {
                const uint64_t hash = HashOfText(text);
                if (const Known::Seen* seen = known.Find(hash)) {
                  return FactBlockWriter::Text{.digest = seen->digest};
                }
                const uint64_t digest = digests_.OfText(text);
                known.seen.push_back({hash, digest});
                if (known.text_bytes + text.size() > kTextBytesMax) {
                  return FactBlockWriter::Text{.digest = digest};
                }
                known.text_bytes += text.size();
                return FactBlockWriter::Text{.digest = digest,
                                             .is_written = true};
              });
}

// Origins and networks once a day, the others once an hour.
void FactKeeper::AddTerms(const TermOf& of, Known& known) {
  const CountedCall& call = of.call;
  const Event& event = *call.event;
  AddTerm(TermKind::kOrigin, call.origin, of, known);
  AddTerm(TermKind::kNetwork, call.network, of, known);
  AddTerm(TermKind::kAddress, event.source_address, of, known);
  if (ShowsAddressOfInstance(event)) {
    AddTerm(TermKind::kInstanceAddress, event.source_address, of, known);
  }
  AddTerm(TermKind::kAccessKey, event.details.access_key_id, of, known);
  AddTerm(TermKind::kIssuedKey, event.details.issued_access_key_id, of, known);
  for (const std::string& asset : event.details.assets) {
    AddTerm(TermKind::kAsset, asset, of, known);
  }
}

void FactKeeper::AddTerm(TermKind kind, std::string_view term, const TermOf& of,
                         Known& known) {
  if (term.empty() || known.terms >= kTermsMax) return;
  const uint64_t hash = HashOfTerm(kind, term);
  if (known.Find(hash) != nullptr) return;
  known.seen.push_back({.hash = hash});
  if (kind == TermKind::kOrigin || kind == TermKind::kNetwork) {
    Known& day = Find({of.principal, kDay | of.hour / kHoursPerDay}, {});
    if (day.Find(hash) != nullptr) return;
    day.seen.push_back({.hash = hash});
  }
  ++known.terms;
  writes_.terms.push_back(
      {.kind = kind,
       .term = digests_.OfTerm(kind, term),
       .principal = of.digest,
       .content = EncodeTermUse(
           {.principal = std::string(NameInEntityKey(tenant_, of.entity_key)),
            .principal_kind = of.call.event->principal_kind,
            .account = of.call.event->account,
            .origin = std::string(of.call.origin),
            .network = std::string(of.call.network),
            .instance = of.call.event->instance_id,
            .first_hour = of.hour,
            .last_hour = of.hour,
            .kept_to_hour = of.now_hour + KeptHours(kind, term, hours_)})});
}

FactWrites FactKeeper::Take() {
  FactWrites writes = std::exchange(writes_, {});
  writes.tenant = tenant_;
  if (latest_.size() >= kHoursKnownMax / 2) {
    before_ = std::move(latest_);
    latest_.clear();
  }
  return writes;
}

void FactKeeper::Clear() {
  latest_.clear();
  before_.clear();
  writes_ = {};
}

}  // namespace farcall
