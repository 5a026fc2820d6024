// SPDX-License-Identifier: Apache-2.0
#include "cluster/kafka/topic_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/kafka/mock_cluster.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;

constexpr absl::Duration kTimeout = absl::Seconds(10);

// What topics are judged by is in topic_rules_test.cc; topics of a real broker
// are in real_broker_test.cc. The mock does not tell the settings of topics.
class TopicCheckTest : public testing::Test {
 protected:
  TopicCheckTest() { cluster_.CreateTopic("farcall", 4); }

  absl::Status Check(const KafkaCluster& cluster, absl::Duration timeout) {
    return CheckTopic(cluster, "farcall", {4}, timeout,
                      [](const std::string&) {})
        .status();
  }

  MockCluster cluster_;
};

TEST_F(TopicCheckTest, NamesATopicThatDoesNotExist) {
  cluster_.FailTopic("farcall", RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
  const auto status = Check({cluster_.brokers()}, kTimeout);
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("cluster-topic farcall"));
}

TEST_F(TopicCheckTest, NamesATopicThatMayNotBeDescribed) {
  cluster_.FailTopic("farcall", RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
  EXPECT_EQ(Check({cluster_.brokers()}, kTimeout).code(),
            absl::StatusCode::kPermissionDenied);
}

TEST_F(TopicCheckTest, RefusesWhatBrokersDoNotTell) {
  EXPECT_EQ(Check({cluster_.brokers()}, absl::Seconds(1)).code(),
            absl::StatusCode::kUnavailable);
}

TEST_F(TopicCheckTest, GivesUpWhereNoBrokerAnswers) {
  cluster_.TakeDown(1);
  EXPECT_EQ(Check({cluster_.brokers()}, absl::Milliseconds(300)).code(),
            absl::StatusCode::kUnavailable);
}

TEST_F(TopicCheckTest, RefusesPropertiesThatAreNone) {
  EXPECT_EQ(Check({cluster_.brokers(), {{"no.such", "1"}}}, kTimeout).code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace farcall
