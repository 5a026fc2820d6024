// SPDX-License-Identifier: Apache-2.0
#include "scoring/batch/explanation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "scoring/detectors/questions.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr int64_t kDay = 24 * 3600;
constexpr int64_t kAug26 = 1787702400;  // 2026-08-26T00:00:00Z
constexpr int64_t kEvent = kAug26 + 90 * kDay;
constexpr char kAlice[] = "arn:aws:iam::111122223333:user/alice";

const Detector& Named(std::string_view name) {
  return *std::ranges::find(Detectors(), name, &Detector::name);
}

// Of alice, who has called for 90 days.
Factor New(std::string_view detector, const std::string& value) {
  return {.detector = &Named(detector),
          .entity = kAlice,
          .value = value,
          .bits = 10,
          .weight = 0.5,
          .at_seconds = kEvent,
          .entity_calls = 4812,
          .known = {.calls = 4812,
                    .first_seen_seconds = kAug26,
                    .state = BaselineState::kReady}};
}

// Seen three times on the day of the event.
Factor Seen(Factor factor, ValueStanding standing = {}) {
  factor.value_calls = 3;
  factor.value_first_seen_seconds = kEvent - 600;
  factor.value_last_seen_seconds = kEvent - 60;
  factor.standing = standing;
  return factor;
}

TEST(Explain, SaysInCountsWhyAPrincipalIsOutOfPlace) {
  Factor factor = New("country_for_principal", "BR");
  factor.usual = {{"DE", 0.911}, {"FR", 0.0885}, {"US", 0.0005}};
  EXPECT_EQ(Explain(factor),
            "alice never called from BR before: 0 of 4,812 calls in 90 days, "
            "since 2026-08-26; usual: DE 91 %, FR 9 %, US <1 %");
}

TEST(Explain, SaysWhatTheRestOfTheOrganisationDoes) {
  Factor factor = New("country_for_principal", "BR");
  factor.others = {.value_calls = 0, .calls = 61204};
  EXPECT_THAT(Explain(factor),
              HasSubstr("; in the organisation: 0 of 61,204 other calls"));
}

TEST(Explain, SaysWhenAValueWasSeen) {
  Factor factor = Seen(New("country_for_command", "BR"));
  factor.entity = "secretsmanager:GetSecretValue";
  factor.usual = {{"DE", 1.0}};
  EXPECT_EQ(Explain(factor),
            "secretsmanager:GetSecretValue was called from BR in 3 of 4,812 "
            "calls in 90 days, since 2026-08-26, first at 2026-11-23 23:50, "
            "last at 2026-11-23 23:59; usual: DE 100 %");
}

TEST(Explain, SaysShortlyWhatIsAsUsual) {
  Factor factor = Seen(New("country_for_principal", "DE"));
  factor.bits = 0;
  factor.usual = {{"DE", 1.0}};
  EXPECT_EQ(Explain(factor),
            "alice called from DE in 3 of 4,812 calls in 90 days, since "
            "2026-08-26; usual: DE 100 %");
}

TEST(Explain, SaysWhatIsDoneForTheFirstTime) {
  EXPECT_THAT(Explain(New("command_for_principal", "iam:CreateUser")),
              HasSubstr("alice never called iam:CreateUser before: 0 of "));
  EXPECT_THAT(Explain(New("error_code", "AccessDenied")),
              HasSubstr("alice never failed with AccessDenied before: 0 of "));
  EXPECT_THAT(Explain(New("tool_for_principal", "Boto3")),
              HasSubstr("alice never used Boto3 before: 0 of "));
}

TEST(Explain, CountsAllCallsWhereNoneHasFailedYet) {
  Factor factor = New("error_code", "AccessDenied");
  factor.entity_calls = 0;
  EXPECT_THAT(Explain(factor), HasSubstr("before: 0 of 4,812 calls"));
}

TEST(Explain, SaysWhyWhatWasSeenIsNotUsual) {
  const Factor factor = New("country_for_principal", "BR");
  EXPECT_THAT(Explain(Seen(factor, {Standing::kSettling, kEvent + kDay})),
              HasSubstr(", too new to count as usual before 2026-11-25 00:00"));
  EXPECT_THAT(
      Explain(Seen(factor, {Standing::kQuarantine, kEvent + 14 * kDay})),
      HasSubstr(", too unusual to be learned before 2026-12-08"));
  EXPECT_THAT(Explain(Seen(factor, {Standing::kMalicious})),
              HasSubstr(", marked as malicious"));
  EXPECT_THAT(Explain(Seen(factor, {Standing::kBenign})),
              HasSubstr(", marked as benign"));
}

TEST(Explain, SaysPlainlyThatLittleIsKnown) {
  Factor factor = New("country_for_principal", "BR");
  factor.entity = "arn:aws:iam::111122223333:user/bob";
  factor.known = {.calls = 3, .first_seen_seconds = kEvent - 30 * 3600};
  factor.others = {.value_calls = 0, .calls = 900, .usual = {{"DE", 0.9}}};
  EXPECT_EQ(Explain(factor),
            "bob never called from BR before, but only 3 calls by bob are "
            "known in 30 hours, since 2026-11-22; in the organisation: 0 of "
            "900 other calls, usual: DE 90 %");
  factor.known.calls = 1;
  EXPECT_THAT(Explain(factor), HasSubstr("but only 1 call by bob is known"));
  EXPECT_THAT(Explain(Seen(factor)), HasSubstr("all that is known"));
}

TEST(Explain, SaysThatNothingIsKnownYet) {
  Factor factor{.detector = &CountryForPrincipal(),
                .entity = "111122223333:root",
                .value = "DE"};
  EXPECT_EQ(Explain(factor),
            "the root user of 111122223333 called from DE; no earlier call by "
            "the root user of 111122223333 is known");
  factor.detector = &CountryForCommand();
  factor.entity = "iam:CreateUser";
  EXPECT_EQ(Explain(factor),
            "iam:CreateUser was called from DE; no earlier call of "
            "iam:CreateUser is known");
}

// An event may arrive after later ones.
TEST(Explain, TellsNoSpanOfAHistoryThatBeginsAfterTheEvent) {
  Factor factor = New("country_for_principal", "BR");
  factor.at_seconds = kAug26 - 60;
  EXPECT_THAT(Explain(factor), HasSubstr("0 of 4,812 calls since 2026-08-26"));
}

TEST(Explain, SaysPseudoOriginsInWords) {
  Factor factor = New("country_for_principal", "@private");
  factor.usual = {{"@service:ec2", 1}};
  const std::string text = Explain(factor);
  EXPECT_THAT(text, HasSubstr("never called from a private address before"));
  EXPECT_THAT(text, HasSubstr("usual: the AWS service ec2 100 %"));
}

TEST(Explain, TakesTheWordsOfWhatCountsDoNotSay) {
  Factor factor{.detector = &Named("two_places"),
                .entity = kAlice,
                .usual = {{"DE", 1}},
                .brief = "alice also called from DE",
                .detail = ", just before"};
  EXPECT_EQ(Explain(factor),
            "alice also called from DE, just before; usual: DE 100 %");
}

TEST(Explainer, SaysOfEachFactorWhatItSaysAlone) {
  Factor bob = New("country_for_principal", "BR");
  bob.entity = "arn:aws:iam::111122223333:role/bob";
  bob.known.first_seen_seconds = kEvent - 3600 * 5;
  Factor command = Seen(New("country_for_command", "BR"));
  command.entity = "iam:CreateUser";
  Factor later = New("tool_for_principal", "Boto3");
  later.at_seconds += kDay;
  const std::vector factors = {New("country_for_principal", "BR"), bob, command,
                               New("command_for_principal", "s3:Get"), later};
  TextBuffer text;
  Explainer explainer(text);
  std::string alone;
  for (const Factor& factor : factors) {
    explainer.AddFactor(factor);
    alone += Explain(factor);
  }
  explainer.AddHeadline(factors);
  EXPECT_EQ(text.bytes(), alone + Headline(factors));
}

TEST(Headline, TellsWhatIsUnusualHeaviestFirst) {
  Factor place = New("country_for_principal", "BR");
  place.usual = {{"DE", 1}};
  const Factor tool = Seen(New("tool_for_principal", "Boto3"));
  Factor memory{.detector = &RecentEvidence(),
                .entity = kAlice,
                .weight = 0.1,
                .brief = "2 commands unusual for alice",
                .detail = ": s:A, s:B"};
  EXPECT_EQ(Headline(std::vector{place, memory, tool}),
            "Unusual for alice: called from BR (0 of 4,812 calls; usual: DE "
            "100 %), used Boto3 (3 of 4,812 calls); 2 commands unusual for "
            "alice");
  EXPECT_EQ(Headline(std::vector{memory}), "2 commands unusual for alice");
}

TEST(Headline, TellsSinceWhenAPlaceIsKnown) {
  EXPECT_EQ(Headline(std::vector{Seen(New("country_for_principal", "BR"))}),
            "Unusual for alice: called from BR (3 of 4,812 calls, since "
            "2026-11-23 23:50)");
}

TEST(Headline, LeavesOutWhatDoesNotCount) {
  Factor place = New("country_for_principal", "DE");
  place.weight = 0;
  EXPECT_THAT(Headline(std::vector{place}), IsEmpty());
  EXPECT_THAT(Headline({}), IsEmpty());
}

TEST(Headline, LetsACommandSpeakWhereNoPrincipalDoes) {
  Factor command = New("country_for_command", "@service:lambda");
  command.entity = "sts:AssumeRole";
  EXPECT_EQ(Headline(std::vector{command}),
            "Unusual for sts:AssumeRole: called from the AWS service lambda "
            "(0 of 4,812 calls)");
  const Factor place = New("country_for_principal", "BR");
  EXPECT_THAT(Headline(std::vector{place, command}),
              Not(HasSubstr("sts:AssumeRole")))
      << "it says again what the principal says";
}

TEST(Headline, SaysThatLittleIsKnown) {
  Factor place = New("country_for_principal", "BR");
  place.known = {.calls = 3, .first_seen_seconds = kEvent - 3600};
  EXPECT_EQ(Headline(std::vector{place}),
            "Unusual for alice: called from BR (0 of 3 calls); little is known "
            "of alice yet");
  place.known = {};
  EXPECT_EQ(Headline(std::vector{place}),
            "Unusual for alice: called from BR (no call known before)");
}

TEST(Sentences, HaveWordsForEveryDetector) {
  for (const Detector& detector : Detectors()) {
    if (detector.question == kRareValue) {
      EXPECT_FALSE(detector.verb.empty()) << detector.name;
    }
    if (detector.role == Detector::Role::kEvidence) {
      EXPECT_FALSE(detector.noun.empty()) << detector.name;
    }
  }
}

TEST(Sentences, NameNoDetector) {
  for (const Detector& asked : Detectors()) {
    if (asked.question != kRareValue) continue;
    const Factor factor = New(asked.name, "BR");
    for (const Detector& detector : Detectors()) {
      const std::string name(detector.name);
      EXPECT_THAT(Explain(factor), Not(HasSubstr(name)));
      EXPECT_THAT(Explain(Seen(factor)), Not(HasSubstr(name)));
      EXPECT_THAT(Headline(std::vector{factor}), Not(HasSubstr(name)));
    }
  }
}

}  // namespace
}  // namespace farcall
