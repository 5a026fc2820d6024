// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/growing_bytes.h"

#include <gtest/gtest.h>

#include <bit>
#include <limits>
#include <string>

#include "storage/codec/byte_coding.h"

namespace farcall {
namespace {

TEST(GrowingBytes, AreLaidOutAsByByteCoding) {
  GrowingBytes bytes;
  std::string expected;
  for (const uint64_t number :
       {uint64_t{0}, uint64_t{127}, uint64_t{128}, uint64_t{1} << 40,
        std::numeric_limits<uint64_t>::max()}) {
    bytes.Reserve(GrowingBytes::kVarintBytesMax + 9);
    bytes.PutVarint(number);
    bytes.PutByte(200);
    bytes.PutDouble(-2.5);
    AppendVarint(number, expected);
    expected.push_back('\xc8');
    AppendFixed64(std::bit_cast<uint64_t>(-2.5), expected);
  }
  EXPECT_EQ(std::move(bytes).Take(), expected);
}

TEST(GrowingBytes, TakeTextsOfAnyLength) {
  GrowingBytes bytes;
  std::string expected;
  for (const size_t size : {0, 1, 300, 70'000, 2}) {
    const std::string text(size, 'x');
    bytes.PutText(text, 1);
    bytes.PutByte(0);
    AppendVarint(size, expected);
    expected += text + '\0';
  }
  EXPECT_EQ(std::move(bytes).Take(), expected);
}

}  // namespace
}  // namespace farcall
