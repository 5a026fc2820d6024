// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/triage/card/sections/scenes.h"
#include "triage/card/sections/card_builder.h"
#include "triage/card/sections/sections.h"

namespace farcall {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;

Exemption OfAlice() {
  Exemption exemption = {.principals = {kAlice},
                         .from_seconds = kOpened - kHour,
                         .to_seconds = kOpened + kHour,
                         .reason = "a fair in Hanoi",
                         .ticket = "CHG-1234",
                         .actor = "carol"};
  exemption.id.bytes.fill(1);
  return exemption;
}

// A finding of alice that an exemption covers.
Scene Planned() {
  Scene scene = Traveller();
  scene.exemptions = {OfAlice()};
  scene.finding.exemption = scene.exemptions.front().id;
  return scene;
}

TEST(PlannedSection, TellsTheExemptionThatCovers) {
  const CardSection section = PlannedSection(Planned().Input());
  EXPECT_EQ(section.judgement, CardAnswer::kNormal);
  EXPECT_EQ(section.sentences.front(),
            "Covered by exemption aeaqcaibaeaqcaib (CHG-1234) of carol, from "
            "2026-11-28 19:20 UTC until 2026-11-28 21:20 UTC: a fair in "
            "Hanoi.");
  EXPECT_EQ(section.counts.at("covered"), 1);
  EXPECT_EQ(section.missing, "");
}

TEST(PlannedSection, DoesNotCallPlannedWhatWasRevoked) {
  Scene scene = Planned();
  Revoke(Revocation::kMalicious, "token:soc", kOpened * 1'000'000,
         scene.exemptions.front());
  const CardSection section = PlannedSection(scene.Input());
  EXPECT_EQ(section.judgement, CardAnswer::kFact);
  EXPECT_THAT(section.sentences,
              Contains("That exemption was revoked at 2026-11-28 20:20 UTC, as "
                       "a finding that it covers is MALICIOUS."));
}

TEST(PlannedSection, ListsThoseThatMayHaveBeenMeantForIt) {
  Scene scene = Traveller();
  Exemption later = OfAlice();
  later.from_seconds = kOpened + 6 * kDay;
  later.to_seconds = kOpened + 8 * kDay;
  Exemption of_account = OfAlice();
  of_account.principals.clear();
  of_account.accounts = {"111122223333"};
  Exemption too_late = later;
  too_late.from_seconds += 2 * kDay;
  Exemption of_bob = OfAlice();
  of_bob.principals = {kBob};
  scene.exemptions = {later, of_account, too_late, of_bob};
  const CardSection section = PlannedSection(scene.Input());
  EXPECT_EQ(section.judgement, CardAnswer::kFact);
  EXPECT_EQ(section.sentences[0], "No exemption covers it.");
  EXPECT_EQ(section.sentences[1],
            "2 other exemptions of its principal or account are in force at "
            "most 7 days before or after it.");
  EXPECT_EQ(section.rows.size(), 3u) << "the head and two";
  EXPECT_EQ(section.counts.at("near_exemptions"), 2);
}

TEST(PlannedSection, CountsTheHoursOfTheCommandAndOfTheWindow) {
  Scene scene = Traveller();
  // On the Saturdays before, at about the time of the finding.
  for (int week = 1; week <= 3; ++week) {
    scene.commands["s3:GetObject"]
        .At(Attribute::kCountry)
        .Count("DE", kOpened - 7 * week * kDay);
  }
  EXPECT_THAT(PlannedSection(scene.Input()).sentences,
              ElementsAre("No exemption covers it.",
                          "The organisation called s3:GetObject in 63 hours of "
                          "180 days outside this finding, 3 of them on a "
                          "Saturday from 19:00 to 21:59 UTC."));
}

TEST(PlannedSection, SupportsAPlannedChange) {
  const Card card = MakeCard(Planned().Input());
  EXPECT_THAT(card.explanations, Contains(Field(&CardExplanation::reason,
                                                CloseReason::kPlannedChange)));
  for (const CardExplanation& explanation :
       MakeCard(Traveller().Input()).explanations) {
    EXPECT_NE(explanation.reason, CloseReason::kPlannedChange);
  }
}

}  // namespace
}  // namespace farcall
