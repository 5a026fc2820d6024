// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/parameters/fingerprint.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/cloudtrail/parameters/read_parameters.h"

namespace farcall {
namespace {

uint64_t ValuesOf(const std::string& json) {
  return DetailsOf(json).parameters_fingerprint;
}

uint32_t PathsOf(const std::string& json) {
  return DetailsOf(json).parameters_shape;
}

std::string Nested(int levels) {
  return R"({"a":)" + std::string(levels, '[') + "1" +
         std::string(levels, ']') + "}";
}

// So many numbers that each value is one more.
std::string ListOf(size_t numbers, const std::string& last = "1") {
  std::string items;
  for (size_t i = 1; i < numbers; ++i) items += "1,";
  return R"({"a":[)" + items + last + "]}";
}

// As they are kept on disk: no version may change them.
TEST(Fingerprint, IsTheSameInEveryProcess) {
  const char* json =
      R"({"userName":"bob","set":{"items":[{"n":1},null]},"flag":true})";
  EXPECT_EQ(ValuesOf(json), 0x3a26262cad8b0a41U);
  EXPECT_EQ(PathsOf(json), 0x3c1bb8f3U);
}

TEST(Fingerprint, IsNoneOfNoParameters) {
  EXPECT_EQ(ValuesOf("{}"), 0U);
  EXPECT_EQ(PathsOf("{}"), 0U);
  EXPECT_NE(ValuesOf(R"({"a":{}})"), 0U);
}

TEST(Fingerprint, DoesNotDependOnTheOrderOfMembers) {
  const char* one = R"({"a":1,"b":{"c":[1,2],"d":"x"}})";
  const char* other = R"({"b":{"d":"x","c":[1,2]},"a":1})";
  EXPECT_EQ(ValuesOf(one), ValuesOf(other));
  EXPECT_EQ(PathsOf(one), PathsOf(other));
}

TEST(Fingerprint, TellsTreesApart) {
  std::set<uint64_t> values;
  size_t trees = 0;
  for (const char* json :
       {R"({"a":1})", R"({"a":2})", R"({"b":1})", R"({"a":[1]})",
        R"({"a":[1,2]})", R"({"a":[2,1]})", R"({"a":{"b":1}})", R"({"a.b":1})",
        R"({"a":null})", R"({"a":{}})", R"({"a":[]})", R"({"a":""})",
        R"({"a":1,"b":1})", R"({"a":"1=1"})", R"({"a":1,"a":1})",
        R"({"a\u0000":1})"}) {
    values.insert(ValuesOf(json));
    ++trees;
  }
  EXPECT_EQ(values.size(), trees);
}

TEST(Fingerprint, OfTheShapeIsOfThePathsAlone) {
  EXPECT_EQ(PathsOf(R"({"a":1,"b":"x"})"), PathsOf(R"({"b":null,"a":"y"})"));
  EXPECT_NE(PathsOf(R"({"a":1})"), PathsOf(R"({"a":[1]})"));
}

// Tables turn numbers into texts.
TEST(Fingerprint, TakesANumberAsItsText) {
  EXPECT_EQ(ValuesOf(R"({"a":17})"), ValuesOf(R"({"a":"17"})"));
  EXPECT_EQ(ValuesOf(R"({"a":-1.5})"), ValuesOf(R"({"a":"-1.5"})"));
  EXPECT_EQ(ValuesOf(R"({"a":false})"), ValuesOf(R"({"a":"false"})"));
}

TEST(Fingerprint, ReadsAsDeepAsJsonIsRead) {
  EXPECT_NE(ValuesOf(Nested(126)), ValuesOf(Nested(125)));
}

TEST(Fingerprint, OfTooManyValuesIsOfTheFirstOnesAndSaysSo) {
  // The list itself is a value.
  constexpr size_t kNumbers = kParameterValuesMax - 1;
  EXPECT_NE(ValuesOf(ListOf(kNumbers)), ValuesOf(ListOf(kNumbers, "2")));
  EXPECT_NE(ValuesOf(ListOf(kNumbers)), ValuesOf(ListOf(kNumbers + 1)));
  EXPECT_EQ(ValuesOf(ListOf(kNumbers + 1)), ValuesOf(ListOf(100'000, "2")));
  EXPECT_NE(PathsOf(ListOf(kNumbers)), PathsOf(ListOf(kNumbers + 1)));
}

}  // namespace
}  // namespace farcall
