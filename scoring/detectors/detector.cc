// SPDX-License-Identifier: Apache-2.0
#include "scoring/detectors/detector.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "scoring/detectors/evaluation.h"
#include "scoring/detectors/questions.h"
#include "scoring/records/attribute.h"

namespace farcall {
namespace {

constexpr uint64_t kLearningObservations = 5;
constexpr uint64_t kReadyObservations = 24;
constexpr int64_t kReadySpanSeconds = 3 * 24 * 3600;

constexpr LevelSource Own(EntityKind entity, Attribute attribute) {
  return {{entity, attribute}, {entity, attribute}};
}

constexpr std::array kCountryOfPrincipal = {
    Own(EntityKind::kPrincipal, Attribute::kCountry),
    Own(EntityKind::kPeers, Attribute::kCountry),
    Own(EntityKind::kTenant, Attribute::kCountry)};
constexpr std::array kCountryOfCommand = {
    Own(EntityKind::kCommand, Attribute::kCountry),
    Own(EntityKind::kTenant, Attribute::kCountry)};
constexpr std::array kCityOfCommand = {
    Own(EntityKind::kCommand, Attribute::kCity)};
// How many of the tenant's principals call a command is kept with the command;
// all that they call, with the tenant.
constexpr std::array kCommandOfPrincipal = {
    Own(EntityKind::kPrincipal, Attribute::kCommand),
    Own(EntityKind::kRole, Attribute::kCommand),
    LevelSource{{EntityKind::kCommand, Attribute::kCommand},
                {EntityKind::kTenant, Attribute::kService}}};
constexpr std::array kToolOfPrincipal = {
    Own(EntityKind::kPrincipal, Attribute::kTool),
    Own(EntityKind::kRole, Attribute::kTool),
    Own(EntityKind::kTenant, Attribute::kTool)};
constexpr std::array kNetworkOfPrincipal = {
    Own(EntityKind::kPrincipal, Attribute::kNetwork)};
constexpr std::array kOperatorOfPrincipal = {
    Own(EntityKind::kPrincipal, Attribute::kOperator),
    Own(EntityKind::kPeers, Attribute::kOperator),
    Own(EntityKind::kTenant, Attribute::kOperator)};
// Of all hours of a principal, those with the error.
constexpr std::array kErrorOfPrincipal = {
    LevelSource{{EntityKind::kPrincipal, Attribute::kErrorCode},
                {EntityKind::kPrincipal, Attribute::kCountry}},
    LevelSource{{EntityKind::kTenant, Attribute::kErrorCode},
                {EntityKind::kTenant, Attribute::kCountry}}};
constexpr std::array kCountriesOfPrincipal = {
    Own(EntityKind::kPrincipal, Attribute::kCountry)};

constexpr std::array kSitesOfInstances = {
    Own(EntityKind::kPrincipal, Attribute::kInstanceSite),
    Own(EntityKind::kRole, Attribute::kInstanceSite)};

using Role = Detector::Role;

// The numbers are from the evaluation (docs/scoring.md).
constexpr std::array kDetectors = {
    Detector{.name = "country_for_principal",
             .verb = "called from",
             .question = kRareValue,
             .role = Role::kPlace,
             .attribute = Attribute::kCountry,
             .chain = kCountryOfPrincipal,
             .flat = 1.0 / 256},
    Detector{.name = "country_for_command",
             .verb = "called from",
             .question = kRareValue,
             .role = Role::kSupport,
             .attribute = Attribute::kCountry,
             .chain = kCountryOfCommand,
             .flat = 1.0 / 256},
    Detector{.name = "city_for_command",
             .verb = "called from",
             .question = kRareValue,
             .role = Role::kSupport,
             .attribute = Attribute::kCity,
             .chain = kCityOfCommand,
             .flat = 1.0 / 4096},
    Detector{.name = "command_for_principal",
             .verb = "called",
             .noun = "command",
             .question = kRareValue,
             .role = Role::kEvidence,
             .attribute = Attribute::kCommand,
             .chain = kCommandOfPrincipal,
             .flat = 1.0 / 4096,
             .usual = 1.0 / 64,
             .floor = 1.5,
             .cap = 7,
             .part = 0.8,
             // An hour's work has many commands.
             .known_by_days = true},
    Detector{.name = "error_code",
             .verb = "failed with",
             .noun = "error code",
             .question = kRareValue,
             .role = Role::kEvidence,
             .attribute = Attribute::kErrorCode,
             .chain = kErrorOfPrincipal,
             .flat = 1.0 / 64,
             .usual = 1.0 / 4,
             .floor = 1.5,
             .cap = 7,
             .part = 0.8},
    Detector{.name = "error_spike",
             .noun = "burst of failed calls",
             .question = kFailureSpike,
             .role = Role::kEvidence,
             .attribute = Attribute::kFailures,
             .asked = EntityKind::kAccount,
             .floor = 1.5,
             .cap = 7,
             .part = 0.5,
             .once = true},
    Detector{.name = "two_places",
             .noun = "quick change of place",
             .question = kConcurrentPlaces,
             .role = Role::kEvidence,
             .attribute = Attribute::kCountry,
             .chain = kCountriesOfPrincipal,
             .cap = 4,
             .part = 2,
             .once = true},
    Detector{.name = "instance_elsewhere",
             .noun = "instance's second site",
             .question = kSecondSite,
             .role = Role::kEvidence,
             .attribute = Attribute::kInstanceSite,
             .chain = kSitesOfInstances,
             .cap = 12,
             .once = true},
    Detector{.name = "tool_for_principal",
             .verb = "used",
             .noun = "tool",
             .question = kRareValue,
             .role = Role::kEvidence,
             .attribute = Attribute::kTool,
             .chain = kToolOfPrincipal,
             .flat = 1.0 / 32,
             .floor = 1.5,
             .cap = 7,
             .part = 1.5},
    // An hour's operator says more than its network. Access providers are many
    // and people travel; hosts are where stolen keys are used.
    Detector{.name = "operator_for_principal",
             .verb = "called from the network of",
             .noun = "network operator",
             .question = kRareValue,
             .role = Role::kEvidence,
             .attribute = Attribute::kOperator,
             .chain = kOperatorOfPrincipal,
             .flat = 1.0 / 8,
             .flat_odd = 1.0 / 2048,
             .floor = 4,
             .cap = 14,
             .part = 0.5,
             .once = true},
    // A new network, whichever: what is asked is how often there is one.
    Detector{.name = "network_for_principal",
             .verb = "called from the network",
             .noun = "new network",
             .question = kRareValue,
             .role = Role::kEvidence,
             .attribute = Attribute::kNetwork,
             .chain = kNetworkOfPrincipal,
             .flat = 1,
             .floor = 4,
             .cap = 7,
             .part = 0.5,
             .once = true,
             .gives_way_to = Attribute::kOperator},
    Detector{.name = "recent_evidence", .role = Role::kMemory},
};

constexpr Detector kHostForPrincipal = {.name = "host_for_principal",
                                        .question = kRareValue,
                                        .role = Role::kPlace,
                                        .attribute = Attribute::kOperator,
                                        .chain = kOperatorOfPrincipal,
                                        .flat = 1.0 / 256};

static_assert(std::ranges::all_of(kDetectors, [](const Detector& detector) {
  return detector.chain.size() <= kLevelsMax;
}));

// The name must be there.
consteval const Detector& Named(std::string_view name) {
  return *std::ranges::find(kDetectors, name, &Detector::name);
}

}  // namespace

std::span<const Detector> Detectors() { return kDetectors; }
const Detector& CountryForPrincipal() { return Named("country_for_principal"); }
const Detector& CountryForCommand() { return Named("country_for_command"); }
const Detector& RecentEvidence() { return Named("recent_evidence"); }
const Detector& HostForPrincipal() { return kHostForPrincipal; }

DetectorSet SetOf(const Detector& detector) {
  return DetectorSet{1} << (&detector - kDetectors.data());
}

std::optional<DetectorSet> FindDetectors(std::string_view names) {
  DetectorSet found = 0;
  while (!names.empty()) {
    const std::string_view name = names.substr(0, names.find(','));
    const auto it = std::ranges::find(kDetectors, name, &Detector::name);
    if (it == kDetectors.end()) return std::nullopt;
    found |= SetOf(*it);
    names.remove_prefix(std::min(name.size() + 1, names.size()));
  }
  return found;
}

bool IsDeed(const Detector& detector) {
  return detector.attribute != Attribute::kCountry &&
         detector.attribute != Attribute::kCity &&
         detector.attribute != Attribute::kOperator &&
         detector.attribute != Attribute::kInstanceSite &&
         detector.attribute != Attribute::kNetwork;
}

double EvidenceBits(const Detector& detector, double bits) {
  if (detector.role != Detector::Role::kEvidence || bits <= detector.floor) {
    return 0;
  }
  return detector.part * std::min(bits, detector.cap);
}

double SurpriseBits(double expected, double actual, double known,
                    double evidence_half) {
  const double bits = std::max(0.0, std::log2(expected / actual));
  return bits * known / (known + evidence_half);
}

BaselineState StateOf(const Histogram& histogram) {
  const uint64_t observations = histogram.observations();
  if (observations < kLearningObservations) return BaselineState::kCold;
  const int64_t span_seconds =
      histogram.last_seen_seconds() - histogram.first_seen_seconds();
  return observations >= kReadyObservations && span_seconds >= kReadySpanSeconds
             ? BaselineState::kReady
             : BaselineState::kLearning;
}

}  // namespace farcall
