// SPDX-License-Identifier: Apache-2.0
#include "cluster/rules/batch_parts.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/cluster/rules/read_records.h"

namespace farcall {
namespace {

// Bytes that differ from place to place.
std::string BytesOf(size_t size) {
  std::string bytes(size, '\0');
  for (size_t i = 0; i < size; ++i) {
    bytes[i] = static_cast<char>('a' + i % 23 + i / kPartBytesMax);
  }
  return bytes;
}

std::vector<BatchRecord> Split(const std::string& bytes) {
  return *SplitBatch(BatchOf(1, kAlice, 1, bytes));
}

TEST(BatchParts, ASmallBatchIsOneRecord) {
  for (const std::string& bytes :
       {std::string(), std::string("a"), BytesOf(kPartBytesMax)}) {
    const std::vector<BatchRecord> parts = Split(bytes);
    ASSERT_EQ(parts.size(), 1U);
    EXPECT_EQ(parts[0], BatchOf(1, kAlice, 1, bytes));
  }
}

TEST(BatchParts, NoPartIsTooLargeForARecord) {
  const std::vector<BatchRecord> parts = Split(BytesOf(2 * kPartBytesMax + 1));
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_EQ(parts[0].bytes.size(), kPartBytesMax);
  EXPECT_EQ(parts[1].bytes.size(), kPartBytesMax);
  EXPECT_EQ(parts[2].bytes.size(), 1U);
  for (uint32_t i = 0; i < 3; ++i) {
    EXPECT_EQ(parts[i].part, i);
    EXPECT_EQ(parts[i].parts, 3U);
    EXPECT_EQ(parts[i].number, 1U);
    EXPECT_EQ(parts[i].writer, kAlice);
  }
}

TEST(BatchParts, TheRulesJoinTheParts) {
  const std::string bytes = BytesOf(3 * kPartBytesMax - 5);
  LogReader reader = OwnedByAlice();
  LogVerdict verdict;
  for (const BatchRecord& part : Split(bytes)) verdict = reader.Read(part);
  EXPECT_EQ(verdict.outcome, Outcome::kBatch);
  EXPECT_TRUE(verdict.effects == bytes);
}

TEST(BatchParts, TheLargestBatchFitsAndALargerOneIsRefused) {
  const std::vector<BatchRecord> parts = Split(BytesOf(kBatchBytesMax));
  EXPECT_EQ(parts.size(), kPartsMax);
  const auto refused =
      SplitBatch(BatchOf(1, kAlice, 1, BytesOf(kBatchBytesMax + 1)));
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(refused.status().message().find("33554433"), std::string::npos);
  EXPECT_NE(refused.status().message().find("33554432"), std::string::npos);
}

}  // namespace
}  // namespace farcall
