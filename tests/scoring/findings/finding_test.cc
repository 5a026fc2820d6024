// SPDX-License-Identifier: Apache-2.0
#include "scoring/findings/finding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scoring/findings/triage.h"

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Class = CommandClass;

constexpr uint16_t kCritical = 9200;
constexpr uint16_t kHigh = 7500;
constexpr uint16_t kMedium = 6000;

TEST(PriorityOf, RisesByOneWithASensitiveCall) {
  const auto of = [](uint16_t score, uint64_t sensitive_calls) {
    return PriorityOf(
        {.score_hundredths = score, .sensitive_calls = sensitive_calls});
  };
  EXPECT_EQ(of(kCritical, 1), 1);
  EXPECT_EQ(of(kCritical, 0), 2);
  EXPECT_EQ(of(kHigh, 3), 2);
  EXPECT_EQ(of(kHigh, 0), 3);
  EXPECT_EQ(of(kMedium, 0), 4);
  EXPECT_EQ(of(kMedium, 9), 4) << "its place says little against it";
}

TEST(PriorityOf, IsTheFirstAfterMaliciousWhateverTheCall) {
  EXPECT_EQ(PriorityOf({.reopening = Reopening::kAfterMalicious}), 1);
  EXPECT_EQ(PriorityOf({.reopening = Reopening::kWorseClass,
                        .score_hundredths = kHigh}),
            3);
}

TEST(Queue, GoesByPriorityThenBitsThenLastCall) {
  const Finding critical{
      .last_seconds = 1, .peak_centibits = 1700, .score_hundredths = 9050};
  const Finding high{
      .last_seconds = 9, .peak_centibits = 1600, .score_hundredths = 8900};
  Finding later = high;
  later.last_seconds = 10;
  EXPECT_TRUE(IsMoreUrgent(critical, high));
  EXPECT_TRUE(IsMoreUrgent(later, high));
  EXPECT_FALSE(IsMoreUrgent(high, later));
  EXPECT_FALSE(IsMoreUrgent(high, high));
}

TEST(Queue, HasASensitiveFindingBeforeAnOdderOne) {
  const Finding sensitive{
      .peak_centibits = 1700, .score_hundredths = 9050, .sensitive_calls = 1};
  const Finding odder{.peak_centibits = 3000, .score_hundredths = 9900};
  EXPECT_TRUE(IsMoreUrgent(sensitive, odder));
  EXPECT_FALSE(IsMoreUrgent(odder, sensitive));
}

TEST(IsWorse, IsSensitiveAndWorseThanAllThatWereThere) {
  const auto than = [](Class command_class, CommandClassSet classes) {
    return IsWorse(command_class, {.classes = classes});
  };
  EXPECT_TRUE(than(Class::kSecretRead, SetOf(Class::kDiscovery)));
  EXPECT_TRUE(than(Class::kPersistence,
                   SetOf(Class::kIamWrite) | SetOf(Class::kDiscovery)));
  EXPECT_FALSE(than(Class::kIamWrite, SetOf(Class::kIamWrite)));
  EXPECT_FALSE(than(Class::kSecretRead,
                    SetOf(Class::kIamWrite) | SetOf(Class::kDiscovery)));
  EXPECT_FALSE(than(Class::kExecution, SetOf(Class::kDiscovery)))
      << "not from SECRET_READ on";
  EXPECT_FALSE(IsWorse(Class::kDestruction, {.unauthenticated = true}));
}

TEST(ReopeningBy, FollowsTheReasonThatMattersMost) {
  const Finding benign{.state = FindingState::kBenign,
                       .score_hundredths = kHigh,
                       .classes = SetOf(Class::kDiscovery)};
  const JoiningCall harmless{.level = RiskLevel::kHigh,
                             .command_class = Class::kWrite};
  const JoiningCall worse{.level = RiskLevel::kLow,
                          .command_class = Class::kPersistence};
  const JoiningCall odder{.level = RiskLevel::kCritical,
                          .command_class = Class::kPersistence};
  EXPECT_EQ(ReopeningBy(harmless, benign), Reopening::kNone);
  EXPECT_EQ(ReopeningBy(worse, benign), Reopening::kWorseClass);
  EXPECT_EQ(ReopeningBy(odder, benign), Reopening::kHigherRisk);
  Finding malicious = benign;
  malicious.state = FindingState::kMalicious;
  malicious.close_micros = 0;
  JoiningCall after = odder;
  after.at_seconds = 15 * 60 + 1;
  EXPECT_EQ(ReopeningBy(after, malicious), Reopening::kAfterMalicious);
  for (const FindingState state :
       {FindingState::kOpen, FindingState::kAcknowledged}) {
    Finding undecided = benign;
    undecided.state = state;
    EXPECT_EQ(ReopeningBy(worse, undecided), Reopening::kNone);
  }
}

TEST(TechniquesOf, AreThoseOfItsCommandsOnce) {
  const Finding finding{.commands = {{"iam:CreateRole", 3},
                                     {"iam:AttachUserPolicy", 1},
                                     {"iam:CreateUser", 1},
                                     {"newservice:CreateThing", 1}}};
  EXPECT_THAT(TechniquesOf(finding), ElementsAre("T1098.003", "T1136.003"));
  EXPECT_THAT(TechniquesOf({}), IsEmpty());
}

}  // namespace
}  // namespace farcall
