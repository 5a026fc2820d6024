// SPDX-License-Identifier: Apache-2.0
#include "cluster/kafka/kafka_log_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "absl/strings/str_cat.h"
#include "tests/cluster/kafka/log_reading.h"
#include "tests/kafka/mock_cluster.h"

namespace farcall {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string Incompressible(size_t bytes) {
  std::mt19937_64 random;
  std::string text(bytes, '\0');
  for (char& byte : text) byte = static_cast<char>(random());
  return text;
}

class KafkaLogClientTest : public testing::Test {
 protected:
  KafkaLogClientTest() { cluster_.CreateTopic("farcall", 2); }

  std::unique_ptr<KafkaLogClient> Open() {
    return OpenLogClient(cluster_.brokers(), "farcall");
  }

  MockCluster cluster_;
};

TEST_F(KafkaLogClientTest, RecordsComeBackInOrderToEachReader) {
  const auto here = Open();
  const auto there = Open();
  const auto log = here->Shard(1);
  const auto copy = there->Shard(1);
  std::vector<std::string> records;
  for (int i = 0; i < 100; ++i) {
    records.push_back(absl::StrCat("record ", i));
    ASSERT_TRUE(log->Append(records.back()).ok());
  }
  EXPECT_EQ(BytesOf(ReadAll(*log, 0, 100)), records);
  EXPECT_EQ(BytesOf(ReadAll(*copy, 0, 100)), records);
  EXPECT_TRUE(log->AppendHealth().ok());
}

TEST_F(KafkaLogClientTest, OffsetsRise) {
  const auto client = Open();
  const auto log = client->Shard(0);
  for (const char* record : {"a", "b", "c"}) {
    ASSERT_TRUE(log->Append(record).ok());
  }
  int64_t last = -1;
  for (const auto& item : ReadAll(*log, 0, 3)) {
    EXPECT_GT(item.offset, last);
    last = item.offset;
  }
}

TEST_F(KafkaLogClientTest, TakesAnyBytesAndRecordsOfFullSize) {
  const auto client = Open();
  const auto log = client->Shard(0);
  std::string large(513 << 10, '\0');
  for (size_t i = 0; i < large.size(); ++i) {
    large[i] = static_cast<char>(i * 31 % 251);
  }
  ASSERT_TRUE(log->Append(large).ok());
  ASSERT_TRUE(log->Append("").ok());
  EXPECT_THAT(BytesOf(ReadAll(*log, 0, 2)), ElementsAre(large, ""));
}

TEST_F(KafkaLogClientTest, RefusesARecordThatNoBrokerTakes) {
  const auto client = Open();
  const auto log = client->Shard(0);
  EXPECT_EQ(log->Append(std::string(2 << 20, 'x')).code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(log->AppendHealth().ok());
}

TEST_F(KafkaLogClientTest, ReadGivesNothingAtTheEnd) {
  const auto client = Open();
  const auto log = client->Shard(0);
  ASSERT_TRUE(log->Append("a").ok());
  ReadAll(*log, 0, 1);
  const auto items = log->Read(1, milliseconds(50));
  ASSERT_TRUE(items.ok()) << items.status();
  EXPECT_THAT(*items, IsEmpty());
}

TEST_F(KafkaLogClientTest, ReadsAgainFromAnEarlierOffset) {
  const auto client = Open();
  const auto log = client->Shard(0);
  for (const char* record : {"a", "b", "c", "d"}) {
    ASSERT_TRUE(log->Append(record).ok());
  }
  ReadAll(*log, 0, 4);
  EXPECT_THAT(BytesOf(ReadAll(*log, 1, 3)), ElementsAre("b", "c", "d"));
  EXPECT_THAT(BytesOf(ReadAll(*log, 0, 4)), ElementsAre("a", "b", "c", "d"));
}

TEST_F(KafkaLogClientTest, ReadsOnWithALaterOffset) {
  const auto client = Open();
  const auto log = client->Shard(0);
  for (const char* record : {"a", "b", "c", "d"}) {
    ASSERT_TRUE(log->Append(record).ok());
  }
  ReadAll(*log, 0, 4);
  ReadAll(*log, 0, 1);
  EXPECT_THAT(BytesOf(ReadAll(*log, 3, 1)), ElementsAre("d"));
}

TEST_F(KafkaLogClientTest, ALogThatIsOpenedAgainReadsAndAppends) {
  const auto client = Open();
  auto log = client->Shard(0);
  ASSERT_TRUE(log->Append("a").ok());
  ReadAll(*log, 0, 1);
  log.reset();
  log = client->Shard(0);
  ASSERT_TRUE(log->Append("b").ok());
  EXPECT_THAT(BytesOf(ReadAll(*log, 0, 2)), ElementsAre("a", "b"));
}

TEST_F(KafkaLogClientTest, TellsBeginAndEnd) {
  const auto client = Open();
  const auto log = client->Shard(0);
  EXPECT_EQ(*log->End(kLong), 0);
  EXPECT_EQ(*log->Begin(kLong), 0);
  ASSERT_TRUE(log->Append("a").ok());
  ASSERT_TRUE(log->Append("b").ok());
  ReadAll(*log, 0, 2);
  EXPECT_EQ(*log->End(kLong), 2);
  EXPECT_EQ(*log->Begin(kLong), 0);
  EXPECT_EQ(*client->Shard(1)->End(kLong), 0);
}

TEST_F(KafkaLogClientTest, TellsWhatIsTrimmed) {
  const auto client = Open();
  const auto log = client->Shard(0);
  // The mock keeps 5 MiB of a partition. None of this can be compressed to
  // less.
  std::string record(400 << 10, '\0');
  uint64_t state = 1;
  for (char& byte : record) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    byte = static_cast<char>(state >> 56);
  }
  constexpr int kRecords = 20;
  for (int i = 0; i < kRecords; ++i) ASSERT_TRUE(log->Append(record).ok());
  ASSERT_TRUE(ComesTrue([&] { return *log->End(kLong) == kRecords; }));
  const int64_t begin = *log->Begin(kLong);
  ASSERT_GT(begin, 0);
  EXPECT_EQ(ReadUntilError(*log, 0).code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(ReadAll(*log, begin, 1).front().offset, begin);
}

TEST_F(KafkaLogClientTest, FetchesOnWhenAReaderHasMadeRoom) {
  // Each record is fetched by itself, and fills the queue. A second for each
  // would be too long.
  const auto client = OpenLogClient(cluster_.brokers(), "farcall",
                                    {{"batch.num.messages", "1"},
                                     {"max.partition.fetch.bytes", "20000"},
                                     {"queued.max.messages.kbytes", "16"}});
  const auto log = client->Shard(0);
  const std::string record = Incompressible(20'000);
  constexpr size_t kRecords = 120;
  for (size_t i = 0; i < kRecords; ++i) ASSERT_TRUE(log->Append(record).ok());
  ASSERT_TRUE(ComesTrue([&] { return *log->End(kLong) == kRecords; }));
  size_t read = 0;
  EXPECT_TRUE(ComesTrue([&] {
    const auto items = log->Read(static_cast<int64_t>(read), kLong);
    read += items->size();
    return read == kRecords;
  })) << read;
}

TEST_F(KafkaLogClientTest, ALogThatEndsBeforeTheOffsetIsNoTrimmedOne) {
  const auto client = Open();
  const auto log = client->Shard(0);
  ASSERT_TRUE(log->Append("a").ok());
  ReadAll(*log, 0, 1);
  EXPECT_EQ(ReadUntilError(*log, 7).code(), absl::StatusCode::kUnavailable);
}

TEST_F(KafkaLogClientTest, NamesAPartitionThatDoesNotExist) {
  const auto client = Open();
  EXPECT_EQ(client->Shard(2)->End(kLong).status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(KafkaLogClientTest, RefusesPropertiesThatAreNone) {
  KafkaLogClient::Options options;
  options.cluster = {cluster_.brokers(), {{"no.such", "1"}}};
  options.topic = "farcall";
  EXPECT_EQ(
      KafkaLogClient::Open(options, [](const std::string&) {}).status().code(),
      absl::StatusCode::kInvalidArgument);
}

TEST_F(KafkaLogClientTest, KeepsWhatAGuaranteeRestsOn) {
  const auto client = OpenLogClient(cluster_.brokers(), "farcall",
                                    {{"acks", "1"},
                                     {"enable.idempotence", "false"},
                                     {"auto.offset.reset", "earliest"}});
  const auto log = client->Shard(0);
  EXPECT_EQ(ReadUntilError(*log, 7).code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace farcall
