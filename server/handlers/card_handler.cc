// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/card_handler.h"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>
#include <utility>

#include "server/handlers/big_endian.h"
#include "server/handlers/server_time.h"
#include "server/wire/card_convert.h"
#include "server/wire/finding_convert.h"
#include "server/wire/grpc_status.h"
#include "server/wire/proto_convert.h"
#include "triage/card/finding_calls.h"
#include "triage/card/sections/card_builder.h"
#include "triage/runbook/runbook.h"

namespace farcall {
namespace {

constexpr int64_t kEver = std::numeric_limits<uint32_t>::max();

bool Has(const EventFact& fact, TermKind kind, std::string_view term) {
  switch (kind) {
    case TermKind::kAddress:
      return fact.source_address == term;
    case TermKind::kAccessKey:
      return fact.details.access_key_id == term;
    case TermKind::kIssuedKey:
      return fact.details.issued_access_key_id == term;
    case TermKind::kAsset:
      return std::ranges::find(fact.details.assets, term) !=
             fact.details.assets.end();
    default:
      return false;
  }
}

auto OrderOf(const EventFact& fact) {
  return std::tie(fact.at_seconds, fact.event_id);
}

// The place of a call in a list, as bytes.
std::string PlaceOf(const EventFact& fact) {
  std::string place;
  AppendBigEndian(static_cast<uint64_t>(fact.at_seconds), 8, place);
  return place + fact.event_id;
}

// Whether a call lies behind a place; newest first.
bool IsBehind(const EventFact& fact, std::string_view place) {
  return place.empty() || PlaceOf(fact) < place;
}

void Append(FactStore::Facts from, FactStore::Facts& to) {
  std::ranges::move(from.facts, std::back_inserter(to.facts));
  to.not_kept += from.not_kept;
}

// Whose the addresses of calls are. Most calls share theirs.
class AddressClasses {
 public:
  // Both must outlive it.
  AddressClasses(const CardSource& source, const std::string& tenant)
      : source_(source), tenant_(tenant) {}

  absl::StatusOr<AddressClass> Of(const EventFact& fact) {
    const auto [known, is_new] = classes_.try_emplace(
        std::tuple(fact.source_address, fact.origin, fact.account));
    if (is_new) {
      const auto owner = source_.OwnerOfAddress(tenant_, fact.source_address,
                                                fact.origin, fact.account);
      if (!owner.ok()) return owner.status();
      known->second = owner->address_class;
    }
    return known->second;
  }

 private:
  using Asked = std::tuple<std::string, std::string, std::string>;

  const CardSource& source_;
  const std::string& tenant_;
  std::map<Asked, AddressClass> classes_{};
};

// What a list is of, for its page tokens.
std::string ListName(const v1::ListEventsRequest& request) {
  v1::ListEventsRequest named = request;
  named.clear_page_size();
  named.clear_page_token();
  return named.SerializeAsString();
}

}  // namespace

grpc::Status CardHandler::GetCard(const v1::GetCardRequest& request,
                                  v1::GetCardResponse& response) const {
  constexpr std::string_view kMethod = "GetCard";
  auto violations = CheckTenant(request.tenant());
  const FindingId id = ReadFindingId(request.finding_id(), violations);
  if (!violations.empty()) return InvalidRequest(violations);
  const std::string tenant = TenantOf(request.tenant());
  auto finding = GetFinding(stores_.findings, tenant, id);
  if (!finding.ok()) return shown_.Fail(finding.status(), kMethod);
  const auto gathered = source_.Gather(tenant, *std::move(finding),
                                       NowMicros() / kMicrosPerSecond);
  if (!gathered.ok()) return shown_.Fail(gathered.status(), kMethod);
  const CardInput& input = gathered->input();
  Card made = MakeCard(input);
  made.runbook = MakeRunbook(input);
  const absl::Status tried = what_ifs_.Add(tenant, input, made);
  if (!tried.ok()) return shown_.Fail(tried, kMethod);
  v1::Card& card = *response.mutable_card();
  const absl::Status written =
      shown_.WriteInQueue(tenant, input.finding, *card.mutable_finding());
  if (!written.ok()) return shown_.Fail(written, kMethod);
  WriteCard(made, alert_threshold_, card);
  const std::vector<const EventFact*> calls = KeptCallsOf(input);
  const size_t begin =
      calls.size() - std::min(calls.size(), size_t{kCardEventsMax});
  AddressClasses classes(source_, tenant);
  for (size_t i = begin; i < calls.size(); ++i) {
    const auto address_class = classes.Of(*calls[i]);
    if (!address_class.ok()) {
      return shown_.Fail(address_class.status(), kMethod);
    }
    WriteFact(*calls[i], *address_class, *card.add_events());
  }
  const absl::Status told = shown_.AwaitRead(tenant);
  return told.ok() ? grpc::Status::OK : shown_.Fail(told, kMethod);
}

grpc::Status CardHandler::ListEvents(const v1::ListEventsRequest& request,
                                     v1::ListEventsResponse& response) const {
  constexpr std::string_view kMethod = "ListEvents";
  auto violations = CheckTenant(request.tenant());
  CheckListEvents(request, violations);
  const std::string name = ListName(request);
  const auto place = page_tokens_.Open({name}, request.page_token());
  if (!place.has_value()) {
    violations.push_back({"page_token", PageTokens::kRefusal});
  }
  if (request.has_finding_id()) ReadFindingId(request.finding_id(), violations);
  if (!violations.empty()) return InvalidRequest(violations);
  if (!keeps_calls_) return EventsNotKept();
  const std::string tenant = TenantOf(request.tenant());
  auto found = FactsFor(tenant, request);
  if (!found.ok()) return shown_.Fail(found.status(), kMethod);
  const auto since = stores_.facts.KeptSince(tenant);
  if (!since.ok()) return shown_.Fail(since.status(), kMethod);

  std::vector<EventFact>& facts = found->facts;
  std::ranges::sort(facts, std::greater(), OrderOf);
  const auto repeats = std::ranges::unique(facts, {}, OrderOf);
  facts.erase(repeats.begin(), repeats.end());
  const size_t page_size = PageSizeOf(request.page_size());
  std::string last_place;
  AddressClasses classes(source_, tenant);
  for (const EventFact& fact : facts) {
    if (!IsBehind(fact, *place)) continue;
    const auto written = static_cast<size_t>(response.events_size());
    if (written == page_size) {
      response.set_next_page_token(page_tokens_.Seal({name}, last_place));
      break;
    }
    const auto address_class = classes.Of(fact);
    if (!address_class.ok()) {
      return shown_.Fail(address_class.status(), kMethod);
    }
    WriteFact(fact, *address_class, *response.add_events());
    last_place = PlaceOf(fact);
  }
  response.set_not_kept(found->not_kept);
  if (*since > 0) response.mutable_kept_since()->set_seconds(*since);
  const absl::Status told = shown_.AwaitRead(tenant);
  return told.ok() ? grpc::Status::OK : shown_.Fail(told, kMethod);
}

absl::StatusOr<FactStore::Facts> CardHandler::FactsFor(
    const std::string& tenant, const v1::ListEventsRequest& request) const {
  using Request = v1::ListEventsRequest;
  switch (request.of_case()) {
    case Request::kPrincipal:
      return stores_.facts.FactsOf(tenant, request.principal(), 0, kEver);
    case Request::kFindingId:
      return FactsOfFinding(tenant, *FindingId::FromText(request.finding_id()));
    case Request::kSourceAddress:
      return FactsWith(tenant, TermKind::kAddress, request.source_address());
    case Request::kAsset:
      return FactsWith(tenant, TermKind::kAsset, request.asset());
    case Request::kAccessKeyId: {
      const std::string& key = request.access_key_id();
      auto signed_by = FactsWith(tenant, TermKind::kAccessKey, key);
      if (!signed_by.ok()) return signed_by;
      auto issued = FactsWith(tenant, TermKind::kIssuedKey, key);
      if (!issued.ok()) return issued;
      Append(*std::move(issued), *signed_by);
      return signed_by;
    }
    case Request::OF_NOT_SET:
      break;
  }
  return FactStore::Facts();
}

absl::StatusOr<FactStore::Facts> CardHandler::FactsOfFinding(
    const std::string& tenant, const FindingId& id) const {
  const auto finding = GetFinding(stores_.findings, tenant, id);
  if (!finding.ok()) return finding.status();
  auto facts =
      stores_.facts.FactsOf(tenant, finding->principal, finding->first_seconds,
                            finding->last_seconds);
  if (!facts.ok()) return facts;
  std::erase_if(facts->facts, [&](const EventFact& fact) {
    return !BelongsTo(*finding, fact);
  });
  return facts;
}

absl::StatusOr<FactStore::Facts> CardHandler::FactsWith(
    const std::string& tenant, TermKind kind, const std::string& term) const {
  FactStore::Facts found;
  const auto uses =
      stores_.facts.UsesOf(tenant, kind, term, CardSource::kUsesMax);
  if (!uses.ok()) return uses.status();
  for (const TermUse& use : uses->uses) {
    auto facts = stores_.facts.FactsOf(tenant, use.principal, use.first_seconds,
                                       use.last_seconds);
    if (!facts.ok()) return facts.status();
    std::erase_if(facts->facts, [&](const EventFact& fact) {
      return !Has(fact, kind, term);
    });
    Append(*std::move(facts), found);
  }
  return found;
}

}  // namespace farcall
