// SPDX-License-Identifier: Apache-2.0
#include "scoring/counts/hashed_text.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace farcall {
namespace {

TEST(HashedText, HashesTextsOfEveryLengthByEachOfTheirBytes) {
  std::set<uint64_t> hashes;
  size_t texts = 0;
  for (size_t size = 0; size < 70; ++size) {
    const std::string text(size, 'a');
    EXPECT_EQ(HashOfText(text), HashOfText(std::string(text)));
    hashes.insert(HashOfText(text));
    ++texts;
    for (size_t i = 0; i < size; ++i) {
      std::string other = text;
      other[i] = 'b';
      hashes.insert(HashOfText(other));
      ++texts;
    }
  }
  EXPECT_EQ(hashes.size(), texts);
}

TEST(HashedText, SpreadsTextsThatDifferInANumber) {
  std::set<uint32_t> low;
  for (int i = 0; i < 10'000; ++i) {
    low.insert(HashedText("123456789012:user" + std::to_string(i)).hash %
               (1 << 16));
  }
  EXPECT_GT(low.size(), 8500u);  // 9,300 of a random function
}

}  // namespace
}  // namespace farcall
