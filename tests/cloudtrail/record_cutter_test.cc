// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/record_cutter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "tests/cloudtrail/temp_file.h"

namespace farcall {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> Records(std::string text,
                                 uint64_t unpacked_bytes_max = 1 << 20) {
  RecordCutter cutter(unpacked_bytes_max);
  cutter.Cut(std::move(text));
  std::vector<std::string> records;
  while (auto record = cutter.Next()) records.push_back(*std::move(record));
  return records;
}

std::string Packed(const std::string& message) {
  const std::string gzip = Gzipped(message);
  return R"({"awslogs":{"data":")" +
         absl::Base64Escape(absl::string_view(gzip.data(), gzip.size())) +
         "\"}}";
}

TEST(RecordCutter, LeavesASingleRecordAsItIs) {
  for (const char* text :
       {R"({"eventID":"1","requestParameters":{"Records":[1]}})",
        R"({"detail":{"eventID":"1"}})", "17", "garbage",
        R"({"digestS3Object":"o","logFiles":[{},{}]})", R"({"Records":17})",
        "{", "\"Records\""}) {
    EXPECT_THAT(Records(text), ElementsAre(text));
  }
}

TEST(RecordCutter, CutsArrays) {
  EXPECT_THAT(Records(R"([{"a":1},{"b":[2]}])"),
              ElementsAre(R"({"a":1})", R"({"b":[2]})"));
  EXPECT_THAT(Records("[\n  {\n    \"a\": 1\n  } ,\n  {}\n]\n"),
              ElementsAre("{\n    \"a\": 1\n  }", "{}"));
  EXPECT_THAT(Records("[]"), IsEmpty());
  EXPECT_THAT(Records("[17,\"x\",null]"), ElementsAre("17", "\"x\"", "null"));
}

TEST(RecordCutter, CutsArraysThatAreMembers) {
  EXPECT_THAT(Records(R"({"Records":[{"a":1},{"b":2}]})"),
              ElementsAre(R"({"a":1})", R"({"b":2})"));
  EXPECT_THAT(Records(R"({"NextToken":"t","Events":[{"a":1}],"x":{}})"),
              ElementsAre(R"({"a":1})"));
  EXPECT_THAT(Records(R"({"Records":[]})"), IsEmpty());
}

TEST(RecordCutter, CutsContainersInContainers) {
  EXPECT_THAT(Records(R"([{"Records":[{"a":1}]},[{"b":2}]])"),
              ElementsAre(R"({"a":1})", R"({"b":2})"));
  // Not without end.
  EXPECT_THAT(Records("[[[[[[1]]]]]]"), ElementsAre("[[1]]"));
}

TEST(RecordCutter, CutsSubscriptionMessages) {
  const std::string message =
      R"({"messageType":"DATA_MESSAGE","logEvents":[{"message":"1"},)"
      R"({"message":"2"}]})";
  const auto records = ElementsAre(R"({"message":"1"})", R"({"message":"2"})");
  EXPECT_THAT(Records(message), records);
  EXPECT_THAT(Records(Packed(message)), records);
}

TEST(RecordCutter, PassesControlMessagesOnWhole) {
  for (const std::string message :
       {R"({"messageType":"CONTROL_MESSAGE","logEvents":[{},{}]})",
        R"({"logEvents":[{},{}],"messageType":"CONTROL_MESSAGE"})"}) {
    EXPECT_THAT(Records(message), ElementsAre(message));
    EXPECT_THAT(Records(Packed(message)), ElementsAre(message));
  }
}

TEST(RecordCutter, PassesOnWhatCannotBeUnpacked) {
  const std::string bomb = Packed(std::string(100000, ' '));
  EXPECT_THAT(Records(bomb, 99999), ElementsAre(bomb));
  for (const char* text :
       {R"({"awslogs":{"data":"!"}})", R"({"awslogs":{"data":"AAAA"}})",
        R"({"awslogs":{}})", R"({"awslogs":{"data":)"}) {
    EXPECT_THAT(Records(text), ElementsAre(text));
  }
}

TEST(RecordCutter, ReturnsGoodRecordsAndThenTheBrokenRest) {
  EXPECT_THAT(Records(R"([{"a":1},{"b":)"),
              ElementsAre(R"({"a":1})", R"({"b":)"));
  EXPECT_THAT(Records(R"({"Records":[{"a":1},{"b":"x)"),
              ElementsAre(R"({"a":1})", R"({"b":"x)"));
  EXPECT_THAT(Records(R"({"Records":[{"a":1},)"), ElementsAre(R"({"a":1})"));
  EXPECT_THAT(Records(R"([{"a":1}] more)"), ElementsAre(R"({"a":1})", "more"));
  EXPECT_THAT(Records(R"({"Records":[{"a":1}]} more)"),
              ElementsAre(R"({"a":1})", "more"));
}

TEST(RecordCutter, DoesNotLetOneBrokenRecordSpoilOthers) {
  EXPECT_THAT(Records("[{\"a\":\"\xFF\"},{\"b\":[}},{\"c\":1}]"),
              ElementsAre("{\"a\":\"\xFF\"}", "{\"b\":[}}", "{\"c\":1}"));
  EXPECT_THAT(Records(R"([{"a":1}{"b":2}}{"c":3}])"),
              ElementsAre(R"({"a":1})", R"({"b":2})", "}", R"({"c":3})"));
}

TEST(RecordCutter, EndsWhateverTheTextIs) {
  const std::string text = R"({"x":1,"Records":[{"a":"\"]"},[1,"b"],2]} )";
  for (size_t size = 0; size <= text.size(); ++size) {
    for (const char c : {'{', '}', '[', ']', '"', ',', ':', '\\', '\n'}) {
      EXPECT_LE(Records(text.substr(0, size) + c).size(), 5U);
    }
  }
}

}  // namespace
}  // namespace farcall
