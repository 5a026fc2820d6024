// SPDX-License-Identifier: Apache-2.0
#include "storage/digest_filter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/storage/random_digests.h"

namespace farcall {
namespace {

TEST(DigestFilter, HoldsAllThatWasAddedAndLittleElse) {
  const auto added = RandomDigests(20'000, 1);
  DigestFilter filter(added.size());
  for (const EventDigest& digest : added) filter.Add(digest);
  for (const EventDigest& digest : added) EXPECT_TRUE(filter.MayHold(digest));

  const auto others = RandomDigests(100'000, 2);
  const auto wrong = std::ranges::count_if(
      others, [&](const auto& digest) { return filter.MayHold(digest); });
  EXPECT_LT(wrong, 300);  // of 100,000; about 80
}

TEST(DigestFilter, TakesTwoBytesForADigest) {
  EXPECT_EQ(DigestFilter(32'000).bytes().size(), 64'000U);
  EXPECT_EQ(DigestFilter(0).bytes().size(), 64U);
}

TEST(DigestFilter, IsTheSameAfterItsBytesWereRead) {
  const auto added = RandomDigests(1000, 1);
  DigestFilter filter(added.size());
  for (const EventDigest& digest : added) filter.Add(digest);
  const auto read = DigestFilter::FromBytes(filter.bytes());
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->bytes(), filter.bytes());
  for (const EventDigest& digest : added) EXPECT_TRUE(read->MayHold(digest));
}

// A filter on disk must mean the same for ever.
TEST(DigestFilter, SetsTheBitsThatTheFormatSays) {
  DigestFilter filter(1);
  filter.Add({0x2fac4038, 0x687db07e});
  std::vector<size_t> bits;
  for (size_t i = 0; i < 512; ++i) {
    const auto byte = static_cast<uint8_t>(filter.bytes()[i / 8]);
    if ((byte >> (i % 8) & 1) != 0) bits.push_back(i);
  }
  EXPECT_EQ(bits, (std::vector<size_t>{19, 38, 45, 76, 203, 204, 253, 288}));
}

TEST(DigestFilter, RefusesBytesThatAreNoWholeLines) {
  EXPECT_FALSE(DigestFilter::FromBytes("").has_value());
  EXPECT_FALSE(DigestFilter::FromBytes(std::string(63, '\0')).has_value());
  EXPECT_FALSE(DigestFilter::FromBytes(std::string(65, '\0')).has_value());
}

}  // namespace
}  // namespace farcall
