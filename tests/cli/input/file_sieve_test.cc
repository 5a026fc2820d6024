// SPDX-License-Identifier: Apache-2.0
#include "cli/input/file_sieve.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farcall {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Holds = RecordText::Holds;

TEST(FileSieve, SendsRecords) {
  FileSieve sieve(/*in_folder=*/true);
  EXPECT_THAT(sieve.Take({"a", Holds::kRecord}), ElementsAre("a"));
  EXPECT_TRUE(sieve.any_record());
  EXPECT_EQ(sieve.without_record(), 0U);
}

TEST(FileSieve, SendsTheFirstOtherTextOfANamedFileAlone) {
  FileSieve sieve(/*in_folder=*/false);
  EXPECT_THAT(sieve.Take({"x", Holds::kNoRecord}), ElementsAre("x"));
  EXPECT_THAT(sieve.Take({"y", Holds::kNoRecord}), IsEmpty());
  EXPECT_THAT(sieve.Take({"a", Holds::kRecord}), ElementsAre("a"));
  EXPECT_EQ(sieve.unsent(), 1U);
}

TEST(FileSieve, HoldsTextThatIsNoJsonBackUntilJsonComes) {
  FileSieve sieve(/*in_folder=*/false);
  EXPECT_THAT(sieve.Take({"line", Holds::kNoJson}), IsEmpty());
  EXPECT_THAT(sieve.Take({"line", Holds::kNoJson}), IsEmpty());
  EXPECT_EQ(sieve.unsent(), 2U);
  EXPECT_THAT(sieve.Take({"a", Holds::kRecord}), ElementsAre("line", "a"));
  EXPECT_EQ(sieve.unsent(), 1U);
}

TEST(FileSieve, HoldsOtherTextsOfAFolderBackUntilARecordComes) {
  FileSieve sieve(/*in_folder=*/true);
  EXPECT_THAT(sieve.Take({"x", Holds::kNoRecord}), IsEmpty());
  EXPECT_FALSE(sieve.any_record());
  EXPECT_TRUE(sieve.any_json());
  EXPECT_THAT(sieve.Take({"a", Holds::kRecord}), ElementsAre("x", "a"));
}

}  // namespace
}  // namespace farcall
