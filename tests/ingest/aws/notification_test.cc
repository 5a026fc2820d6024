// SPDX-License-Identifier: Apache-2.0
#include "ingest/aws/notification.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "ingest/aws/json_text.h"
#include "ingest/aws/uri_encoding.h"

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string S3Record(const std::string& encoded_key,
                     const std::string& event = "ObjectCreated:Put") {
  return R"({"eventVersion":"2.1","eventSource":"aws:s3",)"
         R"("awsRegion":"eu-central-1","eventTime":"2026-11-30T10:15:00.000Z",)"
         R"("eventName":")" +
         event +
         R"(","s3":{"s3SchemaVersion":"1.0","bucket":{"name":"trail"},)"
         R"("object":{"key":")" +
         encoded_key + R"(","size":1024}}})";
}

std::string Records(const std::string& records) {
  return "{\"Records\":[" + records + "]}";
}

std::string Sns(const std::string& message) {
  return R"({"Type":"Notification","MessageId":"n","TopicArn":"arn",)"
         R"("Message":)" +
         QuotedJson(message) + "}";
}

const char kCall[] =
    R"({"eventVersion":"1.11","eventSource":"iam.amazonaws.com",)"
    R"("eventName":"CreateAccessKey","eventID":"e",)"
    R"("requestParameters":{"n":123456789012345678901234567890}})";

std::string BusEvent(const std::string& detail,
                     const std::string& type = "AWS API Call via CloudTrail",
                     const std::string& source = "aws.iam") {
  return R"({"version":"0","id":"i","detail-type":")" + type +
         R"(","source":")" + source + R"(","region":"eu-west-1","detail":)" +
         detail + "}";
}

std::string BusObject(const std::string& key,
                      const std::string& type = "Object Created") {
  return BusEvent(R"({"version":"0","bucket":{"name":"trail"},)"
                  R"("object":{"key":)" +
                      QuotedJson(key) + R"(,"size":5},"reason":"PutObject"})",
                  type, "aws.s3");
}

Notification Read(const std::string& body) {
  const auto notification = ReadNotification(body);
  EXPECT_TRUE(notification.ok()) << notification.status() << "\n" << body;
  return notification.ok() ? *notification : Notification();
}

std::string Refusal(const std::string& body) {
  const auto notification = ReadNotification(body);
  EXPECT_EQ(notification.status().code(), absl::StatusCode::kInvalidArgument)
      << body;
  return std::string(notification.status().message());
}

TEST(ReadNotification, ReadsS3sOwn) {
  const Notification read =
      Read(Records(S3Record("AWSLogs/1/CloudTrail/a.json.gz") + "," +
                   S3Record("b", "ObjectCreated:CompleteMultipartUpload")));
  EXPECT_THAT(read.objects,
              ElementsAre(S3Object{"trail", "AWSLogs/1/CloudTrail/a.json.gz",
                                   "eu-central-1"},
                          S3Object{"trail", "b", "eu-central-1"}));
  EXPECT_EQ(read.records, "");
}

TEST(ReadNotification, DecodesKeysOfS3sOwn) {
  const Notification read =
      Read(Records(S3Record("o%3D1/sp+ace/plus%2B/uml%C3%A4ut/%E6%97%A5.gz")));
  ASSERT_EQ(read.objects.size(), 1u);
  EXPECT_EQ(read.objects[0].key, "o=1/sp ace/plus+/uml\u00e4ut/\u65e5.gz");
}

TEST(ReadNotification, ReadsOtherStoresNamesOfEvents) {
  EXPECT_EQ(Read(Records(S3Record("a", "s3:ObjectCreated:Put"))).objects.size(),
            1u);
}

TEST(ReadNotification, CountsWhatWasNotCreated) {
  const Notification read =
      Read(Records(S3Record("a", "ObjectRemoved:Delete") + "," +
                   S3Record("b", "ObjectRestore:Post") + "," + S3Record("c")));
  EXPECT_EQ(read.other_events, 2u);
  EXPECT_EQ(read.objects.size(), 1u);
  EXPECT_EQ(Read(BusObject("a", "Object Deleted")).other_events, 1u);
}

TEST(ReadNotification, CountsDigestsAndFolders) {
  const Notification read = Read(
      Records(S3Record("AWSLogs/1/CloudTrail-Digest/eu-central-1/d.json.gz") +
              "," + S3Record("AWSLogs/1/CloudTrail/") + "," +
              S3Record("AWSLogs/1/CloudTrail-Insight/i.json.gz")));
  EXPECT_EQ(read.digests, 1u);
  EXPECT_EQ(read.folders, 1u);
  EXPECT_EQ(read.objects.size(), 1u);
}

TEST(ReadNotification, ReadsEnvelopesOfSns) {
  const Notification read = Read(Sns(Records(S3Record("sp+ace"))));
  EXPECT_THAT(read.objects,
              ElementsAre(S3Object{"trail", "sp ace", "eu-central-1"}));
  EXPECT_EQ(Read(Sns(BusEvent(kCall))).records, BusEvent(kCall));
}

TEST(ReadNotification, RecognisesTestEvents) {
  const std::string test =
      R"({"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"trail"})";
  for (const std::string& body : {test, Sns(test)}) {
    const Notification read = Read(body);
    EXPECT_EQ(read.test_events, 1u);
    EXPECT_THAT(read.objects, IsEmpty());
  }
}

TEST(ReadNotification, ReadsEventBridgesWithoutDecodingTheKey) {
  const Notification read = Read(BusObject("sp ace/100%25+.gz"));
  EXPECT_THAT(read.objects,
              ElementsAre(S3Object{"trail", "sp ace/100%25+.gz", "eu-west-1"}));
}

TEST(ReadNotification, ReadsCloudTrailsOwn) {
  const std::string own =
      R"({"s3Bucket":"trail","s3ObjectKey":["a+b%20.gz","c"]})";
  for (const std::string& body : {own, Sns(own)}) {
    EXPECT_THAT(Read(body).objects,
                ElementsAre(S3Object{"trail", "a+b%20.gz", ""},
                            S3Object{"trail", "c", ""}));
  }
}

TEST(ReadNotification, PassesOnRecordsAsTheyCame) {
  for (const std::string& body :
       {BusEvent(kCall), BusEvent(kCall, "AWS Console Sign In via CloudTrail"),
        std::string(kCall), Records(std::string(kCall) + "," + kCall)}) {
    const Notification read = Read(body);
    EXPECT_EQ(read.records, body);
    EXPECT_THAT(read.objects, IsEmpty());
  }
}

TEST(ReadNotification, TakesAnEmptyListForNothing) {
  const Notification read = Read(Records(""));
  EXPECT_THAT(read.objects, IsEmpty());
  EXPECT_EQ(read.records, "");
}

TEST(ReadNotification, SaysWhatItFoundInstead) {
  EXPECT_THAT(Refusal("hello"), HasSubstr("text that is no JSON"));
  EXPECT_THAT(Refusal(""), HasSubstr("text that is no JSON"));
  EXPECT_THAT(Refusal("{\"Records\":["), HasSubstr("broken JSON"));
  EXPECT_THAT(Refusal("[1]"), HasSubstr("no object"));
  EXPECT_THAT(Refusal("{}"), HasSubstr("an empty object"));
  EXPECT_THAT(Refusal(R"({"hello":1,"world":2})"),
              HasSubstr("an object of `hello`, `world`"));
  EXPECT_THAT(Refusal(Sns("Hello")), HasSubstr("text that is no JSON"));
  EXPECT_THAT(Refusal(R"({"Type":"SubscriptionConfirmation","Message":"m"})"),
              HasSubstr("`Type`, `Message`"));
  EXPECT_THAT(Refusal(BusEvent("{}", "EC2 Instance State-change")),
              HasSubstr("an event of type `EC2 Instance State-change`"));
  EXPECT_THAT(Refusal(Records("{\"eventSource\":\"aws:dynamodb\"}")),
              HasSubstr("`Records` with an object of `eventSource`"));
  EXPECT_THAT(Refusal(Records("1")), HasSubstr("`Records` with no object"));
  EXPECT_THAT(Refusal(Records(S3Record("a") + "," + kCall)),
              HasSubstr("both S3 and CloudTrail"));
  EXPECT_THAT(Refusal(Records(S3Record(""))),
              HasSubstr("without bucket or key"));
  EXPECT_THAT(Refusal(R"({"s3Bucket":"b","s3ObjectKey":"k"})"),
              HasSubstr("`s3Bucket` without a list"));
}

TEST(ReadNotification, GivesBackAnyKey) {
  std::mt19937 random(11);
  for (int i = 0; i < 500; ++i) {
    // S3's keys are UTF-8: of one, two and three bytes here.
    std::string key = "k";
    for (size_t k = random() % 30; k > 0; --k) {
      switch (random() % 4) {
        case 0:
          key += "\u00e4";
          break;
        case 1:
          key += "\u65e5";
          break;
        default:
          key += static_cast<char>(0x21 + random() % 0x5e);
      }
    }
    key += ".gz";
    std::string form;
    for (const char c : key) form += PercentEncode(std::string(1, c));
    ASSERT_THAT(Read(Records(S3Record(form))).objects,
                ElementsAre(S3Object{"trail", key, "eu-central-1"}));
    ASSERT_THAT(Read(BusObject(key)).objects,
                ElementsAre(S3Object{"trail", key, "eu-west-1"}));
  }
}

}  // namespace
}  // namespace farcall
