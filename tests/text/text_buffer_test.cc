// SPDX-License-Identifier: Apache-2.0
#include "text/text_buffer.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <limits>
#include <string>

#include "text/count.h"
#include "text/with_thousands.h"

namespace farcall {
namespace {

TEST(TextBuffer, TakesTextsOfEveryLength) {
  TextBuffer text;
  std::string expected;
  for (size_t size = 0; size < 200; ++size) {
    std::string part(size, 'x');
    for (size_t i = 0; i < size; ++i) part[i] = static_cast<char>(i);
    text.Add(std::string_view(part));
    text.Add('|');
    text.Add("quoted");
    expected += part + "|quoted";
    ASSERT_EQ(text.bytes(), expected);
  }
}

TEST(TextBuffer, LeavesTheRoomOfTheCallerForALongerText) {
  std::array<char, 8> room;
  TextBuffer text(room);
  text.Add("12345678");
  EXPECT_EQ(text.bytes().data(), room.data());
  text.Add("9");
  EXPECT_NE(text.bytes().data(), room.data());
  EXPECT_EQ(text.bytes(), "123456789");
}

TEST(TextBuffer, TakesNumbers) {
  TextBuffer text;
  text.AddNumber(std::numeric_limits<int64_t>::min());
  text.Add(' ');
  text.AddNumber(-7);
  text.Add(' ');
  text.AddNumber(2026);
  EXPECT_EQ(text.bytes(), "-9223372036854775808 -7 2026");
}

TEST(TextBuffer, TakesVarintsBetweenTextsOfAnyLength) {
  TextBuffer text;
  for (const size_t size : {0, 1, 300, 70'000, 2}) {
    text.AddVarint(size);
    text.Add(std::string(size, 'x'));
  }
  text.AddVarint(127);
  text.AddVarint(128);
  text.AddVarint(uint64_t{1} << 40);
  text.AddVarint(std::numeric_limits<uint64_t>::max());
  EXPECT_EQ(text.bytes(), std::string(1, '\0') + "\1x" + "\xac\2" +
                              std::string(300, 'x') + "\xf0\xa2\4" +
                              std::string(70'000, 'x') + "\2xx" + "\x7f" +
                              "\x80\1" + std::string(5, '\x80') + " " +
                              std::string(9, '\xff') + "\1");
}

TEST(WithThousands, GroupsDigitsByThree) {
  EXPECT_EQ(WithThousands(0), "0");
  EXPECT_EQ(WithThousands(42), "42");
  EXPECT_EQ(WithThousands(100), "100");
  EXPECT_EQ(WithThousands(999), "999");
  EXPECT_EQ(WithThousands(1000), "1,000");
  EXPECT_EQ(WithThousands(1020305), "1,020,305");
  EXPECT_EQ(WithThousands(std::numeric_limits<uint64_t>::max()),
            "18,446,744,073,709,551,615");
}

TEST(Count, SaysOneAndMany) {
  EXPECT_EQ(Count(1, "call"), "1 call");
  EXPECT_EQ(Count(0, "call"), "0 calls");
  EXPECT_EQ(Count(4812, "call"), "4,812 calls");
}

}  // namespace
}  // namespace farcall
