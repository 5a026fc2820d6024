// SPDX-License-Identifier: Apache-2.0
#include "storage/fact_keeper.h"

#include <algorithm>
#include <bit>
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

struct FactKeeper::TermOf {
  const CountedCall& call;
  std::string_view entity_key{};
  uint32_t hour = 0;  // of the call
  uint32_t now_hour = 0;
};

void FactKeeper::Add(const CountedCall& call, std::string_view entity_key,
                     uint32_t now_hour) {
  const auto hour =
      static_cast<uint32_t>(call.event->event_time_seconds / kSecondsPerHour);
  newest_hour_ = std::max(newest_hour_, hour);
  if (hour + hours_ <= newest_hour_) {
    ++not_kept_;
    return;
  }
  const uint64_t principal = HashOfText(entity_key);
  Known& known = Find({principal, hour}, entity_key);
  if (!IsToKeep(call, known)) return NoteNotKept(known);
  Known& day = Find({principal, kDay | hour / kHoursPerDay}, entity_key);
  AddTerms({call, entity_key, hour, now_hour}, known, day);
  Keep(call, known);
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
    known = std::make_unique<Known>(key.hour, digests_);
    known->principal = digests_.OfPrincipal(entity_key);
  }
  return *known;
}

bool FactKeeper::IsToKeep(const CountedCall& call, const Known& known) const {
  if (known.calls < kUsualCalls) return true;
  if (known.calls >= kCallsMax) return false;
  if (call.is_noteworthy) return true;
  bool is_first = false;
  ForEachFactText(
      *call.event, call.origin, [&](FactText where, std::string_view text) {
        is_first = is_first || (TellsCallsApart(where) &&
                                !known.seen.contains(HashOfText(text)));
      });
  return is_first;
}

void FactKeeper::Keep(const CountedCall& call, Known& known) {
  if (!known.is_pending) pending_.push_back(&known);
  known.is_pending = true;
  ++known.calls;
  ++kept_;
  known.writer.Add(
      *call.event, call.origin, call.score_hundredths,
      [&known](std::string_view text) {
        const bool is_new = known.seen.insert(HashOfText(text)).second;
        if (!is_new || known.text_bytes + text.size() > kTextBytesMax) {
          return false;
        }
        known.text_bytes += text.size();
        return true;
      });
}

// The number is told by a block whenever it has doubled.
void FactKeeper::NoteNotKept(Known& known) {
  ++not_kept_;
  ++known.not_kept;
  ++known.not_kept_untold;
  if (!std::has_single_bit(known.not_kept) || known.is_pending) return;
  known.is_pending = true;
  pending_.push_back(&known);
}

void FactKeeper::AddTerms(const TermOf& of, Known& known, Known& day) {
  const CountedCall& call = of.call;
  const Event& event = *call.event;
  AddTerm(TermKind::kOrigin, call.origin, of, day);
  AddTerm(TermKind::kNetwork, call.network, of, day);
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
  if (term.empty() || known.terms >= kTermsMax ||
      !known.seen.insert(HashOfTerm(kind, term)).second) {
    return;
  }
  ++known.terms;
  terms_.push_back(
      {.kind = kind,
       .term = digests_.OfTerm(kind, term),
       .principal = known.principal,
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

FactWrites FactKeeper::Take(uint32_t now_hour) {
  FactWrites writes{.tenant = tenant_,
                    .terms = std::exchange(terms_, {}),
                    .calls_kept = std::exchange(kept_, 0),
                    .calls_not_kept = std::exchange(not_kept_, 0)};
  for (Known* known : pending_) {
    writes.blocks.push_back(
        {.hour = known->hour,
         .principal = known->principal,
         .content = known->writer.Finish(now_hour, known->not_kept_untold)});
    known->not_kept_untold = 0;
    known->is_pending = false;
  }
  pending_.clear();
  if (latest_.size() >= kHoursKnownMax / 2) {
    before_ = std::move(latest_);
    latest_.clear();
  }
  return writes;
}

void FactKeeper::Clear() {
  latest_.clear();
  before_.clear();
  pending_.clear();
  terms_.clear();
}

}  // namespace farcall
