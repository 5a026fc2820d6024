// SPDX-License-Identifier: Apache-2.0
#include "scoring/findings/finding_join.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "text/utf8.h"

namespace farcall {
namespace {

constexpr int64_t kAt = 1'700'000'000;

Event EventOf(int number, const std::string& command = "s3:GetObject") {
  return {.event_id = "e" + std::to_string(1000 + number),
          .event_time_seconds = kAt + number * 60,
          .account = "111122223333",
          .principal = "alice",
          .command = command,
          .source_address = "192.0.2.1",
          .user_agent = "aws-cli/2"};
}

FindingChanges Join(const Event& event, Finding& finding,
                    uint32_t centibits = 100, uint16_t score = 1000) {
  return JoinFinding({.event = event,
                      .network = "192.0.2",
                      .centibits = centibits,
                      .score_hundredths = score},
                     finding);
}

std::vector<std::string> IdsOf(const std::vector<FindingSample>& samples) {
  std::vector<std::string> ids;
  for (const FindingSample& sample : samples) ids.push_back(sample.event_id);
  return ids;
}

TEST(JoinFinding, CountsCallsAndFailures) {
  Finding finding;
  Join(EventOf(5), finding);
  Event failed = EventOf(2, "iam:CreateUser");
  failed.error_code = "AccessDenied";
  Join(failed, finding, 900, 7000);
  Join(EventOf(9), finding);
  EXPECT_EQ(finding.calls, 3u);
  EXPECT_EQ(finding.failed_calls, 1u);
  EXPECT_EQ(finding.first_seconds, kAt + 120);
  EXPECT_EQ(finding.last_seconds, kAt + 540);
  EXPECT_EQ(finding.peak_centibits, 900u);
  EXPECT_EQ(finding.score(), 70.0);
  EXPECT_THAT(finding.commands,
              testing::ElementsAre(CallsOfText{"s3:GetObject", 2},
                                   CallsOfText{"iam:CreateUser", 1}));
  EXPECT_THAT(finding.networks,
              testing::ElementsAre(CallsOfText{"192.0.2", 3}));
  EXPECT_THAT(finding.accounts,
              testing::ElementsAre(CallsOfText{"111122223333", 3}));
}

TEST(JoinFinding, KeepsAsManySamplesAsItMay) {
  for (const size_t most : {0, 1, 3, 4, 7, 20}) {
    Finding finding;
    for (int i = 0; i < 60; ++i) {
      const Event event = EventOf(i);
      JoinFinding({.event = event,
                   .network = "192.0.2",
                   .centibits = static_cast<uint32_t>(i % 7),
                   .samples_max = most},
                  finding);
    }
    // One of the first or last may be among the oddest too.
    EXPECT_LE(finding.samples.size(), most);
    EXPECT_GE(finding.samples.size(), (most + 1) / 2);
    EXPECT_EQ(finding.calls, 60u);
  }
}

TEST(JoinFinding, CutsNoCharacterOfASamplesAgent) {
  Event event = EventOf(0);
  event.user_agent = "x";
  for (int i = 0; i < 200; ++i) event.user_agent += "\u03b1";  // two bytes each
  Finding finding;
  Join(event, finding);
  EXPECT_TRUE(IsUtf8(finding.samples.front().user_agent));
}

TEST(JoinFinding, TellsWhereTheRiskLevelRises) {
  Finding finding;
  Join(EventOf(0), finding, 900, 7000);
  EXPECT_EQ(Join(EventOf(1), finding, 950, 7200), SetOf(FindingChange::kGrew));
  const FindingChanges changes = Join(EventOf(2), finding, 2000, 9500);
  EXPECT_TRUE(Has(changes, FindingChange::kEscalated));
  EXPECT_TRUE(Has(changes, FindingChange::kGrew));
  EXPECT_FALSE(
      Has(Join(EventOf(3), finding, 10, 100), FindingChange::kEscalated));
}

TEST(JoinFinding, KeepsItsBounds) {
  Finding finding;
  for (int i = 0; i < 1000; ++i) {
    Event event = EventOf(i, "s3:Call" + std::to_string(i));
    event.account = std::to_string(i);
    event.user_agent = std::string(10'000, 'x');
    JoinFinding({.event = event,
                 .network = "10.0." + std::to_string(i),
                 .centibits = static_cast<uint32_t>(i * 7 % 1000)},
                finding);
  }
  EXPECT_EQ(finding.calls, 1000u);
  EXPECT_EQ(finding.commands.size(), kFindingCommandsMax);
  EXPECT_EQ(finding.other_command_calls, 1000 - kFindingCommandsMax);
  EXPECT_EQ(finding.accounts.size(), kFindingAccountsMax);
  EXPECT_EQ(finding.networks.size(), kFindingNetworksMax);
  EXPECT_LE(finding.samples.size(), 20u);
  EXPECT_EQ(finding.samples.front().user_agent.size(), kSampleAgentBytesMax);
}

TEST(JoinFinding, SamplesTheFirstTheLastAndTheOddest) {
  Finding finding;
  for (int i = 0; i < 100; ++i) {
    Join(EventOf(i), finding, i >= 40 && i < 50 ? 900u + i : 0u);
  }
  std::vector<std::string> expected;
  for (int i = 0; i < 100; ++i) {
    if (i < 5 || (i >= 40 && i < 50) || i >= 95) {
      expected.push_back("e" + std::to_string(1000 + i));
    }
  }
  EXPECT_EQ(IdsOf(finding.samples), expected);
}

TEST(JoinFinding, SamplesTheSameInAnyOrder) {
  std::vector<int> order;
  for (int i = 0; i < 200; ++i) order.push_back(i);
  Finding first;
  for (const int i : order) Join(EventOf(i), first, i * 37 % 50);
  std::mt19937 random(7);
  for (int round = 0; round < 50; ++round) {
    std::shuffle(order.begin(), order.end(), random);
    Finding other;
    for (const int i : order) Join(EventOf(i), other, i * 37 % 50);
    EXPECT_EQ(other.samples, first.samples);
  }
}

TEST(JoinFinding, KeepsClassesAndCountsSensitiveCalls) {
  const auto join = [](CommandClass command_class, bool is_sensitive,
                       Finding& finding) {
    const Event event = EventOf(static_cast<int>(finding.calls));
    return JoinFinding({.event = event,
                        .network = "192.0.2",
                        .score_hundredths = 9500,
                        .command_class = command_class,
                        .is_sensitive = is_sensitive},
                       finding);
  };
  const auto escalates = [&join](CommandClass command_class, Finding& finding) {
    return Has(join(command_class, false, finding), FindingChange::kEscalated);
  };
  Finding finding;
  join(CommandClass::kDiscovery, false, finding);
  EXPECT_FALSE(escalates(CommandClass::kExecution, finding))
      << "not from SECRET_READ on";
  EXPECT_TRUE(escalates(CommandClass::kSecretRead, finding));
  EXPECT_FALSE(escalates(CommandClass::kSecretRead, finding));
  join(CommandClass::kDestruction, true, finding);
  EXPECT_FALSE(escalates(CommandClass::kPersistence, finding));
  EXPECT_EQ(finding.classes, SetOf(CommandClass::kDiscovery) |
                                 SetOf(CommandClass::kExecution) |
                                 SetOf(CommandClass::kSecretRead) |
                                 SetOf(CommandClass::kPersistence) |
                                 SetOf(CommandClass::kDestruction));
  EXPECT_EQ(finding.sensitive_calls, 1u);
}

TEST(IsSensitiveCall, IsOfACommandThatWasUsedInFewerThanFiveHours) {
  const Event event = EventOf(0);
  EXPECT_TRUE(IsSensitiveCall(CommandClass::kSecretRead, 0, event));
  EXPECT_TRUE(IsSensitiveCall(CommandClass::kDestruction, 4, event));
  EXPECT_FALSE(IsSensitiveCall(CommandClass::kSecretRead, 5, event));
  EXPECT_FALSE(IsSensitiveCall(CommandClass::kExecution, 0, event));
  Event stranger = event;
  stranger.unauthenticated = true;
  EXPECT_FALSE(IsSensitiveCall(CommandClass::kSecretRead, 0, stranger));
}

}  // namespace
}  // namespace farcall
