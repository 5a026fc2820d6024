// SPDX-License-Identifier: Apache-2.0
#include "ingest/mover/content_records.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "fakes.h"

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// The numbers of all records, in the order they come; then the error.
std::pair<std::vector<uint64_t>, absl::Status> NumbersOf(
    const std::string& bytes, ContentRecords::Limits limits = {}) {
  const Content content{"s3://bucket/key", bytes};
  ContentRecords reader(content, limits);
  std::vector<uint64_t> numbers;
  while (true) {
    const auto records = reader.Next();
    if (!records.ok()) return {numbers, records.status()};
    if (records->empty()) return {numbers, absl::OkStatus()};
    for (const ContentRecord& record : *records) {
      numbers.push_back(record.number);
    }
  }
}

std::string At(int second) {
  return RecordOf(absl::StrCat("at ", second),
                  absl::StrCat("2026-11-30T10:00:0", second, "Z"));
}

TEST(ContentRecords, ComeByTheTimeOfTheCall) {
  const std::string object =
      absl::StrCat(R"({"Records":[)", At(3), ",", At(1), ",", At(2), "]}");
  EXPECT_THAT(NumbersOf(object).first, ElementsAre(2, 3, 1));
}

TEST(ContentRecords, WithoutATimeStayBehindTheirNeighbour) {
  const std::string lines = absl::StrCat(At(3), "\n", R"({"eventName":"X",)",
                                         R"("eventSource":"s3"})", "\n", At(1));
  EXPECT_THAT(NumbersOf(lines).first, ElementsAre(3, 1, 2));
}

TEST(ContentRecords, AreSortedAsFarAsTheLimitReaches) {
  const std::string lines =
      absl::StrCat(At(4), "\n", At(3), "\n", At(2), "\n", At(1), "\n");
  EXPECT_THAT(NumbersOf(lines, {.sort_bytes_max = At(1).size() + 1}).first,
              ElementsAre(2, 1, 4, 3));
}

TEST(ContentRecords, OfAnEmptyDeliveryAreNone) {
  for (const char* empty : {"", R"({"Records":[]})", "\n\n"}) {
    const auto [numbers, status] = NumbersOf(empty);
    EXPECT_TRUE(numbers.empty());
    EXPECT_TRUE(status.ok()) << status;
  }
}

TEST(ContentRecords, TextsWithoutARecordCountBesideRecords) {
  EXPECT_THAT(NumbersOf("no JSON\n" + At(1) + "\n").first.size(), 2u);
}

TEST(ContentRecords, AContentWithoutAnyIsNoGood) {
  for (const char* other :
       {"10.0.0.1 GET /\n10.0.0.2 GET /\n", R"({"level":"info"})"}) {
    const auto [numbers, status] = NumbersOf(other);
    EXPECT_TRUE(numbers.empty());
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(status.message()),
                HasSubstr("no CloudTrail record"));
  }
}

TEST(ContentRecords, ALogOfSomethingElseIsGivenUpEarly) {
  std::string log;
  for (int i = 0; i < 5000; ++i) absl::StrAppend(&log, "line ", i, "\n");
  const auto [numbers, status] = NumbersOf(log);
  EXPECT_TRUE(numbers.empty());
  EXPECT_THAT(std::string(status.message()), HasSubstr("1001 texts"));
}

TEST(ContentRecords, BeforeABreakComeBeforeItsError) {
  const auto [numbers, status] = NumbersOf(
      At(1) + "\n" + std::string(4096, '['), {.document_bytes_max = 1024});
  EXPECT_THAT(numbers, ElementsAre(1));
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
}

TEST(ContentRecords, OfAForeignFormatAreNamed) {
  const auto [numbers, status] = NumbersOf("PAR1\x15\x04\x15\x10");
  EXPECT_EQ(status.code(), absl::StatusCode::kUnimplemented);
  EXPECT_THAT(std::string(status.message()), HasSubstr("Parquet"));
}

}  // namespace
}  // namespace farcall
