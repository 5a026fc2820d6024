// SPDX-License-Identifier: Apache-2.0
#include "ingest/kafka/kafka_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <optional>
#include <thread>

#include "absl/strings/str_cat.h"
#include "tests/kafka/mock_cluster.h"

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Groups of one member: what happens between members, and after a restart, is
// tested with a real broker (tests/pipelines/kafka_test.py).
class KafkaSourceTest : public testing::Test {
 protected:
  KafkaSourceTest() { cluster_.CreateTopic("trail", 2); }

  std::unique_ptr<KafkaSource> Open() {
    KafkaSource::Options options;
    options.cluster = {cluster_.brokers(), {{"heartbeat.interval.ms", "100"}}};
    options.topics = {"trail"};
    options.messages_max = 10;
    auto source = KafkaSource::Open(options, [](const std::string&) {});
    EXPECT_TRUE(source.ok()) << source.status();
    return *std::move(source);
  }

  // The next delivery; nothing where none comes within many polls.
  static std::optional<Delivery> Next(KafkaSource& source, int polls = 60) {
    for (int i = 0; i < polls; ++i) {
      auto deliveries = source.Receive({});
      if (deliveries.ok() && !deliveries->empty()) return deliveries->at(0);
    }
    return std::nullopt;
  }

  static std::vector<std::string> BytesOf(const Delivery& delivery) {
    std::vector<std::string> bytes;
    for (const Content& content : delivery.contents) {
      bytes.push_back(content.bytes);
    }
    return bytes;
  }

  MockCluster cluster_;
};

TEST_F(KafkaSourceTest, DeliversMessagesInTheOrderOfTheirPartition) {
  for (const char* value : {"a", "b", "c"}) cluster_.Produce("trail", 1, value);
  const auto source = Open();
  const auto delivery = Next(*source);
  ASSERT_TRUE(delivery.has_value());
  EXPECT_THAT(BytesOf(*delivery), ElementsAre("a", "b", "c"));
  EXPECT_EQ(delivery->contents[2].place, "trail[1]@2");
  EXPECT_TRUE(delivery->sent.has_value());
  EXPECT_TRUE(delivery->unreadable_to_dead_letters);
}

TEST_F(KafkaSourceTest, DeliversARejectedDeliveryAgain) {
  cluster_.Produce("trail", 0, "a");
  const auto source = Open();
  const auto first = Next(*source);
  ASSERT_TRUE(first.has_value());
  EXPECT_TRUE(source->Reject(*first, absl::InternalError("why")).ok());
  const auto again = Next(*source);
  ASSERT_TRUE(again.has_value());
  EXPECT_THAT(BytesOf(*again), ElementsAre("a"));
}

TEST_F(KafkaSourceTest, BoundsADelivery) {
  for (int i = 0; i < 25; ++i) {
    cluster_.Produce("trail", 0, absl::StrCat(i));
  }
  const auto source = Open();
  size_t messages = 0;
  while (messages < 25) {
    const auto delivery = Next(*source);
    ASSERT_TRUE(delivery.has_value());
    EXPECT_LE(delivery->contents.size(), 10u);
    messages += delivery->contents.size();
    EXPECT_TRUE(source->Acknowledge(*delivery, {}).ok());
  }
  const auto lags = source->LagByPartition();
  ASSERT_EQ(lags.size(), 1u);
  EXPECT_EQ(lags[0].topic, "trail");
  EXPECT_EQ(lags[0].messages, 0);
}

TEST_F(KafkaSourceTest, PollsWithoutTakingMessagesWhileADeliveryIsWorkedOn) {
  cluster_.Produce("trail", 0, "a");
  const auto source = Open();
  const auto first = Next(*source);
  ASSERT_TRUE(first.has_value());
  cluster_.Produce("trail", 0, "b");
  cluster_.Produce("trail", 0, "c");
  const std::string ids[] = {first->id};
  for (int i = 0; i < 20; ++i) {
    const auto lost = source->Extend(ids);
    ASSERT_TRUE(lost.ok()) << lost.status();
    EXPECT_THAT(*lost, IsEmpty());
  }
  EXPECT_TRUE(source->Acknowledge(*first, {}).ok());
  std::vector<std::string> rest;
  while (rest.size() < 2) {
    const auto next = Next(*source);
    ASSERT_TRUE(next.has_value());
    for (const std::string& bytes : BytesOf(*next)) rest.push_back(bytes);
  }
  EXPECT_THAT(rest, ElementsAre("b", "c"));
}

// A scrape must not hang on an idle topic.
TEST_F(KafkaSourceTest, TellsItsLagWhileItWaitsForMessages) {
  const auto source = Open();
  bool told_meanwhile = false;
  for (int attempt = 0; attempt < 20 && !told_meanwhile; ++attempt) {
    std::atomic<bool> waits = false;
    std::atomic<bool> waited = false;
    std::jthread receiver([&] {
      waits = true;
      EXPECT_TRUE(source->Receive({}).ok());
      waited = true;
    });
    while (!waits) std::this_thread::yield();
    // It is within the wait by now, or will be.
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    source->LagByPartition();
    told_meanwhile = !waited;
  }
  EXPECT_TRUE(told_meanwhile);
}

TEST_F(KafkaSourceTest, ACommitThatFailsForNowIsMadeAgain) {
  cluster_.Produce("trail", 0, "a");
  const auto source = Open();
  const auto delivery = Next(*source);
  ASSERT_TRUE(delivery.has_value());
  cluster_.Fail(8 /* OffsetCommit */,
                {RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED});
  EXPECT_FALSE(source->Acknowledge(*delivery, {}).ok());
  EXPECT_TRUE(source->Acknowledge(*delivery, {}).ok());
}

TEST_F(KafkaSourceTest, RefusesPropertiesThatAreNone) {
  KafkaSource::Options options;
  options.cluster = {cluster_.brokers(), {{"no.such", "1"}}};
  EXPECT_EQ(
      KafkaSource::Open(options, [](const std::string&) {}).status().code(),
      absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace farcall
