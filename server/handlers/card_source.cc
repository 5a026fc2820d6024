// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/card_source.h"

#include <algorithm>
#include <set>
#include <utility>

#include "cloudtrail/identity/arn.h"
#include "scoring/detectors/batch_entities.h"
#include "server/wire/finding_convert.h"
#include "triage/card/finding_calls.h"
#include "triage/card/known_principals.h"
#include "triage/card/made_identities.h"

namespace farcall {
namespace {

constexpr int64_t kSecondsPerHour = 3600;
// A card looks so far back from the first call of its finding.
constexpr int64_t kLookBackSeconds = 48 * kSecondsPerHour;
constexpr int64_t kKeyLookBackSeconds = 7 * 24 * kSecondsPerHour;
// Findings of the tenant that are looked through, the latest.
constexpr size_t kFindingsMax = 2'000;
// TextSet of a kind that are asked for.
constexpr size_t kTextsMax = 16;
constexpr size_t kIssuedKeysMax = 8;
constexpr size_t kIssuedKeyUsersMax = 8;
constexpr size_t kMadePrincipalsMax = 8;  // of a user or role

using TextSet = std::set<std::string, std::less<>>;

void Add(const std::string& text, size_t count_max, TextSet& texts) {
  if (!text.empty() && texts.size() < count_max) texts.insert(text);
}

// The role of a session. The path of a role is not in the name of its session:
// such a role is not found.
std::string RoleOf(const Finding& finding) {
  if (finding.principal_kind != PrincipalKind::kSession) return {};
  const auto arn = Arn::Parse(finding.principal);
  const auto session = arn ? AssumedRole::Parse(*arn) : std::nullopt;
  if (!session) return {};
  std::string role = "arn:";
  role.append(arn->partition).append(":iam::").append(arn->account);
  return role.append(":role/").append(session->role);
}

bool IsNear(const Finding& other, const Finding& finding) {
  return other.last_seconds >= finding.first_seconds - kLookBackSeconds &&
         other.first_seconds <= finding.last_seconds + kLookBackSeconds;
}

}  // namespace

absl::StatusOr<CardSource::Gathered> CardSource::Gather(
    std::string_view tenant, Finding finding, int64_t now_seconds) const {
  Gathered gathered;
  gathered.finding_ = std::make_unique<const Finding>(std::move(finding));
  gathered.input_ = std::make_unique<CardInput>(
      CardInput{.finding = *gathered.finding_, .now_seconds = now_seconds});
  CardInput& input = *gathered.input_;
  absl::Status status = AddFacts(tenant, gathered);
  if (status.ok()) status = AddBaselines(tenant, gathered);
  if (status.ok()) status = AddFindings(tenant, input);
  if (status.ok()) status = AddUses(tenant, input);
  if (status.ok()) status = AddIssuedKeyCalls(tenant, input);
  if (status.ok()) status = AddPrincipals(tenant, input);
  if (status.ok()) status = AddMadeIdentityCalls(tenant, input);
  if (status.ok()) status = AddSurroundings(tenant, input);
  if (!status.ok()) return status;
  return gathered;
}

absl::Status CardSource::AddFacts(std::string_view tenant,
                                  Gathered& gathered) const {
  CardInput& input = *gathered.input_;
  const Finding& finding = input.finding;
  auto facts = stores_.facts.FactsOf(tenant, finding.principal,
                                     finding.first_seconds - kLookBackSeconds,
                                     finding.last_seconds + kLookBackSeconds);
  if (!facts.ok()) return facts.status();
  const auto since = stores_.facts.KeptSince(tenant);
  if (!since.ok()) return since.status();
  gathered.facts_ = *std::move(facts);
  input.facts = gathered.facts_.facts;
  input.facts_not_kept = gathered.facts_.not_kept;
  input.facts_since_seconds = *since;
  return absl::OkStatus();
}

absl::Status CardSource::AddBaselines(std::string_view tenant,
                                      Gathered& gathered) const {
  CardInput& input = *gathered.input_;
  const Finding& finding = input.finding;
  const std::string account(MainAccountOf(finding));
  const std::string name(tenant);
  std::vector<EntityKey> entities = {
      {name, EntityKind::kTenant, ""},
      {name, EntityKind::kPrincipal, finding.principal}};
  if (!account.empty()) {
    entities.push_back({name, EntityKind::kAccount, account});
    entities.push_back(
        {name, EntityKind::kPeers, PeersName(account, finding.principal_kind)});
  }
  const std::string role = RoleOf(finding);
  if (!role.empty()) entities.push_back({name, EntityKind::kRole, role});
  for (const CallsOfText& command : finding.commands) {
    entities.push_back({name, EntityKind::kCommand, command.text});
  }
  std::vector<std::unique_ptr<const Baseline>> read;
  absl::Status status = stores_.histograms.Read(
      {tenant, entities, {}}, [&](HistogramStore::Stored stored) {
        for (const Baseline* baseline : stored.baselines) {
          read.push_back(baseline->empty()
                             ? nullptr
                             : std::make_unique<const Baseline>(*baseline));
        }
      });
  if (!status.ok()) return status;
  for (size_t i = 0; i < entities.size(); ++i) {
    gathered.baselines_[entities[i]] = std::move(read[i]);
  }
  const auto of = [&](EntityKind kind, const std::string& entity) {
    const auto found = gathered.baselines_.find({name, kind, entity});
    return found == gathered.baselines_.end() ? nullptr : found->second.get();
  };
  input.tenant = of(EntityKind::kTenant, "");
  input.principal = of(EntityKind::kPrincipal, finding.principal);
  input.account = of(EntityKind::kAccount, account);
  input.peers =
      of(EntityKind::kPeers, PeersName(account, finding.principal_kind));
  input.role = of(EntityKind::kRole, role);
  for (const CallsOfText& command : finding.commands) {
    const Baseline* baseline = of(EntityKind::kCommand, command.text);
    if (baseline != nullptr) input.commands[command.text] = baseline;
  }
  return absl::OkStatus();
}

absl::Status CardSource::AddFindings(std::string_view tenant,
                                     CardInput& input) const {
  auto exemptions = stores_.findings.ListExemptions(tenant);
  if (!exemptions.ok()) return exemptions.status();
  input.exemptions = *std::move(exemptions);
  auto outlines = stores_.findings.OutlineFindings(tenant);
  if (!outlines.ok()) return outlines.status();
  std::ranges::sort(*outlines, std::greater(), &FindingOutline::create_micros);
  if (outlines->size() > kFindingsMax) outlines->resize(kFindingsMax);
  const Finding& finding = input.finding;
  for (const FindingOutline& outline : *outlines) {
    if (outline.id == finding.id) continue;
    auto other = stores_.findings.FindFinding(tenant, outline.id);
    if (!other.ok()) return other.status();
    if (!other->has_value()) continue;
    if ((*other)->principal == finding.principal) {
      input.own_findings.push_back(**std::move(other));
    } else if (IsNear(**other, finding)) {
      input.other_findings.push_back(**std::move(other));
    }
  }
  return absl::OkStatus();
}

absl::Status CardSource::AddUses(std::string_view tenant,
                                 CardInput& input) const {
  TextSet networks;
  TextSet addresses;
  TextSet keys;
  TextSet assets;
  for (const CallsOfText& network : input.finding.networks) {
    Add(network.text, kTextsMax, networks);
  }
  for (const FindingSample& sample : input.finding.samples) {
    Add(sample.source_address, kTextsMax, addresses);
  }
  for (const EventFact* fact : KeptCallsOf(input)) {
    Add(fact->source_address, kTextsMax, addresses);
    Add(fact->details.access_key_id, kTextsMax, keys);
    for (const std::string& asset : fact->details.assets) {
      Add(asset, CardInput::kAssetsAskedMax, assets);
    }
  }
  absl::Status status;
  const auto ask = [&](TermKind kind, const std::string& term,
                       TermUses& result) {
    auto uses = stores_.facts.UsesOf(tenant, kind, term, kUsesMax);
    if (uses.ok()) {
      result = *std::move(uses);
    } else {
      status.Update(uses.status());
    }
  };
  ask(TermKind::kOrigin, input.finding.origin, input.origin_uses);
  for (const std::string& network : networks) {
    ask(TermKind::kNetwork, network, input.network_uses[network]);
  }
  for (const std::string& address : addresses) {
    ask(TermKind::kAddress, address, input.address_uses[address]);
  }
  for (const std::string& key : keys) {
    ask(TermKind::kAccessKey, key, input.key_uses[key]);
    ask(TermKind::kIssuedKey, key, input.key_issuers[key]);
  }
  for (const std::string& asset : assets) {
    ask(TermKind::kAsset, asset, input.asset_uses[asset]);
  }
  return status;
}

absl::Status CardSource::AddIssuedKeyCalls(std::string_view tenant,
                                           CardInput& input) const {
  TextSet keys;
  for (const EventFact* fact : KeptCallsOf(input)) {
    Add(fact->details.issued_access_key_id, kIssuedKeysMax, keys);
  }
  for (const std::string& key : keys) {
    std::vector<EventFact>& calls = input.issued_key_calls[key];
    const auto users = stores_.facts.UsesOf(tenant, TermKind::kAccessKey, key,
                                            kIssuedKeyUsersMax);
    if (!users.ok()) return users.status();
    for (const TermUse& user : users->uses) {
      auto facts =
          stores_.facts.FactsOf(tenant, user.principal, user.first_seconds,
                                user.last_seconds + kKeyLookBackSeconds);
      if (!facts.ok()) return facts.status();
      for (EventFact& fact : facts->facts) {
        if (fact.details.access_key_id == key) {
          calls.push_back(std::move(fact));
        }
      }
    }
    std::ranges::stable_sort(calls, {}, &EventFact::at_seconds);
  }
  return absl::OkStatus();
}

absl::Status CardSource::AddPrincipals(std::string_view tenant,
                                       CardInput& input) const {
  auto uses =
      stores_.facts.UsesOfKind(tenant, TermKind::kOrigin, kPrincipalUsesMax);
  if (!uses.ok()) return uses.status();
  input.principals = EachPrincipalOnce(*std::move(uses));
  return absl::OkStatus();
}

absl::Status CardSource::AddMadeIdentityCalls(std::string_view tenant,
                                              CardInput& input) const {
  for (const MadeIdentity& identity : MadeIdentitiesOf(input)) {
    // Asked for by name too: the list has pseudonyms where names are hidden.
    TextSet principals = {identity.arn};
    for (const TermUse& use : input.principals.uses) {
      if (IsPrincipalOf(use.principal, identity)) {
        Add(use.principal, kMadePrincipalsMax, principals);
      }
    }
    std::vector<EventFact>& calls = input.made_identity_calls[identity.arn];
    for (const std::string& principal : principals) {
      auto facts = stores_.facts.FactsOf(
          tenant, principal, identity.first_seconds,
          input.finding.last_seconds + kKeyLookBackSeconds);
      if (!facts.ok()) return facts.status();
      for (EventFact& fact : facts->facts) {
        if (fact.at_seconds >= identity.first_seconds) {
          calls.push_back(std::move(fact));
        }
      }
    }
    std::ranges::stable_sort(calls, {}, &EventFact::at_seconds);
  }
  return absl::OkStatus();
}

absl::Status CardSource::AddSurroundings(std::string_view tenant,
                                         CardInput& input) const {
  const std::string account(MainAccountOf(input.finding));
  for (const auto& [address, uses] : input.address_uses) {
    auto owner = OwnerOfAddress(tenant, address, input.finding.origin, account);
    if (!owner.ok()) return owner.status();
    input.address_owners[address] = *std::move(owner);
  }
  input.has_aws_ranges =
      surroundings_.has_aws_ranges && surroundings_.has_aws_ranges();
  if (surroundings_.contact_of) {
    input.contact = surroundings_.contact_of(input.finding.principal);
  }
  if (surroundings_.critical_note) {
    for (const auto& [asset, uses] : input.asset_uses) {
      auto note = surroundings_.critical_note(asset);
      if (note) input.critical_assets[asset] = *std::move(note);
    }
  }
  if (surroundings_.country_database_seconds) {
    input.country_database_seconds = surroundings_.country_database_seconds();
  }
  if (surroundings_.address_lists) {
    input.address_lists = surroundings_.address_lists();
  }
  return absl::OkStatus();
}

absl::StatusOr<AddressOwner> CardSource::OwnerOfAddress(
    std::string_view tenant, std::string_view address, std::string_view origin,
    std::string_view account) const {
  if (!surroundings_.owner_of) return AddressOwner();
  const auto uses = stores_.facts.UsesOf(tenant, TermKind::kInstanceAddress,
                                         address, kUsesMax);
  if (!uses.ok()) return uses.status();
  return surroundings_.owner_of({.address = address,
                                 .origin = origin,
                                 .account = account,
                                 .instance_uses = *uses});
}

}  // namespace farcall
