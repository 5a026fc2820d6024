// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/text_numbers.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace farcall {
namespace {

TEST(TextNumbers, CountUpAndStayWithTheirTexts) {
  std::vector<std::string> texts;
  for (int i = 0; i < 3000; ++i) texts.push_back(std::to_string(i));
  TextNumbers numbers;
  for (uint32_t i = 0; i < texts.size(); ++i) {
    const auto numbered = numbers.Of(HashedText(texts[i]));
    ASSERT_TRUE(numbered.is_new);
    ASSERT_EQ(numbered.number, i);
    const std::string half = std::to_string(i / 2);
    const auto again = numbers.Of(HashedText(half));
    ASSERT_FALSE(again.is_new);
    ASSERT_EQ(again.number, i / 2);
  }
}

TEST(TextNumbers, TellTextsOfOneHashApart) {
  TextNumbers numbers;
  EXPECT_EQ(numbers.Of(HashedText("a", 7)).number, 0u);
  EXPECT_EQ(numbers.Of(HashedText("b", 7)).number, 1u);
  EXPECT_EQ(numbers.Of(HashedText("", 7)).number, 2u);
  EXPECT_EQ(numbers.Of(HashedText("b", 7)).number, 1u);
  EXPECT_FALSE(numbers.Of(HashedText("", 7)).is_new);
}

}  // namespace
}  // namespace farcall
