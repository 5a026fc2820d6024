// SPDX-License-Identifier: Apache-2.0
#include "ingest/kafka/kafka_dead_letters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/kafka/mock_cluster.h"

namespace farcall {
namespace {

using ::testing::Contains;
using ::testing::Key;
using ::testing::Not;
using ::testing::Pair;

class KafkaDeadLettersTest : public testing::Test {
 protected:
  KafkaDeadLettersTest() {
    cluster_.CreateTopic("dead", 1);
    letters_ = std::make_unique<KafkaDeadLetters>(*KafkaWriter::Open(
        {cluster_.brokers()}, "dead", [](const std::string&) {}));
  }

  MockCluster cluster_;
  std::unique_ptr<KafkaDeadLetters> letters_;
};

TEST_F(KafkaDeadLettersTest, HoldTheRecordAndSayWhyInHeaders) {
  const DeadLetter letter{"topic[3]@17",  2, "CODE", "eventTime", "is no time",
                          "a \xff record"};
  ASSERT_TRUE(letters_->Write({&letter, 1}).ok());
  const auto messages = cluster_.Read("dead", 1);
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_EQ(messages[0].value, "a \xff record");
  EXPECT_EQ(messages[0].key, "topic[3]@17");
  EXPECT_THAT(messages[0].headers,
              Contains(Pair("farcall-place", "topic[3]@17")));
  EXPECT_THAT(messages[0].headers, Contains(Pair("farcall-record", "2")));
  EXPECT_THAT(messages[0].headers, Contains(Pair("farcall-code", "CODE")));
  EXPECT_THAT(messages[0].headers,
              Contains(Pair("farcall-field", "eventTime")));
  EXPECT_THAT(messages[0].headers,
              Contains(Pair("farcall-reason", "is no time")));
  EXPECT_THAT(messages[0].headers, Not(Contains(Key("farcall-cut"))));
}

TEST_F(KafkaDeadLettersTest, AreCutToWhatABrokerTakes) {
  const DeadLetter letter{"p", 1, "C", "", "r", std::string(2'000'000, 'x')};
  ASSERT_TRUE(letters_->Write({&letter, 1}).ok());
  const auto messages = cluster_.Read("dead", 1);
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_EQ(messages[0].value.size(), KafkaWriter::kValueBytesMax);
  EXPECT_THAT(messages[0].headers, Contains(Pair("farcall-cut", "true")));
}

TEST_F(KafkaDeadLettersTest, ThatABrokerRefusesAreNoSuccess) {
  const DeadLetter letter{"p", 1, "C", "", "r", "text"};
  cluster_.Fail(0 /* Produce */,
                {RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED});
  EXPECT_EQ(letters_->Write({&letter, 1}).code(),
            absl::StatusCode::kPermissionDenied);
}

}  // namespace
}  // namespace farcall
