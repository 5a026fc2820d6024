// SPDX-License-Identifier: Apache-2.0
#include "triage/card/sections/explanations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/triage/card/sections/scenes.h"
#include "triage/card/sections/card_builder.h"

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

CloseReason FirstOf(const Scene& scene) {
  const Card card = MakeCard(scene.Input());
  return card.explanations.empty() ? CloseReason::kNone
                                   : card.explanations.front().reason;
}

CardSection Section(const std::string& key, CardAnswer answer) {
  return {.key = key, .judgement = answer};
}

TEST(Explanations, NameTheRightOneFirst) {
  EXPECT_EQ(FirstOf(StolenKey()), CloseReason::kStolenCredential);
  EXPECT_EQ(FirstOf(StolenKeyWithoutFacts()), CloseReason::kStolenCredential);
  EXPECT_EQ(FirstOf(Traveller()), CloseReason::kTravel);
  EXPECT_EQ(FirstOf(EgressChange()), CloseReason::kEgress);
  EXPECT_EQ(FirstOf(StolenInstanceCredentials()),
            CloseReason::kStolenInstanceCredential);
}

TEST(Explanations, NoneFitsWhereLittleIsKnown) {
  EXPECT_THAT(MakeCard(ColdTenant().Input()).explanations, IsEmpty());
  EXPECT_THAT(RankExplanations({}), IsEmpty());
}

TEST(Explanations, NameNoTripOfARole) {
  Scene scene = Traveller();
  scene.finding.principal_kind = PrincipalKind::kRole;
  EXPECT_NE(FirstOf(scene), CloseReason::kTravel);
}

// An honest one that has more sections for it does not stand before it.
TEST(Explanations, NameStolenCredentialsOfAnInstanceFirst) {
  std::vector<CardSection> sections = {
      Section("instance", CardAnswer::kSuspicious),
      Section("new_command", CardAnswer::kNormal),
      Section("agent", CardAnswer::kNormal),
      Section("actor", CardAnswer::kNormal),
      Section("campaign", CardAnswer::kSuspicious)};
  sections.back().counts["principals_with_new_network"] = 7;
  const auto explanations = RankExplanations(sections);
  ASSERT_FALSE(explanations.empty());
  EXPECT_EQ(explanations[0].reason, CloseReason::kStolenInstanceCredential);
}

TEST(Explanations, NameNoEmployeeForARole) {
  std::vector<CardSection> sections = {
      Section("new_principal", CardAnswer::kNormal),
      Section("agent", CardAnswer::kNormal),
      Section("actor", CardAnswer::kFact)};
  EXPECT_THAT(RankExplanations(sections), IsEmpty());
  sections.back().counts["is_person"] = 1;
  EXPECT_EQ(RankExplanations(sections).front().reason,
            CloseReason::kNewEmployee);
}

TEST(Explanations, NameTheSectionsForAndAgainst) {
  const std::vector<CardSection> sections = {
      Section("actor", CardAnswer::kNormal),
      Section("place", CardAnswer::kNormal),
      Section("cadence", CardAnswer::kNormal),
      Section("chain", CardAnswer::kSuspicious)};
  const auto explanations = RankExplanations(sections);
  ASSERT_EQ(explanations.size(), 1u);
  EXPECT_EQ(explanations[0].reason, CloseReason::kHousekeeping);
  EXPECT_THAT(explanations[0].supported_by,
              ElementsAre("cadence", "actor", "place"));
  EXPECT_THAT(explanations[0].contradicted_by, ElementsAre("chain"));
}

TEST(Explanations, CountASectionOnce) {
  CardSection actor = Section("actor", CardAnswer::kSuspicious);
  actor.counts = {{"failed_calls", 9}, {"new_discovery_first", 1}};
  const auto explanations = RankExplanations(std::vector{actor});
  ASSERT_EQ(explanations.size(), 1u);
  EXPECT_THAT(explanations[0].supported_by, ElementsAre("actor"));
}

TEST(Explanations, NameTheftBeforeWhatIsHarmless) {
  CardSection actor = Section("actor", CardAnswer::kFact);
  actor.counts = {{"is_person", 1}};
  CardSection address = Section("ec2_address", CardAnswer::kFact);
  address.counts = {{"internet", 1}};
  const auto explanations = RankExplanations(
      std::vector{actor, address, Section("place", CardAnswer::kSuspicious)});
  ASSERT_EQ(explanations.size(), 2u);
  EXPECT_EQ(explanations[0].reason, CloseReason::kStolenCredential);
  EXPECT_EQ(explanations[1].reason, CloseReason::kTravel);
}

// A person called from a place that is new, by the usual program.
std::vector<CardSection> PersonAbroad(std::map<std::string, double> of_actor) {
  CardSection actor = Section("actor", CardAnswer::kFact);
  actor.counts = std::move(of_actor);
  actor.counts["is_person"] = 1;
  CardSection address = Section("ec2_address", CardAnswer::kFact);
  address.counts = {{"internet", 1}};
  return {actor, address, Section("agent", CardAnswer::kNormal),
          Section("place", CardAnswer::kSuspicious)};
}

TEST(Explanations, TakeNewCommandsAndFailuresForNoTrip) {
  EXPECT_EQ(RankExplanations(PersonAbroad({})).front().reason,
            CloseReason::kTravel);
  for (const char* sign : {"new_call_share", "failed_calls"}) {
    const double number = std::string_view(sign) == "failed_calls" ? 3 : 0.1;
    EXPECT_EQ(RankExplanations(PersonAbroad({{sign, number}})).front().reason,
              CloseReason::kStolenCredential)
        << sign;
  }
}

// PersonAbroad, with somebody else who is new to the same network.
std::vector<CardSection> TwoAbroad(std::map<std::string, double> of_actor) {
  std::vector<CardSection> sections = PersonAbroad(std::move(of_actor));
  sections.push_back(Section("campaign", CardAnswer::kSuspicious));
  sections.back().counts["principals_with_new_network"] = 2;
  return sections;
}

TEST(Explanations, LetAnExitLieInACloud) {
  std::vector<CardSection> sections = TwoAbroad({});
  const auto is_egress = [](const CardExplanation& explanation) {
    return explanation.reason == CloseReason::kEgress;
  };
  CardSection& address = sections[1];
  address = Section("ec2_address", CardAnswer::kSuspicious);
  EXPECT_TRUE(is_egress(RankExplanations(sections).front()));
  address.counts["anonymizer"] = 1;
  const auto explanations = RankExplanations(sections);
  const auto egress = std::ranges::find_if(explanations, is_egress);
  ASSERT_NE(egress, explanations.end());
  EXPECT_THAT(egress->contradicted_by, ElementsAre("ec2_address"));
}

TEST(Explanations, TakeNewCommandsFromOneNetworkForTheft) {
  EXPECT_EQ(RankExplanations(TwoAbroad({})).front().reason,
            CloseReason::kEgress);
  EXPECT_EQ(
      RankExplanations(TwoAbroad({{"new_call_share", 0.2}})).front().reason,
      CloseReason::kStolenCredential);
}

}  // namespace
}  // namespace farcall
