// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/encoding/json_scanner.h"

#include <gtest/gtest.h>

#include <string>

namespace farcall {
namespace {

using State = JsonScanner::State;

TEST(JsonScanner, EndsWhereTheBracketsDo) {
  for (const std::string json :
       {R"({})", R"([])", R"({"a":[1,{"b":"}"}]})", R"(["\"]"])", R"("text")",
        R"(["\\"])", "{\n\"a\":\n1}"}) {
    JsonScanner scanner;
    EXPECT_EQ(scanner.Scan(json + ",{"), json.size());
    EXPECT_EQ(scanner.state(), State::kDone);
  }
}

TEST(JsonScanner, GoesOnWhereTheLastPartEnded) {
  const std::string json = R"({"a\"}":["\\",{"b":"]"}]})";
  for (size_t first = 0; first < json.size(); ++first) {
    JsonScanner scanner;
    EXPECT_EQ(scanner.Scan(json.substr(0, first)), first);
    EXPECT_EQ(scanner.state(), State::kOpen);
    EXPECT_EQ(scanner.Scan(json.substr(first)), json.size() - first);
    EXPECT_EQ(scanner.state(), State::kDone);
  }
}

TEST(JsonScanner, BreaksAtALineBreakInAString) {
  JsonScanner scanner;
  EXPECT_EQ(scanner.Scan("{\"a\":\"b\n{}"), 7U);
  EXPECT_EQ(scanner.state(), State::kBroken);
}

TEST(JsonScanner, CanStartInsideOfAnObject) {
  JsonScanner scanner(1);
  EXPECT_EQ(scanner.Scan(R"(,"a":{}} x)"), 8U);
  EXPECT_EQ(scanner.state(), State::kDone);
}

TEST(JsonScanner, FindsTheEndOfScalars) {
  EXPECT_EQ(FindValueEnd("[17,2]", 1), 3U);
  EXPECT_EQ(FindValueEnd("[true]", 1), 5U);
  EXPECT_EQ(FindValueEnd("null", 0), 4U);
  EXPECT_EQ(FindValueEnd("[{", 1), std::string::npos);
}

}  // namespace
}  // namespace farcall
