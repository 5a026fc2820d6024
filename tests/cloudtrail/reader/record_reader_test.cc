// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/reader/record_reader.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/cloudtrail/sample_record.h"
#include "tests/cloudtrail/temp_file.h"

namespace farcall {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct ReadRecords {
  std::vector<std::string> records;
  absl::Status status;
};

ReadRecords ReadAll(RecordReader& reader) {
  ReadRecords all;
  while (true) {
    auto record = reader.Next();
    if (!record.ok()) all.status = record.status();
    if (!record.ok() || !record->has_value()) return all;
    all.records.push_back((**std::move(record)).json);
  }
}

ReadRecords ReadBytes(std::string_view bytes,
                      RecordReader::Limits limits = RecordReader::Limits()) {
  const TempFile file(bytes);
  auto reader = RecordReader::Open(file.path(), limits);
  if (!reader.ok()) return {.records = {}, .status = reader.status()};
  return ReadAll(**reader);
}

std::vector<std::string> Records(std::string_view bytes) {
  ReadRecords all = ReadBytes(bytes);
  EXPECT_TRUE(all.status.ok()) << all.status;
  return all.records;
}

TEST(RecordReader, ReadsLines) {
  EXPECT_THAT(Records("{\"a\":1}\n{\"b\":2}\n"),
              ElementsAre("{\"a\":1}", "{\"b\":2}"));
  EXPECT_THAT(Records("\xEF\xBB\xBF{\"a\":1}\r\n\r\n  {\"b\":2}"),
              ElementsAre("{\"a\":1}", "{\"b\":2}"));
}

TEST(RecordReader, ReadsLinesThatHoldSeveralRecords) {
  EXPECT_THAT(Records("{\"Records\":[{\"a\":1},{\"b\":2}]}\n[{\"c\":3}]\n"
                      "{\"d\":4}\n{\"logEvents\":[{\"e\":5}]}\n"),
              ElementsAre("{\"a\":1}", "{\"b\":2}", "{\"c\":3}", "{\"d\":4}",
                          "{\"e\":5}"));
}

TEST(RecordReader, ReadsFilesAsS3DeliversThem) {
  const std::string file = "{\"Records\":[" + SampleRecord() + "," +
                           SampleRecord({{"eventName", "\"B\""}}) + "]}";
  const auto records =
      ElementsAre(SampleRecord(), SampleRecord({{"eventName", "\"B\""}}));
  EXPECT_THAT(Records(file), records);
  EXPECT_THAT(Records(Gzipped(file)), records);
}

TEST(RecordReader, ReadsArraysOverManyLines) {
  EXPECT_THAT(Records("[\n  {\n    \"a\": 1\n  },\n{\"b\":\n2}\n]\n"),
              ElementsAre("{\n    \"a\": 1\n  }", "{\"b\":\n2}"));
}

TEST(RecordReader, ReadsOneRecordOverManyLines) {
  EXPECT_THAT(Records("{\n  \"a\": {\n    \"b\": 1\n  }\n}\n"),
              ElementsAre("{\n  \"a\": {\n    \"b\": 1\n  }\n}"));
}

TEST(RecordReader, ReadsTextsOneAfterTheOther) {
  EXPECT_THAT(Records("{\n\"a\": 1\n}\n{\n\"b\": 2\n}\n"),
              ElementsAre("{\n\"a\": 1\n}", "{\n\"b\": 2\n}"));
  EXPECT_THAT(Records("{\"a\":1}{\"b\":2} [{\"c\":3}]"),
              ElementsAre("{\"a\":1}", "{\"b\":2}", "{\"c\":3}"));
}

TEST(RecordReader, PassesDigestsOn) {
  const std::string digest =
      R"({"awsAccountId":"1","digestS3Object":"o","logFiles":[{},{}]})";
  EXPECT_THAT(Records(digest), ElementsAre(digest));
}

TEST(RecordReader, ReadsSeveralGzipMembers) {
  EXPECT_THAT(Records(Gzipped("{\"a\":1}\n{\"b\":") + Gzipped("2}\n")),
              ElementsAre("{\"a\":1}", "{\"b\":2}"));
}

TEST(RecordReader, ReadsNothingFromNothing) {
  EXPECT_THAT(Records(""), IsEmpty());
  EXPECT_THAT(Records("\n \r\n"), IsEmpty());
  EXPECT_THAT(Records(Gzipped("")), IsEmpty());
  EXPECT_THAT(Records("\x1F"), ElementsAre("\x1F"));
}

TEST(RecordReader, StaysAtItsEnd) {
  const TempFile file("{}\n");
  auto reader = *RecordReader::Open(file.path());
  ASSERT_TRUE(reader->Next()->has_value());
  EXPECT_EQ(*reader->Next(), std::nullopt);
  EXPECT_EQ(*reader->Next(), std::nullopt);
}

TEST(RecordReader, ReturnsBrokenLinesAndReadsOn) {
  EXPECT_THAT(Records("{\"a\":1}\n{\"b\":\"x\n}}\n17\n{\"c\":3}\n"),
              ElementsAre("{\"a\":1}", "{\"b\":\"x", "}}", "17", "{\"c\":3}"));
}

TEST(RecordReader, ReadsOnWhereTheFirstLineIsBroken) {
  EXPECT_THAT(Records("{\"a\":\"x\n{\"b\":2}\n{\"c\":3}\n"),
              ElementsAre("{\"a\":\"x", "{\"b\":2}", "{\"c\":3}"));
  EXPECT_THAT(Records("{\"a\":1,\n{\"b\":2}\n{\"c\":3}\n"),
              ElementsAre("{\"a\":1,", "{\"b\":2}", "{\"c\":3}"));
  EXPECT_THAT(Records("garbage\n{\"b\":2}\n"),
              ElementsAre("garbage", "{\"b\":2}"));
}

TEST(RecordReader, ReturnsTheRecordsOfATruncatedFileAndItsRest) {
  EXPECT_THAT(Records("{\"Records\":[{\"a\":1},{\"b\":2},{\"c\":\"x"),
              ElementsAre("{\"a\":1}", "{\"b\":2}", "{\"c\":\"x"));
  EXPECT_THAT(Records("[\n{\"a\":1},\n{\n\"b\":2},\n{\"c\":\n"),
              ElementsAre("{\"a\":1}", "{\n\"b\":2}", "{\"c\":"));
  EXPECT_THAT(Records("{\n\"a\": 1\n}\n{\n\"b\": 2\n"),
              ElementsAre("{\n\"a\": 1\n}", "{\n\"b\": 2"));
}

TEST(RecordReader, IsNotSlowedByManyBrokenTexts) {
  std::string text;
  for (int i = 0; i < 100000; ++i) text += "{\n";
  EXPECT_EQ(Records(text).size(), 100000U);
}

TEST(RecordReader, ReadsWhatSpansItsBuffers) {
  std::string text;
  std::vector<std::string> expected;
  for (int i = 0; i < 3000; ++i) {
    expected.push_back("{\"i\":" + std::to_string(i) + ",\"x\":\"" +
                       std::string(static_cast<size_t>(i) % 700, 'x') + "\"}");
    text += expected.back() + "\n";
  }
  EXPECT_EQ(Records(text), expected);
  EXPECT_EQ(Records(Gzipped(text)), expected);
  // The same over two lines each.
  std::string spread;
  for (std::string& record : expected) {
    record.insert(1, "\n");
    spread += record + "\n";
  }
  EXPECT_EQ(Records(spread), expected);
}

TEST(RecordReader, TellsWhatCannotBeOpened) {
  const auto missing = RecordReader::Open("/nonexistent/trail.json");
  EXPECT_EQ(missing.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(missing.status().message()),
              HasSubstr("/nonexistent/trail.json"));
  auto folder = RecordReader::Open(std::filesystem::temp_directory_path());
  ASSERT_TRUE(folder.ok());
  EXPECT_EQ((*folder)->Next().status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(RecordReader, TellsBrokenGzipAfterTheRecordsBeforeIt) {
  std::string lines;
  for (int i = 0; i < 1000; ++i) lines += SampleRecord() + "\n";
  const std::string packed = Gzipped(lines);

  const ReadRecords early = ReadBytes(packed.substr(0, packed.size() / 2));
  EXPECT_EQ(early.status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(early.status.message()), HasSubstr("ends early"));
  EXPECT_GT(early.records.size(), 100U);

  std::string changed = packed;
  changed[packed.size() - 5] ^= 1;  // of the checksum
  const ReadRecords broken = ReadBytes(changed);
  EXPECT_EQ(broken.status.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(broken.records.size(), 1000U);
}

TEST(RecordReader, RefusesTextsThatAreTooLarge) {
  const RecordReader::Limits limits = {.document_bytes_max = 1000};
  const std::string fits = "{\"a\":\"" + std::string(992, 'x') + "\"}";
  const std::string large = "{\"a\":\"" + std::string(993, 'x') + "\"}";
  EXPECT_THAT(ReadBytes(fits, limits).records, ElementsAre(fits));
  for (const std::string& text :
       {large, "[" + fits + "]", "{\n" + large.substr(1),
        "{\n\"x\":\n{\"a\":\"" + std::string(1 << 20, 'x'), "{\n}\n" + large}) {
    const ReadRecords all = ReadBytes(text, limits);
    EXPECT_EQ(all.status.code(), absl::StatusCode::kResourceExhausted);
    EXPECT_THAT(std::string(all.status.message()), HasSubstr("1000 bytes"));
  }
  EXPECT_THAT(ReadBytes("{}\n" + large, limits).records, ElementsAre("{}"));
  const ReadRecords bomb =
      ReadBytes(Gzipped("[" + std::string(50 << 20, ' ')), limits);
  EXPECT_EQ(bomb.status.code(), absl::StatusCode::kResourceExhausted);
}

TEST(RecordReader, HoldsLinesOfAnyNumberUnderTheLimit) {
  std::string lines;
  for (int i = 0; i < 5000; ++i) lines += SampleRecord() + "\n";
  EXPECT_EQ(ReadBytes(lines, {.document_bytes_max = 2000}).records.size(),
            5000U);
}

TEST(RecordReader, CountsTheBytesOfTheFile) {
  const std::string packed = Gzipped(std::string(100000, ' ') + "{}");
  const TempFile file(packed);
  auto reader = *RecordReader::Open(file.path());
  EXPECT_EQ(reader->bytes_read(), 0U);
  EXPECT_THAT(ReadAll(*reader).records, ElementsAre("{}"));
  EXPECT_EQ(reader->bytes_read(), packed.size());
}

TEST(RecordReader, ReadsWhatIsPackedTwice) {
  EXPECT_THAT(Records(Gzipped(Gzipped("{\"a\":1}\n"))),
              ElementsAre("{\"a\":1}"));
}

TEST(RecordReader, ReadsUtf16) {
  const std::string text = "{\"a\":1}\n{\"b\":2}\n";
  std::string little = "\xFF\xFE";
  std::string big;
  for (const char c : text) {
    little += {c, '\0'};
    big += {'\0', c};
  }
  for (const std::string& bytes : {little, big, Gzipped(little)}) {
    EXPECT_THAT(Records(bytes), ElementsAre("{\"a\":1}", "{\"b\":2}"));
  }
}

TEST(RecordReader, ReadsTextSequencesAndTextsWithCommasBetweenThem) {
  EXPECT_THAT(Records("\x1E{\"a\":1}\n\x1E{\"b\":2}\n"),
              ElementsAre("{\"a\":1}", "{\"b\":2}"));
  EXPECT_THAT(Records("{\"a\":1},\n{\"b\":2}\n"),
              ElementsAre("{\"a\":1}", "{\"b\":2}"));
}

TEST(RecordReader, NamesAFormatThatIsNotRead) {
  for (const auto& [bytes, format] :
       {std::pair<std::string, std::string>("PAR1rest", "Parquet"),
        {"PK\x03\x04rest", "zip"},
        {Gzipped("eventID,eventTime\n1,2\n"), "CSV"}}) {
    const ReadRecords all = ReadBytes(bytes);
    EXPECT_THAT(all.records, IsEmpty());
    EXPECT_EQ(all.status.code(), absl::StatusCode::kUnimplemented);
    EXPECT_THAT(std::string(all.status.message()), HasSubstr(format));
  }
}

// Standard input of this process, until it goes out of scope.
class StandardInput {
 public:
  explicit StandardInput(const std::string& path) : saved_(dup(0)) {
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    EXPECT_GE(file, 0);
    if (file < 0) return;
    dup2(file, 0);
    close(file);
  }
  ~StandardInput() {
    if (saved_ < 0) return;
    dup2(saved_, 0);
    close(saved_);
  }
  StandardInput(const StandardInput&) = delete;
  StandardInput& operator=(const StandardInput&) = delete;

 private:
  const int saved_;
};

TEST(RecordReader, ReadsStandardInput) {
  for (const std::string& bytes :
       {std::string("{\"a\":1}\n"), Gzipped("{\"a\":1}\n")}) {
    const TempFile file(bytes);
    const StandardInput input(file.path());
    auto reader = RecordReader::Open("-");
    ASSERT_TRUE(reader.ok());
    EXPECT_THAT(ReadAll(**reader).records, ElementsAre("{\"a\":1}"));
  }
}

}  // namespace
}  // namespace farcall
