// SPDX-License-Identifier: Apache-2.0
#include "triage/card/sections/card_builder.h"

#include <array>
#include <string_view>

#include "triage/card/cadence_section.h"
#include "triage/card/hour_section.h"
#include "triage/card/new_command_section.h"
#include "triage/card/new_principal_section.h"
#include "triage/card/sections/explanations.h"
#include "triage/card/sections/sections.h"

namespace farcall {
namespace {

struct Row {
  std::string_view key;  // of the section that `make` makes
  CardSection (*make)(const CardInput&);
};

// In the order of the guide: investigation, false positives, related rules,
// setup.
constexpr std::array kSections = {
    Row{"actor", ActorSection},
    Row{"identity", IdentitySection},
    Row{"key_in_two_places", KeyInTwoPlacesSection},
    Row{"agent", AgentSection},
    Row{"other_findings", OtherFindingsSection},
    Row{"campaign", CampaignSection},
    Row{"planned", PlannedSection},
    Row{"parameters", ParametersSection},
    Row{"place", PlaceSection},
    Row{"ec2_address", Ec2AddressSection},
    Row{"instance", InstanceSection},
    Row{"hour", HourSection},
    Row{"ask", AskSection},
    Row{"scope", ScopeSection},
    Row{"blast_radius", BlastRadiusSection},
    Row{"chain", ChainSection},
    Row{"new_principal", NewPrincipalSection},
    Row{"new_command", NewCommandSection},
    Row{"cadence", CadenceSection},
    Row{"sisters", SistersSection},
    Row{"model", ModelSection},
};

}  // namespace

Card MakeCard(const CardInput& input) {
  Card card;
  card.sections.reserve(kSections.size());
  for (const Row& row : kSections) {
    CardSection& section = card.sections.emplace_back(row.make(input));
    section.key = row.key;
    for (std::string& sentence : section.sentences) {
      // Roles are told as "the role NAME".
      if (sentence.starts_with("the ")) sentence.front() = 'T';
    }
  }
  card.explanations = RankExplanations(card.sections);
  return card;
}

}  // namespace farcall
