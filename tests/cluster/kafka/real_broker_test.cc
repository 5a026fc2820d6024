// SPDX-License-Identifier: Apache-2.0
// Started by real_broker_test.py, which has made the topics.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>
#include <signal.h>

#include <cstdlib>
#include <fstream>
#include <random>
#include <thread>

#include "absl/strings/str_cat.h"
#include "cluster/kafka/topic_check.h"
#include "tests/cluster/kafka/log_reading.h"

namespace farcall {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr uint32_t kPartitions = 8;

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  EXPECT_NE(value, nullptr) << name;
  return value == nullptr ? "" : value;
}

std::string Brokers() { return Environment("FARCALL_KAFKA_BROKER"); }

// It is started again by real_broker_test.py, which then says who it is.
void KillBroker() {
  const std::string path = Environment("FARCALL_KAFKA_PID_FILE");
  ASSERT_TRUE(ComesTrue([&] {
    pid_t pid = 0;
    std::ifstream(path) >> pid;
    return pid > 0 && kill(pid, SIGKILL) == 0;
  }));
}

std::string Random(std::mt19937_64& random, size_t bytes) {
  std::string text(bytes, '\0');
  for (char& byte : text) byte = static_cast<char>(random());
  return text;
}

void AppendAll(ShardLog& log, const std::vector<std::string>& records) {
  for (const std::string& record : records) {
    ASSERT_TRUE(ComesTrue([&] { return log.Append(record).ok(); }))
        << log.AppendHealth();
  }
}

TEST(KafkaLogOnABroker, KeepsTheOrderOfShardsThatAreWrittenAtTheSameTime) {
  const auto client = OpenLogClient(Brokers(), "log");
  const auto other = OpenLogClient(Brokers(), "log");
  std::vector<std::jthread> threads;
  for (uint32_t partition = 0; partition < 3; ++partition) {
    threads.emplace_back([&, partition] {
      const auto log = client->Shard(partition);
      std::mt19937_64 random(partition);
      std::vector<std::string> records;
      for (int i = 0; i < 300; ++i) {
        const size_t bytes = random() % (i % 50 == 0 ? 513 << 10 : 5'000);
        records.push_back(Random(random, bytes));
      }
      AppendAll(*log, records);
      EXPECT_EQ(BytesOf(ReadAll(*log, 0, records.size())), records);
      EXPECT_EQ(*log->End(kLong), static_cast<int64_t>(records.size()));
      const auto copy = other->Shard(partition);
      EXPECT_EQ(BytesOf(ReadAll(*copy, 0, records.size())), records);
      EXPECT_TRUE(log->AppendHealth().ok());
    });
  }
}

TEST(KafkaLogOnABroker, ABrokerThatIsKilledLosesAndDoublesNothing) {
  const auto client = OpenLogClient(Brokers(), "log", {}, 2 * kLong);
  const auto log = client->Shard(3);
  ASSERT_TRUE(log->Append("first").ok());
  ASSERT_THAT(BytesOf(ReadAll(*log, 0, 1)), ElementsAre("first"));
  std::vector<std::string> records{"first"};
  std::jthread killer([] {
    std::this_thread::sleep_for(milliseconds(50));
    KillBroker();
  });
  for (int i = 0; i < 1'000; ++i) {
    records.push_back(absl::StrCat(i));
    ASSERT_TRUE(log->Append(records.back()).ok());
    std::this_thread::sleep_for(milliseconds(1));
  }
  EXPECT_EQ(BytesOf(ReadAll(*log, 0, records.size())), records);
  EXPECT_TRUE(log->AppendHealth().ok());
  EXPECT_EQ(*log->End(kLong), static_cast<int64_t>(records.size()));
}

TEST(KafkaLogOnABroker, AnAppendThatFailsWhileTheBrokerIsAwayIsTold) {
  const auto client = OpenLogClient(Brokers(), "log", {}, milliseconds(2'000));
  auto log = AppendUntilRead(*client, 4, "a");
  KillBroker();
  EXPECT_EQ(log->End(milliseconds(200)).status().code(),
            absl::StatusCode::kUnavailable);
  ASSERT_TRUE(ComesTrue([&] {
    (void)log->Append("b");
    return !log->AppendHealth().ok();
  }));
  EXPECT_EQ(log->AppendHealth().code(), absl::StatusCode::kUnavailable);
  log.reset();
  log = AppendUntilRead(*client, 4, "c");
  EXPECT_TRUE(log->AppendHealth().ok());
}

// Drops what lies before `offset`, as a topic's retention does.
void TrimTo(const std::string& topic, int32_t partition, int64_t offset) {
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  char error[256];
  ASSERT_EQ(rd_kafka_conf_set(conf, "bootstrap.servers", Brokers().c_str(),
                              error, sizeof(error)),
            RD_KAFKA_CONF_OK);
  rd_kafka_t* client =
      rd_kafka_new(RD_KAFKA_PRODUCER, conf, error, sizeof(error));
  rd_kafka_topic_partition_list_t* places =
      rd_kafka_topic_partition_list_new(1);
  rd_kafka_topic_partition_list_add(places, topic.c_str(), partition)->offset =
      offset;
  rd_kafka_DeleteRecords_t* deletion = rd_kafka_DeleteRecords_new(places);
  rd_kafka_queue_t* queue = rd_kafka_queue_new(client);
  rd_kafka_DeleteRecords(client, &deletion, 1, nullptr, queue);
  rd_kafka_event_t* event = rd_kafka_queue_poll(queue, 30'000);
  ASSERT_NE(event, nullptr);
  EXPECT_EQ(rd_kafka_event_error(event), RD_KAFKA_RESP_ERR_NO_ERROR);
  rd_kafka_event_destroy(event);
  rd_kafka_queue_destroy(queue);
  rd_kafka_DeleteRecords_destroy(deletion);
  rd_kafka_topic_partition_list_destroy(places);
  rd_kafka_destroy(client);
}

TEST(KafkaLogOnABroker, TellsWhatIsTrimmed) {
  const auto client = OpenLogClient(Brokers(), "log");
  const auto log = client->Shard(5);
  AppendAll(*log, {"a", "b", "c", "d"});
  ReadAll(*log, 0, 4);
  TrimTo("log", 5, 2);
  EXPECT_EQ(ReadUntilError(*log, 1).code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(*log->Begin(kLong), 2);
  EXPECT_EQ(*log->End(kLong), 4);
  EXPECT_THAT(BytesOf(ReadAll(*log, 2, 2)), ElementsAre("c", "d"));
}

TEST(KafkaLogOnABroker, ALogThatEndsBeforeTheOffsetIsNoTrimmedOne) {
  const auto client = OpenLogClient(Brokers(), "log");
  const auto log = client->Shard(6);
  AppendAll(*log, {"a"});
  ReadAll(*log, 0, 1);
  EXPECT_EQ(ReadUntilError(*log, 7).code(), absl::StatusCode::kUnavailable);
}

class TopicOfABroker : public testing::Test {
 protected:
  TopicOfABroker() {
    rules_.shards = kPartitions;
    rules_.allow_fewer_copies = true;
    rules_.snapshot_period = absl::Minutes(15);
  }

  absl::StatusOr<TopicReport> Check(const std::string& topic) {
    return CheckTopic({Brokers()}, topic, rules_, absl::Seconds(30),
                      [](const std::string&) {});
  }

  std::string Refusal(const std::string& topic) {
    const auto report = Check(topic);
    EXPECT_EQ(report.status().code(), absl::StatusCode::kFailedPrecondition)
        << report.status();
    return std::string(report.status().message());
  }

  TopicRules rules_;
};

TEST_F(TopicOfABroker, IsTakenWhereItKeepsTheRules) {
  const auto report = Check("log");
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_THAT(report->warnings, IsEmpty());
}

TEST_F(TopicOfABroker, IsRefusedWithItsFault) {
  EXPECT_THAT(Refusal("unclean"),
              HasSubstr("unclean.leader.election.enable=true"));
  EXPECT_THAT(Refusal("compact"), HasSubstr("cleanup.policy=compact"));
  EXPECT_THAT(Refusal("small"), HasSubstr("max.message.bytes=100000"));
  rules_.shards = 9;
  EXPECT_THAT(Refusal("log"), HasSubstr("has 8 partitions"));
}

TEST_F(TopicOfABroker, IsRefusedWithOneCopy) {
  rules_.allow_fewer_copies = false;
  EXPECT_THAT(Refusal("safe-copies"), HasSubstr("replication factor of 1"));
}

TEST_F(TopicOfABroker, IsWarnedOfWhenItKeepsTooLittle) {
  const auto report = Check("short");
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_THAT(report->warnings, ElementsAre(HasSubstr("retention.ms=60000")));
}

TEST_F(TopicOfABroker, IsNotCreatedByTheCheck) {
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(Check("missing").status().code(), absl::StatusCode::kNotFound);
  }
}

}  // namespace
}  // namespace farcall
