// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "cloudtrail/reader/record_parser.h"

namespace farcall {
namespace {

ParsedRecord Parse(const char* json) { return RecordParser().Parse(json); }

TEST(Notifications, OfS3AreSkippedInEveryWrapping) {
  const char* event_by_sns =
      R"({"Type":"Notification","Message":"{\"Records\":[{\"eventSource\":)"
      R"(\"aws:s3\",\"eventName\":\"ObjectCreated:Put\",\"s3\":{}}]}"})";
  for (const char* json :
       {R"({"s3Bucket":"trail","s3ObjectKey":["AWSLogs/a.json.gz"]})",
        R"({"Type":"Notification","Message":
        "{\"s3Bucket\":\"trail\",\"s3ObjectKey\":[\"a.json.gz\"]}"})",
        event_by_sns,
        R"({"version":"0","source":"aws.s3","detail-type":"Object Created",
        "detail":{"bucket":{"name":"trail"}}})",
        R"({"Records":[{"messageId":"m","body":
        "{\"s3Bucket\":\"trail\",\"s3ObjectKey\":[\"a.json.gz\"]}"}]})"}) {
    const ParsedRecord record = Parse(json);
    const auto* skip = std::get_if<SkipReason>(&record.outcome);
    ASSERT_NE(skip, nullptr) << json;
    EXPECT_EQ(*skip, SkipReason::kS3Notification) << json;
  }
}

TEST(Notifications, OfCallsToS3AreRecords) {
  const ParsedRecord record = Parse(
      R"({"source":"aws.s3","detail-type":"AWS API Call via CloudTrail",
      "detail":{"eventVersion":"1.08","eventID":"e-1",
      "eventTime":"2025-11-24T10:00:00Z","eventSource":"s3.amazonaws.com",
      "eventName":"GetObject"}})");
  ASSERT_TRUE(record.ok());
  EXPECT_EQ(record.event.command, "s3:GetObject");
}

}  // namespace
}  // namespace farcall
