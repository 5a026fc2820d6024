// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <string_view>

#include "scoring/findings/triage.h"
#include "text/count.h"
#include "triage/card/card_text.h"
#include "triage/card/sections/section_text.h"
#include "triage/card/sections/sections.h"

namespace farcall {
namespace {

constexpr int64_t kNearSeconds = 48 * 3600;
constexpr size_t kIdsToldMax = 5;
constexpr size_t kRowsMax = 50;

// Within 48 hours before the finding's first call, or after it.
bool IsNear(const Finding& other, const Finding& finding) {
  return other.last_seconds >= finding.first_seconds - kNearSeconds;
}

bool SharesAccount(const Finding& other, const Finding& finding) {
  return std::ranges::any_of(other.accounts, [&](const CallsOfText& account) {
    return std::ranges::find(finding.accounts, account.text,
                             &CallsOfText::text) != finding.accounts.end();
  });
}

bool SharesNetwork(const Finding& other, const Finding& finding) {
  return std::ranges::any_of(other.networks, [&](const CallsOfText& network) {
    return std::ranges::find(finding.networks, network.text,
                             &CallsOfText::text) != finding.networks.end();
  });
}

void AddRow(const Finding& other, CardSection& section) {
  if (section.rows.size() > kRowsMax) return;
  if (section.rows.empty()) {
    section.rows = {
        {"finding", "principal", "origin", "score", "state", "last call"}};
  }
  section.rows.push_back({other.id.text(), NameOfPrincipal(other.principal),
                          NameOfValue(Attribute::kCountry, other.origin),
                          std::string(RiskLevelName(other.risk_level())),
                          std::string(FindingStateName(other.state)),
                          TimeUtc(other.last_seconds)});
}

struct OwnFindings {
  uint64_t all = 0;
  uint64_t near = 0;
  uint64_t malicious = 0;
  uint64_t benign_here = 0;  // from the finding's origin
  // "BENIGN (travel)" and how many.
  std::map<std::string, uint64_t> decided{};
  std::vector<std::string> near_ids{};
};

OwnFindings CountOwn(const CardInput& input, CardSection& section) {
  OwnFindings own;
  for (const Finding& other : input.own_findings) {
    if (other.id == input.finding.id) continue;
    ++own.all;
    AddRow(other, section);
    if (IsNear(other, input.finding)) {
      ++own.near;
      if (own.near_ids.size() < kIdsToldMax) {
        own.near_ids.push_back(other.id.text());
      }
    }
    if (!CanReopen(other.state)) continue;
    ++own.decided[std::string(FindingStateName(other.state)) + " (" +
                  std::string(CloseReasonName(other.reason)) + ")"];
    own.malicious += other.state == FindingState::kMalicious ? 1 : 0;
    own.benign_here += other.state == FindingState::kBenign &&
                               other.origin == input.finding.origin
                           ? 1
                           : 0;
  }
  return own;
}

void TellOwn(const OwnFindings& own, const CardInput& input,
             CardSection& section) {
  std::string near = "There " + std::string(IsOrAre(own.near)) + " " +
                     Count(own.near, "other finding") + " of " +
                     Who(input.finding) + " since 48 hours before this one";
  if (own.near > 0) near += ": " + Listed(own.near_ids);
  section.sentences.push_back(near + ".");
  if (own.all == 0) return;
  std::vector<std::string> parts;
  for (const auto& [verdict, number] : own.decided) {
    parts.push_back(std::to_string(number) + " " + verdict);
  }
  section.sentences.push_back(
      "Of " + Count(own.all, "other finding") + " of " + Who(input.finding) +
      " that " + std::string(IsOrAre(own.all)) + " kept, " +
      (parts.empty() ? "none was closed" : Listed(parts)) + ".");
}

struct OtherFindings {
  uint64_t of_account = 0;
  uint64_t of_network = 0;  // of the account or not
  uint64_t malicious = 0;   // of those of the network
};

OtherFindings CountOthers(const CardInput& input, CardSection& section) {
  OtherFindings others;
  for (const Finding& other : input.other_findings) {
    if (other.principal == input.finding.principal ||
        !IsNear(other, input.finding)) {
      continue;
    }
    const bool of_account = SharesAccount(other, input.finding);
    const bool of_network = SharesNetwork(other, input.finding);
    if (!of_account && !of_network) continue;
    AddRow(other, section);
    others.of_account += of_account ? 1 : 0;
    others.of_network += of_network ? 1 : 0;
    others.malicious +=
        of_network && other.state == FindingState::kMalicious ? 1 : 0;
  }
  return others;
}

void TellOthers(const OtherFindings& others, CardSection& section) {
  section.sentences.push_back(
      "Other principals have " + Count(others.of_account, "finding") +
      " in the same account and " + WithThousands(others.of_network) +
      " from the same network in that time.");
}

// The sections `place` and `instance` tell of these.
constexpr auto kToldElsewhere = std::to_array<std::string_view>(
    {"country_for_principal", "two_places", "instance_elsewhere"});

}  // namespace

CardSection OtherFindingsSection(const CardInput& input) {
  CardSection section{
      .key = "other_findings",
      .question =
          "Which other findings are there of the principal and of the "
          "account?"};
  const OwnFindings own = CountOwn(input, section);
  const OtherFindings others = CountOthers(input, section);
  TellOwn(own, input, section);
  TellOthers(others, section);
  section.counts = {{"own", own.all},
                    {"own_48h", own.near},
                    {"own_malicious", own.malicious},
                    {"own_benign_here", own.benign_here},
                    {"account_48h", others.of_account},
                    {"network_48h", others.of_network}};
  if (own.malicious > 0 || others.malicious > 0) {
    section.judgement = CardAnswer::kSuspicious;
  } else {
    section.judgement =
        own.benign_here > 0 ? CardAnswer::kNormal : CardAnswer::kFact;
  }
  return section;
}

CardSection SistersSection(const CardInput& input) {
  CardSection section{
      .key = "sisters",
      .question = "What do the other detectors say of the opening call?"};
  uint64_t odd = 0;
  for (const FrozenFactor& factor : input.finding.opening_factors) {
    if (std::ranges::find(kToldElsewhere, factor.detector) !=
        kToldElsewhere.end()) {
      continue;
    }
    if (factor.explanation.empty()) continue;
    section.sentences.push_back(Capital(ExplanationOf(factor)) + ".");
    section.counts[factor.detector + "_bits"] = factor.bits;
    odd += factor.weight > 0 ? 1 : 0;
  }
  section.counts["unusual"] = static_cast<double>(odd);
  if (section.sentences.empty()) {
    section.missing = "no other detector had an answer";
    return section;
  }
  section.judgement = odd > 0 ? CardAnswer::kSuspicious : CardAnswer::kNormal;
  return section;
}

}  // namespace farcall
