// SPDX-License-Identifier: Apache-2.0
#include "cluster/kafka/topic_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farcall {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TopicFacts GoodTopic() {
  return {64,
          3,
          {{"min.insync.replicas", "2"},
           {"unclean.leader.election.enable", "false"},
           {"cleanup.policy", "delete"},
           {"max.message.bytes", "1048588"},
           {"retention.ms", "21600000"},
           {"retention.bytes", "-1"}}};
}

const TopicRules kRules{64, absl::Minutes(15)};

std::string Refusal(const TopicFacts& facts, const TopicRules& rules = kRules) {
  const auto report = JudgeTopic("farcall", facts, rules);
  EXPECT_EQ(report.status().code(), absl::StatusCode::kFailedPrecondition)
      << report.status();
  return std::string(report.status().message());
}

std::vector<std::string> Warnings(const TopicFacts& facts,
                                  const TopicRules& rules = kRules) {
  const auto report = JudgeTopic("farcall", facts, rules);
  EXPECT_TRUE(report.ok()) << report.status();
  return report.ok() ? report->warnings : std::vector<std::string>{};
}

TEST(TopicRules, TakeAGoodTopic) {
  EXPECT_THAT(Warnings(GoodTopic()), IsEmpty());
}

TEST(TopicRules, RefuseAnotherNumberOfPartitions) {
  for (const size_t partitions : {63u, 65u, 0u}) {
    TopicFacts facts = GoodTopic();
    facts.partitions = partitions;
    EXPECT_THAT(Refusal(facts),
                AllOf(HasSubstr("cluster-shards is 64"),
                      HasSubstr(std::to_string(partitions) + " partitions")));
  }
}

TEST(TopicRules, RefuseOneCopy) {
  TopicFacts facts = GoodTopic();
  facts.copies = 1;
  EXPECT_THAT(Refusal(facts), AllOf(HasSubstr("cluster-topic farcall"),
                                    HasSubstr("replication factor of 1")));
}

TEST(TopicRules, RefuseSettingsThatCanLoseAnswers) {
  const std::pair<const char*, const char*> cases[] = {
      {"min.insync.replicas", "1"},
      {"unclean.leader.election.enable", "true"},
      {"cleanup.policy", "compact"},
      {"cleanup.policy", "compact,delete"},
      {"max.message.bytes", "500000"},
      {"max.message.bytes", "many"},
  };
  for (const auto& [setting, value] : cases) {
    TopicFacts facts = GoodTopic();
    facts.settings[setting] = value;
    EXPECT_THAT(Refusal(facts),
                AllOf(HasSubstr("cluster-topic farcall"),
                      HasSubstr(std::string(setting) + "=" + value)));
  }
}

TEST(TopicRules, RefuseATopicThatIsNotTold) {
  for (const char* setting :
       {"min.insync.replicas", "unclean.leader.election.enable",
        "cleanup.policy", "max.message.bytes"}) {
    TopicFacts facts = GoodTopic();
    facts.settings.erase(setting);
    EXPECT_THAT(Refusal(facts), HasSubstr(setting));
  }
}

TEST(TopicRules, TakeOneCopyWhenTold) {
  TopicRules rules = kRules;
  rules.allow_fewer_copies = true;
  TopicFacts facts = GoodTopic();
  facts.copies = 1;
  facts.settings["min.insync.replicas"] = "1";
  EXPECT_THAT(Warnings(facts, rules), IsEmpty());
  facts.settings["unclean.leader.election.enable"] = "true";
  EXPECT_THAT(Refusal(facts, rules),
              HasSubstr("unclean.leader.election.enable=true"));
}

TEST(TopicRules, WarnOfRecordsThatGoBeforeASnapshotIsMade) {
  TopicFacts facts = GoodTopic();
  facts.settings["retention.ms"] = "1799999";
  EXPECT_THAT(Warnings(facts),
              ElementsAre(AllOf(HasSubstr("retention.ms=1799999"),
                                HasSubstr("1800000"))));
  facts.settings["retention.ms"] = "1800000";
  EXPECT_THAT(Warnings(facts), IsEmpty());
  facts.settings["retention.ms"] = "-1";
  EXPECT_THAT(Warnings(facts), IsEmpty());
}

TEST(TopicRules, WarnOfABoundInBytes) {
  TopicFacts facts = GoodTopic();
  facts.settings["retention.bytes"] = "1000000";
  EXPECT_THAT(Warnings(facts),
              ElementsAre(HasSubstr("retention.bytes=1000000")));
}

}  // namespace
}  // namespace farcall
