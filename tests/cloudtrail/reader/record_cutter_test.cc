// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/reader/record_cutter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "tests/cloudtrail/sample_record.h"
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
  while (auto record = cutter.Next()) {
    records.push_back(std::move(record->json));
  }
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

RecordText::Holds WhatHolds(const std::string& text) {
  RecordCutter cutter(1 << 20);
  cutter.Cut(text);
  const auto first = cutter.Next();
  EXPECT_TRUE(first.has_value() && !cutter.Next()) << text;
  return first ? first->holds : RecordText::Holds::kNoJson;
}

TEST(RecordCutter, TellsWhatHoldsARecord) {
  using Holds = RecordText::Holds;
  for (const std::string& text :
       {SampleRecord(), R"({"message":)" + JsonText(SampleRecord()) + "}",
        "<134>1 host app: " + SampleRecord(), SampleRecord().substr(0, 200),
        std::string(R"({"digestS3Object":"o"})")}) {
    EXPECT_EQ(WhatHolds(text), Holds::kRecord) << text;
  }
  EXPECT_EQ(WhatHolds(R"({"remote_addr":"10.0.0.1"})"), Holds::kNoRecord);
  EXPECT_EQ(WhatHolds("17"), Holds::kNoRecord);
  EXPECT_EQ(WhatHolds("root:x:0:0:root"), Holds::kNoJson);
}

TEST(RecordCutter, CutsWhatHoldsSeveralRecordsAnywhere) {
  const std::string a = SampleRecord();
  const std::string b =
      SampleRecord({{"eventID", R"("11111111-aaaa-4aaa-8aaa-000000000002")"}});
  const std::string both = "[" + a + "," + b + "]";
  for (const std::string& text :
       {R"({"message":)" + JsonText(R"({"Records":)" + both + "}") + "}",
        R"({"event":{"original":)" + JsonText(both) + "}}",
        R"({"results":[[{"field":"@message","value":)" + JsonText(a) +
            R"(},{"field":"@ptr","value":"p"}],)"
            R"([{"field":"@message","value":)" +
            JsonText(b) + "}]]}",
        R"({"data":")" + absl::Base64Escape(Gzipped(both)) + "\"}"}) {
    const std::vector<std::string> records = Records(text);
    ASSERT_EQ(records.size(), 2U) << text;
    EXPECT_EQ(Parse(records[0]).event.event_id, Parse(a).event.event_id);
    EXPECT_EQ(Parse(records[1]).event.event_id, Parse(b).event.event_id);
  }
}

TEST(RecordCutter, KeepsTheRecordsOfADeliveryThatIsCutOffInAText) {
  const std::string cut =
      R"({"Records":[)" + SampleRecord() + "," + SampleRecord().substr(0, 99);
  const std::vector<std::string> records =
      Records(R"({"message":)" + JsonText(cut) + "}");
  ASSERT_EQ(records.size(), 2U);
  EXPECT_TRUE(Parse(records[0]).ok());
  EXPECT_EQ(ErrorOf(Parse(records[1])).reason, FieldErrorReason::kMalformed);
}

TEST(RecordCutter, KeepsWhatIsNextAroundEachRecord) {
  const auto hit = [](const std::string& id, const std::string& country) {
    return R"({"_source":{"message":)" +
           JsonText(SampleRecord({{"eventID", "\"" + id + "\""}})) +
           R"(,"source":{"geo":{"country_iso_code":")" + country + "\"}}}}";
  };
  const std::vector<std::string> records = Records(
      R"({"hits":{"hits":[)" + hit("1", "SE") + "," + hit("2", "BR") + "]}}");
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(Parse(records[0]).event.country, "SE");
  EXPECT_EQ(Parse(records[1]).event.country, "BR");
}

TEST(RecordCutter, PassesOverEmptyDeliveries) {
  for (const char* text : {R"({"Records":null})", R"({"hits":{"hits":[]}})",
                           R"({"events":[],"searchedLogStreams":[]})"}) {
    EXPECT_THAT(Records(text), IsEmpty()) << text;
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
  EXPECT_THAT(Records(R"([{"Records":[{"a":1}]},{"Events":[{"b":2}]}])"),
              ElementsAre(R"({"a":1})", R"({"b":2})"));
  // An array in an array may be a row.
  EXPECT_THAT(Records("[[1]]"), ElementsAre("[1]"));
}

TEST(RecordCutter, CutsSubscriptionMessages) {
  const std::string message =
      R"({"messageType":"DATA_MESSAGE","logEvents":[{"message":"1"},)"
      R"({"message":"2"}]})";
  const auto records = ElementsAre(R"({"message":"1"})", R"({"message":"2"})");
  EXPECT_THAT(Records(message), records);
}

TEST(RecordCutter, PassesControlMessagesOnWhole) {
  for (const std::string message :
       {R"({"messageType":"CONTROL_MESSAGE","logEvents":[{},{}]})",
        R"({"logEvents":[{},{}],"messageType":"CONTROL_MESSAGE"})"}) {
    EXPECT_THAT(Records(message), ElementsAre(message));
    EXPECT_EQ(Records(Packed(message)).size(), 1U);
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
