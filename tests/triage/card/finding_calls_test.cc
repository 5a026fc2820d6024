// SPDX-License-Identifier: Apache-2.0
#include "triage/card/finding_calls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scoring/findings/finding_join.h"
#include "tests/triage/card/card_scene.h"

namespace farcall {
namespace {

using ::testing::ElementsAre;

TEST(FindingCalls, AreOfItsPlaceAndTime) {
  CardScene alice;
  alice.CallInFinding(kBegan, "a:First");
  alice.CallInFinding(kBegan + 60, "a:Second");
  const EventFact kept = alice.facts.front();
  alice.facts.push_back(kept);
  alice.facts.back().origin = "DE";
  alice.facts.push_back(kept);
  alice.facts.back().at_seconds = kBegan - 60;
  alice.facts.push_back(kept);
  alice.facts.back().at_seconds = kBegan + 120;
  alice.facts.push_back(kept);
  alice.facts.back().unauthenticated = true;
  const CardInput input = alice.Input();
  EXPECT_THAT(KeptCallsOf(input),
              ElementsAre(&input.facts[0], &input.facts[1]));
}

TEST(FindingCalls, HaveATool) {
  EXPECT_EQ(ToolOfFact({.user_agent = "Boto3/1.34"}), "Boto3");
  EXPECT_EQ(ToolOfFact({.user_agent = "Boto3/1.34", .from_console = true}),
            "console");
  EXPECT_EQ(ToolOfFact({.user_agent = "AWS Internal", .invoked_by_aws = true}),
            "");
}

TEST(FindingCalls, HaveThreeRarestCommandsByOtherHours) {
  CardScene alice;
  for (const char* command : {"a:Often", "a:Never", "a:Twice", "a:Once"}) {
    for (int64_t hour = 0; hour < 5; ++hour) {
      alice.CallInFinding(kBegan + hour * kHour, command);
    }
  }
  for (int64_t hour = 1; hour <= 9; ++hour) {
    alice.Call(kBegan - hour * kHour, "a:Often");
    if (hour <= 2) alice.Call(kBegan - hour * kHour, "a:Twice");
    if (hour <= 1) alice.Call(kBegan - hour * kHour, "a:Once");
  }
  const auto rarest = RarestCommands(alice.Input());
  ASSERT_EQ(rarest.size(), 3U);
  EXPECT_EQ(rarest[0].command, "a:Never");
  EXPECT_EQ(rarest[1].command, "a:Once");
  EXPECT_EQ(rarest[2].command, "a:Twice");
  EXPECT_EQ(rarest[2].hours.size(), 2U);
}

TEST(FindingCalls, AreOfItsNetworks) {
  CardScene alice;
  alice.CallInFinding(kBegan, "a:First");
  alice.finding.networks = {{"198.51.100", 1}};
  alice.facts.front().source_address = "198.51.100.7";
  EXPECT_EQ(KeptCallsOf(alice.Input()).size(), 1U);
  alice.facts.front().source_address = "203.0.113.9";
  EXPECT_EQ(KeptCallsOf(alice.Input()).size(), 0U);
  // It may be of a network that the finding has no room for.
  alice.finding.networks.resize(kFindingNetworksMax);
  EXPECT_EQ(KeptCallsOf(alice.Input()).size(), 1U);
}

}  // namespace
}  // namespace farcall
