// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/byte_coding.h"

#include <gtest/gtest.h>

#include <limits>

namespace farcall {
namespace {

TEST(ByteCoding, VarintsRoundTripAtTheEdges) {
  for (const uint64_t number :
       {uint64_t{0}, uint64_t{1}, uint64_t{127}, uint64_t{128}, uint64_t{16383},
        uint64_t{16384}, uint64_t{1} << 63,
        std::numeric_limits<uint64_t>::max()}) {
    std::string bytes;
    AppendVarint(number, bytes);
    ByteReader reader(bytes);
    uint64_t read = 0;
    ASSERT_TRUE(reader.Varint(read)) << number;
    EXPECT_EQ(read, number);
    EXPECT_EQ(reader.remaining(), 0u);
  }
}

TEST(ByteCoding, HexHasTwoDigitsForEachByte) {
  EXPECT_EQ(HexOf(""), "");
  EXPECT_EQ(HexOf(std::string("\0\x0f\xa5\xff", 4)), "000fa5ff");
}

TEST(ByteCoding, RefusesAVarintThatIsCut) {
  std::string bytes;
  AppendVarint(300, bytes);
  bytes.pop_back();
  ByteReader reader(bytes);
  uint64_t read = 0;
  EXPECT_FALSE(reader.Varint(read));
  EXPECT_EQ(reader.remaining(), 1u);
}

TEST(ByteCoding, RefusesAVarintOver64Bits) {
  uint64_t read = 0;
  EXPECT_FALSE(
      ByteReader("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02").Varint(read));
  EXPECT_FALSE(
      ByteReader("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01").Varint(read));
}

TEST(ByteCoding, FixedNumbersAreBigEndian) {
  std::string bytes;
  AppendFixed16(0x0102, bytes);
  AppendFixed32(0x03040506, bytes);
  AppendFixed64(0x0708090a0b0c0d0e, bytes);
  EXPECT_EQ(bytes, "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e");
  ByteReader reader(bytes);
  uint16_t two = 0;
  uint32_t four = 0;
  uint64_t eight = 0;
  EXPECT_TRUE(reader.Fixed16(two) && reader.Fixed32(four) &&
              reader.Fixed64(eight));
  EXPECT_EQ(two, 0x0102);
  EXPECT_EQ(four, 0x03040506u);
  EXPECT_EQ(eight, 0x0708090a0b0c0d0eu);
}

TEST(ByteCoding, TakesNoMoreBytesThanThereAre) {
  ByteReader reader("abc");
  std::string_view bytes;
  uint32_t number = 0;
  EXPECT_FALSE(reader.Bytes(4, bytes));
  EXPECT_FALSE(reader.Fixed32(number));
  EXPECT_TRUE(reader.Bytes(3, bytes));
  EXPECT_EQ(bytes, "abc");
}

TEST(ByteCoding, ReadsSizedBytesAsTheyWereWritten) {
  std::string bytes;
  AppendSized("", bytes);
  AppendSized(std::string(300, 'x'), bytes);
  ByteReader reader(bytes);
  std::string_view empty;
  std::string text;
  ASSERT_TRUE(reader.Sized(empty));
  ASSERT_TRUE(reader.Sized(text));
  EXPECT_EQ(empty, "");
  EXPECT_EQ(text, std::string(300, 'x'));
  EXPECT_EQ(reader.remaining(), 0u);
}

TEST(ByteCoding, TakesNothingOfSizedBytesThatEndEarly) {
  ByteReader reader(
      "\x05"
      "abc");
  std::string text = "before";
  EXPECT_FALSE(reader.Sized(text));
  EXPECT_EQ(text, "before");
  EXPECT_EQ(reader.remaining(), 4u);
}

}  // namespace
}  // namespace farcall
