// SPDX-License-Identifier: Apache-2.0
#include "cli/input/record_feed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <thread>

#include "tests/cli/input/temp_dir.h"

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

std::string At(const std::string& time) {
  return R"({"eventName":"A","eventTime":")" + time + R"("})" + "\n";
}

InputFile FileAt(const std::string& path) {
  return {path, std::filesystem::file_size(path)};
}

// The records that a feed sends, in order: number and JSON without its newline.
std::vector<std::pair<uint64_t, std::string>> Sent(RecordFeed& feed) {
  BatchQueue queue({.events = 3}, {});
  std::thread reader([&] { feed.Run(queue); });
  std::vector<std::pair<uint64_t, std::string>> sent;
  while (const auto batch = queue.Next({})) {
    for (size_t i = 0; i < batch->numbers.size(); ++i) {
      sent.emplace_back(batch->numbers[i], batch->request.batch()
                                               .events(static_cast<int>(i))
                                               .cloudtrail_record()
                                               .json());
    }
  }
  reader.join();
  return sent;
}

constexpr char kJan1[] =
    R"({"eventName":"A","eventTime":"2026-01-01T00:00:00Z"})";
constexpr char kJan2[] =
    R"({"eventName":"A","eventTime":"2026-01-02T00:00:00Z"})";
constexpr char kJan3[] =
    R"({"eventName":"A","eventTime":"2026-01-03T00:00:00Z"})";

TEST(RecordFeed, SendsTheRecordsOfAFileByTime) {
  const TempDir dir;
  RecordFeed feed({FileAt(dir.Write(
      "a.ndjson", At("2026-01-03T00:00:00Z") + At("2026-01-01T00:00:00Z") +
                      At("2026-01-02T00:00:00Z")))});
  EXPECT_THAT(Sent(feed),
              ElementsAre(Pair(1, kJan1), Pair(2, kJan2), Pair(0, kJan3)));
  EXPECT_THAT(feed.errors(), ElementsAre());
}

TEST(RecordFeed, KeepsWhatHasNoTimeBehindItsNeighbour) {
  const TempDir dir;
  RecordFeed feed({FileAt(dir.Write(
      "a.ndjson", At("2026-01-02T00:00:00Z") + "{\"digestS3Object\":1}\n" +
                      At("2026-01-01T00:00:00Z")))});
  EXPECT_THAT(Sent(feed), ElementsAre(Pair(2, kJan1), Pair(0, kJan2),
                                      Pair(1, R"({"digestS3Object":1})")));
}

TEST(RecordFeed, SortsALargeFileInParts) {
  const TempDir dir;
  RecordFeed feed(
      {FileAt(dir.Write("a.ndjson", At("2026-01-03T00:00:00Z") +
                                        At("2026-01-02T00:00:00Z") +
                                        At("2026-01-01T00:00:00Z")))},
      /*sort_bytes_max=*/2 * sizeof(kJan1) - 2);
  EXPECT_THAT(Sent(feed),
              ElementsAre(Pair(1, kJan2), Pair(0, kJan3), Pair(2, kJan1)));
}

TEST(RecordFeed, KeepsFilesInTheirOrder) {
  const TempDir dir;
  RecordFeed feed({FileAt(dir.Write("b.ndjson", At("2026-01-02T00:00:00Z"))),
                   FileAt(dir.Write("a.ndjson", At("2026-01-01T00:00:00Z")))});
  EXPECT_THAT(Sent(feed), ElementsAre(Pair(0, kJan2), Pair(1, kJan1)));
  EXPECT_EQ(feed.bytes_total(), 2 * sizeof(kJan1));
  EXPECT_EQ(feed.bytes_read(), 2 * sizeof(kJan1));
}

TEST(RecordFeed, KnowsWhereARecordStands) {
  const TempDir dir;
  const std::string a = dir.Write("a.ndjson", At("1") + At("2"));
  const std::string empty = dir.Write("empty.ndjson", "");
  const std::string b = dir.Write("b.ndjson", At("3"));
  RecordFeed feed({FileAt(a), FileAt(empty), FileAt(b)});
  EXPECT_EQ(Sent(feed).size(), 3u);
  EXPECT_EQ(feed.LocationOf(1), a + ", record 2");
  EXPECT_EQ(feed.LocationOf(2), b + ", record 1");
}

TEST(RecordFeed, PassesAStreamOnAsItComes) {
  const TempDir dir;
  ASSERT_EQ(mkfifo(dir.At("pipe").c_str(), 0600), 0);
  std::thread writer([&dir] {
    std::ofstream(dir.At("pipe"))
        << At("2026-01-02T00:00:00Z") << At("2026-01-01T00:00:00Z");
  });
  RecordFeed feed({{dir.At("pipe"), 0, /*is_stream=*/true}});
  EXPECT_THAT(Sent(feed), ElementsAre(Pair(0, kJan2), Pair(1, kJan1)));
  EXPECT_EQ(feed.bytes_total(), 0u);
  writer.join();
}

TEST(RecordFeed, TellsOfAFileThatCannotBeReadAndGoesOn) {
  const TempDir dir;
  // A gzip header, and then nothing of the kind.
  const std::string broken =
      dir.Write("a.json.gz", std::string("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10) +
                                 "this is no deflate stream at all");
  RecordFeed feed({FileAt(broken),
                   FileAt(dir.Write("b.ndjson", At("2026-01-01T00:00:00Z")))});
  EXPECT_THAT(Sent(feed), ElementsAre(Pair(0, kJan1)));
  ASSERT_EQ(feed.errors().size(), 1u);
  EXPECT_THAT(std::string(feed.errors()[0].message()), HasSubstr(broken));
}

TEST(RecordFeed, EndsWhenNobodyWantsMore) {
  const TempDir dir;
  RecordFeed feed({FileAt(dir.Write("a.ndjson", At("1") + At("2")))});
  BatchQueue queue({}, {});
  queue.Close();
  feed.Run(queue);
  EXPECT_FALSE(queue.Next({}).has_value());
}

}  // namespace
}  // namespace farcall
