// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/reader/record_finder.h"

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "cloudtrail/encoding/limits.h"
#include "tests/cloudtrail/sample_record.h"
#include "tests/cloudtrail/temp_file.h"

namespace farcall {
namespace {

class RecordIn : public testing::TestWithParam<std::string> {};

TEST_P(RecordIn, IsRead) {
  const ParsedRecord record = Parse(GetParam());
  ASSERT_TRUE(record.ok()) << ErrorOf(record).message;
  const ParsedRecord bare = Parse(SampleRecord());
  EXPECT_EQ(record.event.event_id, bare.event.event_id);
  EXPECT_EQ(record.event.event_time_seconds, kSampleTime);
  EXPECT_EQ(record.event.principal, bare.event.principal);
  EXPECT_EQ(record.event.command, bare.event.command);
  EXPECT_EQ(record.event.source_address, bare.event.source_address);
}

std::string InText(const std::string& before, const std::string& after) {
  return before + JsonText(SampleRecord()) + after;
}

INSTANTIATE_TEST_SUITE_P(
    RecordFinder, RecordIn,
    testing::Values(
        SampleRecord(), "\xEF\xBB\xBF \n" + SampleRecord() + "\r\n",
        "[" + SampleRecord() + "]", R"({"Records":[)" + SampleRecord() + "]}",
        // EventBridge
        R"({"version":"0","id":"x","detail-type":"AWS API Call via CloudTrail",)"
        R"("source":"aws.iam","account":"111122223333","time":"2025-01-01",)"
        R"("region":"us-east-1","resources":[],"detail":)" +
            SampleRecord() + "}",
        // LookupEvents
        InText(R"({"EventId":"x","EventName":"Other","ReadOnly":"true",)"
               R"("EventTime":"2022-02-08 09:23:37+11:00","Resources":[],)"
               R"("CloudTrailEvent":)",
               "}"),
        R"({"Events":[)" + InText(R"({"CloudTrailEvent":)", "}") + "]}",
        // Elastic and Logstash
        InText(R"({"@timestamp":"2025-01-01T00:00:00Z","message":)", "}"),
        InText(R"({"event":{"original":)", "}}"),
        InText(R"({"event.original":)", "}"),
        R"({"_index":"logs","_source":)" + InText(R"({"message":)", "}") + "}",
        // Splunk and Cribl, CloudTrail Lake, Sekoia
        InText(R"({"_time":1,"_raw":)", "}"), InText(R"({"eventData":)", "}"),
        R"({"eventData":)" + SampleRecord() + "}",
        InText(R"({"input":{"message":)", "}}"),
        // CloudWatch Logs subscription with one event
        InText(R"({"messageType":"DATA_MESSAGE","owner":"1","logEvents":)"
               R"([{"id":"1","timestamp":1,"message":)",
               "}]}"),
        // OpenSearch
        R"({"@timestamp":"2025-01-01T00:00:00Z","event":{"name":"x"},)"
        R"("cloud":{"provider":"aws"},"aws":{"cloudtrail":)" +
            SampleRecord() + "}}",
        // Wazuh, Datadog, Fluent Bit, Logstash with a target, CloudEvents
        R"({"integration":"aws","aws":)" + SampleRecord() + "}",
        R"({"_source":{"data":{"aws":)" + SampleRecord() + "}}}",
        R"({"date":"2025-01-01","attributes":)" + SampleRecord() + "}",
        InText(R"({"date":1,"log":)", "}"),
        R"({"cloudtrail":)" + SampleRecord() + "}",
        R"({"specversion":"1.0","data":)" + SampleRecord() + "}",
        // Lambda events of SQS and SNS
        InText(R"({"Records":[{"messageId":"m","eventSource":"aws:sqs",)"
               R"("awsRegion":"us-east-1","body":)",
               "}]}"),
        InText(R"({"Records":[{"EventSource":"aws:sns","EventVersion":"1.0",)"
               R"("Sns":{"Type":"Notification","TopicArn":"t","Message":)",
               "}}]}"),
        // Rows of Logs Insights, of CloudTrail Lake, and a table
        InText(R"({"results":[[{"field":"@ptr","value":"p"},)"
               R"({"field":"@message","value":)",
               "}]]}"),
        InText(R"({"QueryResultRows":[[{"eventID":"x"},{"eventJson":)", "}]]}"),
        InText(R"({"tables":[{"columns":[{"name":"a"},{"name":"_raw"}],)"
               R"("rows":[["1",)",
               "]]}]}"),
        // OpenTelemetry
        InText(R"({"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":)"
               R"({"stringValue":)",
               "}}]}]}]}"),
        // Syslog and JSON text sequences
        "<134>1 2025-01-01T00:00:00Z host app - - - " + SampleRecord(),
        "\x1E" + SampleRecord() + "\n",
        R"({"message":"Jan  1 00:00:00 host trail: )" +
            JsonText(SampleRecord()).substr(1) + "}",
        // A text that is JSON
        JsonText(SampleRecord())));

TEST(RecordFinder, OpensWhatIsPacked) {
  const std::string packed =
      absl::Base64Escape(Gzipped(R"({"messageType":"DATA_MESSAGE",)"
                                 R"("logEvents":[{"id":"1","message":)" +
                                 JsonText(SampleRecord()) + "}]}"));
  for (const std::string& data :
       {packed, absl::Base64Escape(SampleRecord()),
        absl::Base64Escape(Gzipped(Gzipped(SampleRecord())))}) {
    for (const std::string& json :
         {R"({"awslogs":{"data":")" + data + "\"}}",
          R"({"records":[{"recordId":"1","data":")" + data + "\"}]}",
          R"({"Records":[{"eventSource":"aws:kinesis","eventName":)"
          R"("aws:kinesis:record","kinesis":{"data":")" +
              data + "\"}}]}"}) {
      const ParsedRecord record = Parse(json);
      ASSERT_TRUE(record.ok()) << ErrorOf(record).message;
      EXPECT_EQ(record.event.command, "iam:CreateUser");
    }
  }
}

TEST(RecordFinder, UnpacksNoMoreThanItsLimit) {
  const std::string large = SampleRecord(
      {{"requestParameters",
        JsonText(std::string(RecordParser::kUnpackedBytesMax, 'x'))}});
  const std::string data = absl::Base64Escape(Gzipped(large));
  EXPECT_FALSE(Parse(R"({"data":")" + data + "\"}").ok());
}

TEST(RecordFinder, SkipsWhatIsNoCallOfAnApi) {
  const auto skip = [](const std::string& json) {
    const ParsedRecord record = Parse(json);
    const auto* reason = std::get_if<SkipReason>(&record.outcome);
    return reason == nullptr ? SkipReason{} : *reason;
  };
  for (const char* aggregated :
       {R"({"eventVersion":"1.0","eventId":"e","eventCategory":"Aggregated",)"
        R"("eventType":"AwsAggregatedEvent","eventSource":"s3.amazonaws.com"})",
        R"({"detail-type":"AWS Aggregated Event via CloudTrail","detail":)"
        R"({"eventCategory":"Aggregated","eventId":"e"}})"}) {
    EXPECT_EQ(skip(aggregated), SkipReason::kAggregated) << aggregated;
  }
  for (const char* other :
       {R"({"detail-type":"GuardDuty Finding","detail":{"type":"Recon"}})",
        R"({"Type":"SubscriptionConfirmation","TopicArn":"t","Message":"m"})",
        R"({"Type":"Notification","TopicArn":"t","Message":)"
        R"("CloudTrail validation message."})",
        R"({"messageType":"ConfigurationItemChangeNotification",)"
        R"("configurationItem":{"a":1}})",
        R"({"fileVersion":"1.0","configurationItems":[{"a":1}]})",
        R"({"index":{"_index":"logs","_id":"1"}})",
        R"({"Records":[{"eventID":"1","eventName":"INSERT","eventVersion":)"
        R"("1.1","eventSource":"aws:dynamodb","dynamodb":{}}]})"}) {
    EXPECT_EQ(skip(other), SkipReason::kOtherEvent) << other;
  }
  EXPECT_EQ(skip(R"({"Records":[{"eventSource":"aws:sqs","body":)" +
                 JsonText(R"({"Records":[{"eventSource":"aws:s3","s3":{}}]})") +
                 "}]}"),
            SkipReason::kS3Notification);
}

TEST(RecordFinder, ReadsAnOcsfEvent) {
  const std::string event =
      R"({"class_uid":6003,"metadata":{"uid":"e-1","version":"1.1.0"},)"
      R"("time":1709208001000,"api":{"operation":"CreateUser","service":)"
      R"({"name":"iam.amazonaws.com"},"response":{"error":"AccessDenied"}},)"
      R"("actor":{"user":{"type":"AssumedRole","uid":"arn:aws:sts::)"
      R"(111122223333:assumed-role/deploy/i-1","uid_alt":"AROA:i-1"},)"
      R"("session":{"issuer":"arn:aws:iam::111122223333:role/ci/deploy"}},)"
      R"("src_endpoint":{"ip":"198.51.100.7"},"cloud":{"account":)"
      R"({"uid":"111122223333"},"region":"us-east-1"},)"
      R"("http_request":{"user_agent":"aws-cli/2"}})";
  const ParsedRecord record = Parse(event);
  ASSERT_TRUE(record.ok()) << ErrorOf(record).message;
  EXPECT_EQ(record.event.event_id, "e-1");
  EXPECT_EQ(record.event.event_time_seconds, kSampleTime);
  EXPECT_EQ(record.event.command, "iam:CreateUser");
  EXPECT_EQ(record.event.principal, "arn:aws:iam::111122223333:role/ci/deploy");
  EXPECT_EQ(record.event.source_address, "198.51.100.7");
  EXPECT_EQ(record.event.error_code, "AccessDenied");
  EXPECT_EQ(record.event.account, "111122223333");
  EXPECT_FALSE(record.event.from_console);
  const ParsedRecord of_console =
      Parse(event.substr(0, event.size() - 1) +
            R"(,"unmapped":{"sessionCredentialFromConsole":"true"}})");
  EXPECT_TRUE(of_console.event.from_console);
}

TEST(RecordFinder, ReadsTheVpcEndpointOfAnOcsfEvent) {
  const auto endpoint = [](const std::string& members) {
    return Parse(R"({"class_uid":6003,"metadata":{"uid":"e-1"},)"
                 R"("time":1709208001000,"api":{"operation":"GetObject",)"
                 R"("service":{"name":"s3.amazonaws.com"}},)" +
                 members + "}")
        .event.vpc_endpoint_id;
  };
  EXPECT_EQ(endpoint(R"("src_endpoint":{"ip":"10.1.2.3","uid":"vpce-a0d0"})"),
            "vpce-a0d0");
  EXPECT_EQ(endpoint(R"("src_endpoint":{"ip":"10.1.2.3","uid":null},)"
                     R"("unmapped":{"vpcEndpointId":"vpce-a0d0"})"),
            "vpce-a0d0");
  EXPECT_EQ(endpoint(R"("src_endpoint":{"ip":"10.1.2.3","uid":"host-1"})"), "");
}

TEST(RecordFinder, TakesNoOcsfEventOfAnotherProduct) {
  const auto event = [](const std::string& product,
                        const std::string& service) {
    return R"({"class_uid":6003,"time":1709208001000,"metadata":{"uid":"e-1",)"
           R"("product":{"name":")" +
           product + R"("}},"api":{"operation":"get","service":{"name":")" +
           service + R"("}},"actor":{"user":{"name":"alice"}}})";
  };
  EXPECT_TRUE(ErrorOf(Parse(event("Amazon EKS", "k8s")))
                  .message.starts_with("record holds no CloudTrail record"));
  EXPECT_TRUE(Parse(event("CloudTrail", "iam")).ok());
  EXPECT_TRUE(Parse(event("AWS", "iam.amazonaws.com")).ok());
}

TEST(RecordFinder, DoesNotTakeTheTimeOfWhatIsAroundARecord) {
  const std::string without_time = SampleRecord({{"eventTime", ""}});
  for (const std::string& json :
       {R"({"@timestamp":"2025-01-01T00:00:00Z","aws":{"cloudtrail":)" +
            without_time + "}}",
        R"({"@timestamp":"2025-01-01T00:00:00Z","message":)" +
            JsonText(without_time) + "}"}) {
    EXPECT_EQ(ErrorOf(Parse(json)).field, "eventTime");
  }
}

TEST(RecordFinder, RefusesSeveralRecords) {
  const std::string other =
      SampleRecord({{"eventID", R"("11111111-aaaa-4aaa-8aaa-000000000002")"}});
  const std::string two = "[" + SampleRecord() + "," + other + "]";
  for (const std::string& json :
       {two, R"({"Records":)" + two + "}",
        R"({"message":)" + JsonText(two) + "}", SampleRecord() + "\n" + other,
        R"({"message":)" + JsonText(SampleRecord() + other) + "}"}) {
    const FieldError error = ErrorOf(Parse(json));
    EXPECT_EQ(error.reason, FieldErrorReason::kInvalid);
    EXPECT_EQ(error.message, "record holds 2 records; send one per event")
        << json;
  }
}

TEST(RecordFinder, FindsARecordOnceThatIsKeptTwice) {
  const std::string record = SampleRecord();
  const std::string text = JsonText(record);
  for (const std::string& json :
       {R"({"data":{"aws":)" + record + R"(},"full_log":)" + text + "}",
        R"({"message":)" + text + R"(,"event":{"original":)" + text + "}}",
        R"({"_raw":)" + text +
            R"(,"eventName":"CreateUser",)"
            R"("eventSource":"iam.amazonaws.com","eventTime":"x"})"}) {
    const ParsedRecord found = Parse(json);
    ASSERT_TRUE(found.ok()) << ErrorOf(found).message;
    EXPECT_EQ(found.event.principal, "arn:aws:iam::111122223333:user/alice");
  }
}

TEST(RecordFinder, SaysThatThereIsNoRecordAndNamesWhatIsThere) {
  EXPECT_EQ(ErrorOf(Parse("[]")).reason, FieldErrorReason::kInvalid);
  EXPECT_EQ(ErrorOf(Parse("{}")).message, "record holds no CloudTrail record");
  EXPECT_EQ(ErrorOf(Parse(R"({"Records":[]})")).message,
            "record holds no CloudTrail record; at the top: Records");
  EXPECT_EQ(
      ErrorOf(Parse(R"({"remote_addr":"10.0.0.1","status":200})")).message,
      "record holds no CloudTrail record; at the top: remote_addr, "
      "status");
  EXPECT_EQ(ErrorOf(Parse(R"({"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,)"
                          R"("h":1,"i":1,"j":1})"))
                .message,
            "record holds no CloudTrail record; at the top: a, b, c, d, e, f, "
            "g, h and 2 more");
}

TEST(RecordFinder, NamesTheMemberWhoseTextIsBroken) {
  const FieldError error = ErrorOf(Parse(R"({"CloudTrailEvent":"{\"a\":"})"));
  EXPECT_EQ(error.field, "CloudTrailEvent");
  EXPECT_EQ(error.reason, FieldErrorReason::kMalformed);
}

// The name is the sender's, so it may be anything.
TEST(RecordFinder, ShowsTheNameOfABrokenMemberShortAndOnOneLine) {
  const std::string broken = R"(":"{\"a\":"})";
  EXPECT_EQ(ErrorOf(Parse(R"({"me\nss\u0000age\u007f)" + broken)).field,
            "me?ss?age?");
  std::string umlauts = "x";
  for (int i = 0; i < 40; ++i) umlauts += "\xC3\xA4";
  const FieldError error = ErrorOf(Parse("{\"" + umlauts + broken));
  EXPECT_EQ(error.field, umlauts.substr(0, 63) + "...");
  EXPECT_TRUE(error.message.starts_with(error.field + " is not JSON"));
  EXPECT_EQ(ErrorOf(Parse("{\"" + umlauts + "\":1}")).message,
            "record holds no CloudTrail record; at the top: " +
                umlauts.substr(0, 63) + "...");
}

TEST(RecordFinder, OpensTextInTextUpToItsLimit) {
  std::string json = SampleRecord();
  for (size_t depth = 1; depth < kEnvelopeDepthMax; ++depth) {
    json = R"({"message":)" + JsonText(json) + "}";
    EXPECT_TRUE(Parse(json).ok());
  }
  const FieldError error =
      ErrorOf(Parse(R"({"message":)" + JsonText(json) + "}"));
  EXPECT_EQ(error.field, "message");
  EXPECT_EQ(error.reason, FieldErrorReason::kTooLarge);
}

TEST(RecordFinder, TakesPlainMessagesForNoRecord) {
  for (const char* message :
       {"disk full", "[warn] disk {full}", "{braces}", "SGVsbG8gd29ybGQ="}) {
    EXPECT_EQ(ErrorOf(Parse(R"({"message":")" + std::string(message) + "\"}"))
                  .message,
              "record holds no CloudTrail record; at the top: message");
  }
}

}  // namespace
}  // namespace farcall
