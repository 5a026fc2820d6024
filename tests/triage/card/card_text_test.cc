// SPDX-License-Identifier: Apache-2.0
#include "triage/card/card_text.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace farcall {
namespace {

std::string List(const std::vector<std::string>& texts) {
  return Listed(texts);
}

TEST(CardText, ShowsNamesWithoutControlCharactersAndCutsLongOnes) {
  EXPECT_EQ(NameOfPrincipal("arn:aws:iam::111122223333:user/ops/alice"),
            "alice");
  EXPECT_EQ(NameOfPrincipal("arn:aws:iam::111122223333:role/deploy"),
            "the role deploy");
  EXPECT_EQ(NameOfPrincipal("arn:aws:iam::111122223333:user/a\x1b[2J\nb"),
            "a?[2J?b");
  EXPECT_EQ(NameOfPrincipal("arn:aws:iam::111122223333:user/" +
                            std::string(1000, 'x')),
            std::string(160, 'x') + "...");
}

TEST(CardText, ShowsValuesInWords) {
  EXPECT_EQ(NameOfValue(Attribute::kCountry, "@private"), "a private address");
  EXPECT_EQ(NameOfValue(Attribute::kNetwork, "198.51.100"), "198.51.100.0/24");
  EXPECT_EQ(NameOfValue(Attribute::kCommand, "s3:Get\tObject"),
            "s3:Get?Object");
}

TEST(CardText, RoundsAShareButNeverToNoneOrAll) {
  EXPECT_EQ(Percent(0), "0 %");
  EXPECT_EQ(Percent(0.004), "<1 %");
  EXPECT_EQ(Percent(0.006), "1 %");
  EXPECT_EQ(Percent(0.977), "98 %");
  EXPECT_EQ(Percent(0.996), ">99 %");
  EXPECT_EQ(Percent(1), "100 %");
}

TEST(CardText, ShowsTimesInUtc) {
  constexpr int64_t kAug26 = 1787702400;
  EXPECT_EQ(Date(kAug26 - 1), "2026-08-25");
  EXPECT_EQ(TimeUtc(kAug26 + 20 * 3600 + 45 * 60), "2026-08-26 20:45 UTC");
  EXPECT_EQ(HourUtc(7), "07:00");
  EXPECT_EQ(HoursUtc(7, 16), "07:00 to 16:59 UTC");
  EXPECT_EQ(HoursUtc(20, 20), "20:00 to 20:59 UTC");
  EXPECT_EQ(Span(26 * 3600), "26 hours");
  EXPECT_EQ(WeekdayName(0), "Monday");
  EXPECT_EQ(WeekdayName(6), "Sunday");
}

TEST(CardText, ListsTextsAsASentenceDoes) {
  EXPECT_EQ(List({}), "");
  EXPECT_EQ(List({"a"}), "a");
  EXPECT_EQ(List({"a", "b"}), "a and b");
  EXPECT_EQ(List({"a", "b", "c"}), "a, b and c");
}

TEST(CardText, AgreesInNumber) {
  EXPECT_EQ(IsOrAre(0), "are");
  EXPECT_EQ(IsOrAre(1), "is");
  EXPECT_EQ(IsOrAre(2), "are");
}

}  // namespace
}  // namespace farcall
