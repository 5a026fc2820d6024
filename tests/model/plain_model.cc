// SPDX-License-Identifier: Apache-2.0
#include "tests/model/plain_model.h"

#include <algorithm>
#include <array>
#include <utility>

#include "scoring/records/attribute.h"

namespace farcall {
namespace {

constexpr int64_t kHour = 3600;
constexpr int64_t kQuarter = kHour / 4;

// What a principal is known by.
constexpr std::array kOwn = {Attribute::kCountry, Attribute::kCommand,
                             Attribute::kTool, Attribute::kNetwork,
                             Attribute::kErrorCode};

std::string ServiceOf(const std::string& command) {
  return command.substr(0, command.find(':'));
}

// Empty if the call has none.
std::string ValueOf(Attribute attribute, const Call& call) {
  switch (attribute) {
    case Attribute::kCountry:
      return kCountries[call.country];
    case Attribute::kCommand:
      return kCommands[call.command];
    case Attribute::kTool:
      return kClients[call.client].tool;
    case Attribute::kNetwork:
      return kClients[call.client].network;
    case Attribute::kErrorCode:
      return call.failed ? kAccessDenied : "";
    default:
      return "";
  }
}

PlainHistogram::Peers PeersIf(bool they_observe) {
  return they_observe ? PlainHistogram::Peers::kObserve
                      : PlainHistogram::Peers::kHear;
}

PlainKey PrincipalOf(size_t tenant, size_t caller) {
  return {tenant, EntityKind::kPrincipal, kCallers[caller].principal};
}

PlainWindow::Id IdOf(size_t tenant, const Call& call) {
  return {tenant, NameOf(call)};
}

// No event has such an id.
PlainWindow::Id IdOf(const Operation& feedback) {
  return {feedback.tenant, "feedback " + NameOfFeedback(feedback.feedback_id)};
}

int64_t FullHour(int64_t seconds) { return seconds / kHour * kHour; }

bool HasSameContent(const Operation& one, const Operation& other) {
  if (one.action != other.action || one.of != other.of) return false;
  switch (one.action) {
    case Action::kBenignEvent:
      return one.calls == other.calls;
    case Action::kForgetRange:
      return FullHour(one.from_seconds) == FullHour(other.from_seconds) &&
             FullHour(one.to_seconds + kHour - 1) ==
                 FullHour(other.to_seconds + kHour - 1);
    default:
      return one.country == other.country;
  }
}

}  // namespace

std::vector<std::optional<FirstAnswer>> PlainModel::Known(
    const Operation& operation) const {
  std::vector<std::optional<FirstAnswer>> known;
  for (const Call& call : operation.calls) {
    const FirstAnswer* first = window_.Find(IdOf(operation.tenant, call));
    known.push_back(first == nullptr ? std::nullopt
                                     : std::optional<FirstAnswer>(*first));
  }
  return known;
}

void PlainModel::Count(const Operation& operation,
                       std::span<const FirstAnswer> answers) {
  std::map<PlainWindow::Id, FirstAnswer> added;
  for (size_t i = 0; i < operation.calls.size(); ++i) {
    const Call& call = operation.calls[i];
    const auto id = IdOf(operation.tenant, call);
    if (window_.Find(id) != nullptr || added.contains(id)) continue;
    added.emplace(id, answers[i]);
    // It may be a stranger's.
    if (!call.unauthenticated) CountCall(operation.tenant, call);
  }
  if (!added.empty()) window_.Write({added.begin(), added.end()});
}

void PlainModel::CountCall(size_t tenant, const Call& call) {
  const Caller& caller = kCallers[call.caller];
  const std::string principal = caller.principal;
  const std::string command = kCommands[call.command];
  const std::string country = kCountries[call.country];
  const int64_t at = call.time_seconds;

  At(tenant, EntityKind::kCommand, command, Attribute::kCountry)
      .CountHour(country, at);
  if (principal.empty()) return;

  const PlainValue* place =
      At(tenant, EntityKind::kPrincipal, principal, Attribute::kCountry)
          .Find(country);
  const bool malicious = place != nullptr && place->said == Said::kMalicious;
  std::map<Attribute, Novelty> novelty;
  for (const Attribute attribute : kOwn) {
    const std::string value = ValueOf(attribute, call);
    if (value.empty()) continue;
    novelty[attribute] =
        At(tenant, EntityKind::kPrincipal, principal, attribute)
            .CountHour(value, at);
  }
  if (call.failed) {
    At(tenant, EntityKind::kAccount, caller.account, Attribute::kFailures)
        .CountPeer(std::to_string(at / kQuarter), at, "",
                   PlainHistogram::Peers::kHear);
  }
  // What comes from a place that is malicious, peers do not learn.
  if (malicious) return;
  for (const PlainKey& peers : PeersOf(tenant, call.caller)) {
    At(tenant, peers.kind, peers.name, Attribute::kCountry)
        .CountPeer(
            country, at, GiverOf(tenant, call.caller),
            PeersIf(novelty[Attribute::kCountry] == Novelty::kSecondDay));
  }
  const auto count = [&](EntityKind kind, const std::string& name,
                         Attribute attribute, const std::string& value,
                         Attribute observed_as) {
    if (value.empty()) return;
    At(tenant, kind, name, attribute)
        .CountPeer(value, at, "",
                   PeersIf(novelty[observed_as] == Novelty::kPeriod));
  };
  count(EntityKind::kCommand, command, Attribute::kCommand, command,
        Attribute::kCommand);
  count(EntityKind::kTenant, "", Attribute::kService, ServiceOf(command),
        Attribute::kCommand);
  for (const Attribute attribute : {Attribute::kTool, Attribute::kErrorCode}) {
    count(EntityKind::kTenant, "", attribute, ValueOf(attribute, call),
          attribute);
  }
}

bool PlainModel::HasVerdict(const Operation& operation) const {
  const auto known =
      baselines_.find(PrincipalOf(operation.tenant, operation.of));
  if (known == baselines_.end()) return false;
  const auto countries = known->second.find(Attribute::kCountry);
  if (countries == known->second.end()) return false;
  const PlainValue* place =
      countries->second.Find(kCountries[operation.country]);
  return place != nullptr && place->said != Said::kNothing;
}

// Whether it is the same is told by the audit, while it has the entry.
PlainFeedback PlainModel::Repeated(const Operation& operation) const {
  const std::vector<PlainEntry>& said = entries(operation.tenant);
  const auto taken =
      std::find_if(said.rbegin(), said.rend(), [&](const PlainEntry& entry) {
        return entry.said.feedback_id == operation.feedback_id;
      });
  const bool same =
      taken == said.rend() || HasSameContent(taken->said, operation);
  return {.duplicate = same, .id_is_used = !same};
}

PlainFeedback PlainModel::Apply(const Operation& operation) {
  const auto id = IdOf(operation);
  if (window_.Find(id) != nullptr) return Repeated(operation);
  PlainFeedback answer;
  switch (operation.action) {
    case Action::kBenignPlace:
      answer.values = JudgePlace(operation, Said::kBenign);
      break;
    case Action::kMaliciousPlace:
      answer.values = JudgePlace(operation, Said::kMalicious);
      break;
    case Action::kClearPlace:
      answer.values = JudgePlace(operation, Said::kNothing);
      break;
    case Action::kBenignEvent:
      answer.values = JudgeEvent(operation.tenant, operation.calls[0]);
      break;
    default:
      answer.values = ForgetRange(operation);
  }
  DropEmpty();
  entries_[operation.tenant].push_back(
      {.said = operation, .principal = kCallers[operation.of].principal});
  window_.Write({{id, FirstAnswer()}});
  return answer;
}

void PlainModel::Delete(const Operation& operation, Removed removed) {
  const PlainKey key{operation.tenant, operation.kind,
                     EntityNameOf(operation.kind, operation.of)};
  baselines_.erase(key);
  inexact_.erase(key);
  ++deletions_[key];
  size_t entries = 0;
  if (operation.kind == EntityKind::kPrincipal) {
    entries = std::erase_if(
        entries_[operation.tenant],
        [&](const PlainEntry& entry) { return entry.principal == key.name; });
  }
  if (removed == Removed::kSomething || entries > 0) window_.Write({});
}

const std::vector<PlainEntry>& PlainModel::entries(size_t tenant) const {
  static const std::vector<PlainEntry> kNone;
  const auto found = entries_.find(tenant);
  return found == entries_.end() ? kNone : found->second;
}

PlainHistogram& PlainModel::At(size_t tenant, EntityKind kind,
                               const std::string& name, Attribute attribute) {
  return baselines_[{tenant, kind, name}][attribute];
}

void PlainModel::DropEmpty() {
  for (auto& [key, baseline] : baselines_) {
    std::erase_if(baseline,
                  [](const auto& part) { return part.second.empty(); });
  }
  std::erase_if(baselines_,
                [](const auto& baseline) { return baseline.second.empty(); });
}

std::string PlainModel::GiverOf(size_t tenant, size_t caller) const {
  const auto deleted = deletions_.find(PrincipalOf(tenant, caller));
  return std::string(kCallers[caller].name) + " " +
         std::to_string(deleted == deletions_.end() ? 0 : deleted->second);
}

std::vector<PlainKey> PlainModel::PeersOf(size_t tenant, size_t caller) const {
  return {
      {tenant, EntityKind::kTenant, ""},
      {tenant, EntityKind::kPeers, EntityNameOf(EntityKind::kPeers, caller)}};
}

void PlainModel::TakeBack(size_t tenant, size_t caller,
                          const std::string& country, const PlainValue& own,
                          const PlainValue& left) {
  for (const PlainKey& key : PeersOf(tenant, caller)) {
    if (!At(tenant, key.kind, key.name, Attribute::kCountry)
             .TakeBack(country, GiverOf(tenant, caller), own, left)) {
      inexact_.insert(key);
    }
  }
}

void PlainModel::GiveAgain(size_t tenant, size_t caller,
                           const std::string& country, const PlainValue& own) {
  for (const PlainKey& key : PeersOf(tenant, caller)) {
    if (!At(tenant, key.kind, key.name, Attribute::kCountry)
             .GiveAgain(country, GiverOf(tenant, caller), own)) {
      inexact_.insert(key);
    }
  }
}

void PlainModel::JudgeCountry(size_t tenant, size_t caller,
                              const std::string& country, Said said) {
  PlainHistogram& own =
      baselines_[PrincipalOf(tenant, caller)][Attribute::kCountry];
  const PlainValue* seen = own.Find(country);
  if (seen != nullptr && seen->said != said) {
    if (said == Said::kMalicious) {
      TakeBack(tenant, caller, country, *seen, {});
    } else if (seen->said == Said::kMalicious) {
      GiveAgain(tenant, caller, country, *seen);
    }
  }
  own.Judge(country, said);
}

uint64_t PlainModel::JudgePlace(const Operation& operation, Said said) {
  JudgeCountry(operation.tenant, operation.of, kCountries[operation.country],
               said);
  return 1;
}

uint64_t PlainModel::JudgeEvent(size_t tenant, const Call& call) {
  uint64_t judged = 0;
  for (const Attribute attribute : kOwn) {
    const std::string value = ValueOf(attribute, call);
    if (value.empty()) continue;
    PlainHistogram& own =
        baselines_[PrincipalOf(tenant, call.caller)][attribute];
    if (attribute == Attribute::kCountry) {
      JudgeCountry(tenant, call.caller, value, Said::kBenign);
    } else {
      own.Judge(value, Said::kBenign);
    }
    ++judged;
  }
  return judged;
}

uint64_t PlainModel::ForgetRange(const Operation& operation) {
  const int64_t from = FullHour(operation.from_seconds);
  const int64_t to = FullHour(operation.to_seconds + kHour - 1);
  PlainBaseline& own = baselines_[PrincipalOf(operation.tenant, operation.of)];
  const std::map<std::string, PlainValue> before =
      own[Attribute::kCountry].values();
  uint64_t forgotten = 0;
  for (const Attribute attribute : kOwn) {
    forgotten += own[attribute].ForgetHours(from, to);
  }
  // Peers keep what is left.
  for (const auto& [country, value] : before) {
    if (value.said == Said::kMalicious) continue;
    const PlainValue* left = own[Attribute::kCountry].Find(country);
    TakeBack(operation.tenant, operation.of, country, value,
             left == nullptr ? PlainValue() : *left);
  }
  return forgotten;
}

}  // namespace farcall
