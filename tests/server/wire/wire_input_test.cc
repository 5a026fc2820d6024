// SPDX-License-Identifier: Apache-2.0
#include "server/wire/wire_input.h"

#include <gtest/gtest.h>

#include <string>

namespace farcall {
namespace {

TEST(WireInput, ReadsNumbersOfUpToTenBytes) {
  const std::string largest = std::string(9, '\xff') + "\x01";
  uint64_t value = 0;
  EXPECT_TRUE(WireInput(largest).ReadVarint(value));
  EXPECT_EQ(value, ~uint64_t{0});
  const std::string overlong = std::string(9, '\x80') + std::string(1, '\0');
  EXPECT_TRUE(WireInput(overlong).ReadVarint(value));
  EXPECT_EQ(value, 0U);
  EXPECT_FALSE(WireInput(std::string(10, '\x80')).ReadVarint(value));
  EXPECT_FALSE(WireInput(std::string(3, '\x80')).ReadVarint(value));
  EXPECT_FALSE(WireInput("").ReadVarint(value));
}

TEST(WireInput, ReadsTagsOfUpToFiveBytes) {
  EXPECT_EQ(WireInput("\x0a").ReadTag(), TagOf(1, WireType::kBytes));
  EXPECT_EQ(WireInput("\x8a\x80\x80\x80\x10").ReadTag(),
            TagOf(1, WireType::kBytes));
  EXPECT_EQ(WireInput("\x8a\x80\x80\x80\x80\x01").ReadTag(), 0U);
}

TEST(WireInput, TakesNoSizeBeyondItsEnd) {
  std::string_view bytes;
  EXPECT_TRUE(WireInput("\x02"
                        "ab")
                  .ReadBytes(bytes));
  EXPECT_EQ(bytes, "ab");
  EXPECT_FALSE(WireInput("\x03"
                         "ab")
                   .ReadBytes(bytes));
  EXPECT_FALSE(WireInput("\xff\xff\xff\xff\x0f").ReadBytes(bytes));
  EXPECT_FALSE(WireInput("").ReadBytes(bytes));
}

TEST(WireInput, PassesOverFieldsOfEveryKind) {
  for (const std::string& field :
       {std::string("\x08\x96\x01"), "\x09" + std::string(8, 'x'),
        std::string("\x0a\x02xx"), std::string("\x0b\x08\x01\x0c"),
        "\x0d" + std::string(4, 'x')}) {
    WireInput input(field);
    EXPECT_TRUE(input.Skip(input.ReadTag()));
    EXPECT_TRUE(input.at_end());
    WireInput cut(std::string_view(field).substr(0, field.size() - 1));
    EXPECT_FALSE(cut.Skip(cut.ReadTag()));
  }
}

TEST(WireInput, RefusesWhatCannotStandThere) {
  for (const uint32_t tag : {0U, 1U, 2U, 4U, 12U, 14U, 15U}) {
    const std::string bytes(20, '\0');
    EXPECT_FALSE(WireInput(bytes).Skip(tag)) << tag;
  }
}

TEST(WireInput, BoundsTheDepthOfGroups) {
  const auto nested = [](size_t groups) {
    return std::string(groups, '\x0b') + std::string(groups, '\x0c');
  };
  const auto skips = [](const std::string& bytes, int depth) {
    WireInput input(bytes, depth);
    return input.Skip(input.ReadTag());
  };
  EXPECT_TRUE(skips(nested(100), 0));
  EXPECT_FALSE(skips(nested(101), 0));
  EXPECT_TRUE(skips(nested(97), 3));
  EXPECT_FALSE(skips(nested(98), 3));
  EXPECT_FALSE(skips("\x0b\x14", 0)) << "the end of another group";
}

}  // namespace
}  // namespace farcall
