// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/finding/finding_seal.h"

#include <gtest/gtest.h>

#include <string>

namespace farcall {
namespace {

FindingSeal::Key KeyOf(unsigned char byte) {
  FindingSeal::Key key;
  key.fill(byte);
  return key;
}

TEST(FindingSeal, IsPlainWithoutAKey) {
  const FindingSeal seal(std::nullopt);
  const std::string value = seal.Seal("k", "alice");
  EXPECT_NE(value.find("alice"), value.npos);
  EXPECT_EQ(*seal.Open("k", value), "alice");
  EXPECT_FALSE(seal.Open("k", "").ok());
}

TEST(FindingSeal, HidesTheContent) {
  const FindingSeal seal(KeyOf(1));
  const std::string value = seal.Seal("k", "alice alice alice");
  EXPECT_EQ(value.find("alice"), value.npos);
  EXPECT_EQ(*seal.Open("k", value), "alice alice alice");
}

TEST(FindingSeal, OfOneContentIsTheSameAndOfAnotherIsNot) {
  const FindingSeal seal(KeyOf(1));
  EXPECT_EQ(seal.Seal("k", "alice"), seal.Seal("k", "alice"));
  EXPECT_NE(seal.Seal("k", "alice").substr(0, 25),
            seal.Seal("k", "alicf").substr(0, 25))
      << "another nonce";
}

TEST(FindingSeal, IsBoundToKeyAndRecord) {
  const FindingSeal seal(KeyOf(1));
  const std::string value = seal.Seal("k", "alice");
  EXPECT_TRUE(absl::IsDataLoss(seal.Open("other", value).status()));
  EXPECT_TRUE(
      absl::IsDataLoss(FindingSeal(KeyOf(2)).Open("k", value).status()));
  EXPECT_TRUE(
      absl::IsDataLoss(FindingSeal(std::nullopt).Open("k", value).status()));
  EXPECT_TRUE(absl::IsDataLoss(
      seal.Open("k", FindingSeal(std::nullopt).Seal("k", "alice")).status()));
}

TEST(FindingSeal, FindsEveryFlippedBit) {
  const FindingSeal seal(KeyOf(1));
  const std::string value = seal.Seal("k", "alice");
  for (size_t i = 0; i < value.size() * 8; ++i) {
    std::string flipped = value;
    flipped[i / 8] = static_cast<char>(flipped[i / 8] ^ (1 << (i % 8)));
    EXPECT_FALSE(seal.Open("k", flipped).ok()) << i;
  }
}

}  // namespace
}  // namespace farcall
