// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

#include "cluster/kafka/kafka_log_client.h"
#include "tests/cluster/kafka/log_reading.h"
#include "tests/kafka/mock_cluster.h"

namespace farcall {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;

// Numbers of requests in Kafka's protocol.
constexpr int16_t kProduce = 0;
constexpr int16_t kInitProducerId = 22;

constexpr milliseconds kShort{1'000};

// Partition 0 is led by broker 1, partition 1 by broker 2.
class KafkaLogFailuresTest : public testing::Test {
 protected:
  KafkaLogFailuresTest() {
    cluster_.CreateTopic("farcall", 2, 2);
    cluster_.SetLeader("farcall", 0, 1);
    cluster_.SetLeader("farcall", 1, 2);
  }

  std::unique_ptr<KafkaLogClient> Open(milliseconds delivery_timeout = kLong) {
    return OpenLogClient(cluster_.brokers(), "farcall", {}, delivery_timeout);
  }

  MockCluster cluster_{2};
};

TEST_F(KafkaLogFailuresTest, AppendsWhileTheLeaderIsDownComeWhenItIsUp) {
  const auto client = Open();
  const auto log = client->Shard(0);
  ASSERT_TRUE(log->Append("a").ok());
  ReadAll(*log, 0, 1);
  cluster_.TakeDown(1);
  ASSERT_TRUE(log->Append("b").ok());
  ASSERT_TRUE(log->Append("c").ok());
  EXPECT_EQ(log->End(kShort).status().code(), absl::StatusCode::kUnavailable);
  const auto meanwhile = log->Read(1, milliseconds(100));
  ASSERT_TRUE(meanwhile.ok()) << meanwhile.status();
  EXPECT_TRUE(meanwhile->empty());
  cluster_.BringUp(1);
  EXPECT_THAT(BytesOf(ReadAll(*log, 1, 2)), ElementsAre("b", "c"));
  EXPECT_TRUE(log->AppendHealth().ok());
}

TEST_F(KafkaLogFailuresTest, FollowsTheLeadership) {
  const auto client = Open();
  const auto log = client->Shard(0);
  ASSERT_TRUE(log->Append("a").ok());
  ReadAll(*log, 0, 1);
  cluster_.TakeDown(1);
  ASSERT_TRUE(log->Append("b").ok());
  cluster_.SetLeader("farcall", 0, 2);
  EXPECT_THAT(BytesOf(ReadAll(*log, 1, 1)), ElementsAre("b"));
  EXPECT_EQ(*log->End(kLong), 2);
  EXPECT_TRUE(log->AppendHealth().ok());
}

TEST_F(KafkaLogFailuresTest, AnAppendThatFailsForNowIsMadeAgainAndOnce) {
  const auto client = Open();
  const auto log = client->Shard(0);
  cluster_.Fail(kProduce, {RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS,
                           RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
                           RD_KAFKA_RESP_ERR__TRANSPORT});
  for (const char* record : {"a", "b", "c"}) {
    ASSERT_TRUE(log->Append(record).ok());
  }
  EXPECT_THAT(BytesOf(ReadAll(*log, 0, 3)), ElementsAre("a", "b", "c"));
  EXPECT_EQ(*log->End(kLong), 3);
  EXPECT_TRUE(log->AppendHealth().ok());
}

TEST_F(KafkaLogFailuresTest, AnAppendThatFailedIsToldUntilTheLogIsOpenedAgain) {
  const auto client = Open();
  const auto other = client->Shard(1);
  auto log = client->Shard(0);
  cluster_.Fail(kProduce, {RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED});
  ASSERT_TRUE(log->Append("a").ok());
  ASSERT_TRUE(ComesTrue([&] { return !log->AppendHealth().ok(); }));
  const absl::Status first = log->AppendHealth();
  EXPECT_EQ(first.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(log->Append("b"), first);
  EXPECT_EQ(log->AppendHealth(), first);
  EXPECT_TRUE(other->AppendHealth().ok());
  log.reset();
  log = client->Shard(0);
  EXPECT_TRUE(log->AppendHealth().ok());
  // librdkafka believes it until it asks for the topic again.
  ASSERT_TRUE(ComesTrue([&] { return log->Append("c").ok(); }));
  EXPECT_THAT(BytesOf(ReadAll(*log, 0, 1)), ElementsAre("c"));
}

TEST_F(KafkaLogFailuresTest, AnAppendThatNoBrokerTakesInTimeHasFailed) {
  const auto client = Open(kShort);
  auto log = AppendUntilRead(*client, 0, "a");
  cluster_.TakeDown(1);
  ASSERT_TRUE(log->Append("b").ok());
  ASSERT_TRUE(ComesTrue([&] { return !log->AppendHealth().ok(); }));
  EXPECT_EQ(log->AppendHealth().code(), absl::StatusCode::kUnavailable);
  log.reset();
  cluster_.BringUp(1);
  AppendUntilRead(*client, 0, "c");
}

TEST_F(KafkaLogFailuresTest, AFullQueueTakesNothingMoreAndWaitsForNothing) {
  const auto client = OpenLogClient(cluster_.brokers(), "farcall",
                                    {{"queue.buffering.max.messages", "10"}});
  const auto log = client->Shard(0);
  ASSERT_TRUE(log->Append("first").ok());
  ReadAll(*log, 0, 1);
  cluster_.TakeDown(1);
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(log->Append("later").ok());
  EXPECT_EQ(log->Append("too many").code(), absl::StatusCode::kUnavailable);
  EXPECT_TRUE(log->AppendHealth().ok());
  cluster_.BringUp(1);
  EXPECT_EQ(ReadAll(*log, 1, 10).size(), 10u);
}

TEST_F(KafkaLogFailuresTest, AProducerThatHasEndedIsReplaced) {
  // Of each producer that is made meanwhile.
  cluster_.Fail(
      kInitProducerId,
      std::vector(20, RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED));
  const auto client = Open();
  auto log = client->Shard(0);
  const auto other = client->Shard(1);
  for (const auto* opened : {&std::as_const(log), &other}) {
    ASSERT_TRUE(ComesTrue([&] { return !(*opened)->AppendHealth().ok(); }));
    EXPECT_EQ((*opened)->AppendHealth().code(),
              absl::StatusCode::kPermissionDenied);
    EXPECT_EQ((*opened)->Append("a"), (*opened)->AppendHealth());
  }
  cluster_.FailNone(kInitProducerId);
  log.reset();
  log = client->Shard(0);
  EXPECT_TRUE(log->AppendHealth().ok());
  ASSERT_TRUE(log->Append("b").ok());
  EXPECT_THAT(BytesOf(ReadAll(*log, 0, 1)), ElementsAre("b"));
  EXPECT_FALSE(other->AppendHealth().ok());
}

TEST_F(KafkaLogFailuresTest, AShardDoesNotWaitForTheLeaderOfAnother) {
  const auto client = Open(kShort);
  const auto stuck = AppendUntilRead(*client, 0, "a");
  // It is never seen to answer again.
  cluster_.AnswerAfter(1, 600'000);
  ASSERT_TRUE(stuck->Append("b").ok());
  AppendUntilRead(*client, 1, "c");
  ASSERT_TRUE(ComesTrue([&] { return !stuck->AppendHealth().ok(); }));
  AppendUntilRead(*client, 1, "d");
}

TEST_F(KafkaLogFailuresTest, AShardThatIsNotReadHoldsNoOtherBack) {
  const auto client = Open();
  cluster_.SetLeader("farcall", 1, 1);
  const auto unread = client->Shard(0);
  const auto log = client->Shard(1);
  ASSERT_TRUE(unread->Append("a").ok());
  ReadAll(*unread, 0, 1);
  const std::string large(100'000, 'x');
  for (int i = 0; i < 200; ++i) ASSERT_TRUE(unread->Append(large).ok());
  ASSERT_TRUE(log->Append("b").ok());
  EXPECT_THAT(BytesOf(ReadAll(*log, 0, 1)), ElementsAre("b"));
}

}  // namespace
}  // namespace farcall
