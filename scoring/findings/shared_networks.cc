// SPDX-License-Identifier: Apache-2.0
#include "scoring/findings/shared_networks.h"

#include <algorithm>
#include <map>

namespace farcall {
namespace {

bool Counts(const Finding& finding) {
  return (finding.state == FindingState::kOpen ||
          finding.state == FindingState::kAcknowledged) &&
         !finding.exemption.has_value() && !finding.unauthenticated;
}

// Whether the opening call came from a network that was new to the principal.
// Who is in a country or with an operator for the first time is in its network
// for the first time.
bool OpenedInNewNetwork(const Finding& finding) {
  return std::ranges::any_of(
      finding.opening_factors, [](const FrozenFactor& factor) {
        return factor.value_calls == 0 &&
               (factor.detector == "network_for_principal" ||
                factor.detector == "operator_for_principal" ||
                factor.detector == "country_for_principal");
      });
}

}  // namespace

std::vector<std::string_view> NewNetworksOf(const Finding& finding) {
  std::vector<std::string_view> networks;
  for (const CallsOfText& network : finding.networks) {
    // Calls from other networks than the first join only where these are new.
    const bool is_first = &network == &finding.networks.front();
    if (is_first && !OpenedInNewNetwork(finding)) continue;
    networks.push_back(network.text);
  }
  return networks;
}

SharedNetworks::SharedNetworks(std::span<const Finding> findings) {
  std::map<std::string_view, std::set<std::string_view>> principals;
  for (const Finding& finding : findings) {
    if (!Counts(finding)) continue;
    for (const std::string_view network : NewNetworksOf(finding)) {
      principals[network].insert(finding.principal);
    }
  }
  for (const auto& [network, who] : principals) {
    if (who.size() >= kPrincipalsFrom) networks_.emplace(network);
  }
}

bool SharedNetworks::HasOneOf(const Finding& finding) const {
  if (networks_.empty() || !Counts(finding)) return false;
  return std::ranges::any_of(
      NewNetworksOf(finding),
      [this](std::string_view network) { return networks_.contains(network); });
}

bool MayBeRaised(const Finding& finding) {
  return Counts(finding) && PriorityOf(finding) > 1 &&
         !NewNetworksOf(finding).empty();
}

int PriorityOf(const Finding& finding, const SharedNetworks& shared) {
  return shared.HasOneOf(finding) ? 1 : PriorityOf(finding);
}

QueuePlace QueuePlaceOf(const Finding& finding, const SharedNetworks& shared) {
  QueuePlace place = QueuePlaceOf(finding);
  place.priority = PriorityOf(finding, shared);
  return place;
}

}  // namespace farcall
