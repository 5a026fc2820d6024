// SPDX-License-Identifier: Apache-2.0
#include "triage/card/kept_calls.h"

#include <gtest/gtest.h>

#include "tests/triage/card/sections/scenes.h"

namespace farcall {
namespace {

TEST(KeptCalls, LeavesTheVictimsOwnCallsOut) {
  Scene scene = StolenKey();
  // In the finding's time and country, from a network of her own.
  EventFact own = CallOfAlice("s3:GetObject", 5);
  own.source_address = "203.0.113.9";
  scene.facts.push_back(own);
  const CardInput input = scene.Input();
  const KeptCalls calls(input);
  EXPECT_EQ(calls.detailed().size(), scene.finding.calls);
  for (const EventFact* call : calls.calls()) {
    EXPECT_NE(call->event_id, own.event_id);
  }
}

TEST(KeptCalls, TakesSamplesForCallsThatAreNotKept) {
  Scene scene = StolenKey();
  const std::string lost = scene.facts.back().event_id;
  scene.facts.pop_back();
  const CardInput input = scene.Input();
  const KeptCalls calls(input);
  EXPECT_EQ(calls.detailed().size(), scene.finding.calls - 1);
  ASSERT_EQ(calls.calls().size(), scene.finding.calls);
  EXPECT_EQ(calls.calls().back()->event_id, lost);
  EXPECT_TRUE(calls.missing().empty());
}

TEST(KeptCalls, TellsWhyThereAreNoDetails) {
  Scene scene = StolenKeyWithoutFacts();
  CardInput input = scene.Input();
  EXPECT_EQ(KeptCalls(input).missing(),
            "calls are not kept: `event-hours` is 0");
  input.facts_since_seconds = kOpened + kDay;
  EXPECT_EQ(KeptCalls(input).missing(),
            "the calls of the finding are not kept any more (`event-hours`)");
}

TEST(KeptCalls, TellsHowManyAreKept) {
  Scene scene = StolenKey();
  scene.finding.calls = 1200;
  const CardInput input = scene.Input();
  CardSection section;
  KeptCalls(input).TellIncomplete(6, section);
  EXPECT_EQ(
      section.sentences,
      std::vector<std::string>{"6 of 1,200 calls of the finding are kept."});
}

}  // namespace
}  // namespace farcall
