// SPDX-License-Identifier: Apache-2.0
#include "ingest/aws/sqs_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/ingest/aws/signed_calls.h"

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kQueue[] =
    "https://sqs.eu-central-1.amazonaws.com/111122223333/trail";

class SqsClientTest : public ::testing::Test {
 protected:
  SqsClient Client(const std::string& url,
                   std::optional<Endpoint> endpoint = {}) {
    return *SqsClient::Create(calls_.signer, {.queue_url = url,
                                              .region = "eu-central-1",
                                              .endpoint = std::move(endpoint)});
  }
  std::string Target() {
    return SentHeader(calls_.http.last(), "x-amz-target");
  }
  const std::string& Body() { return calls_.http.last().body; }

  SignedCalls calls_;
  SqsClient client_ = Client(kQueue);
};

TEST_F(SqsClientTest, ReceivesMessages) {
  calls_.http.Answer(200, R"({"Messages":[
      {"MessageId":"m1","ReceiptHandle":"r1","Body":"{\"a\":1}",
       "Attributes":{"ApproximateReceiveCount":"3",
                     "SentTimestamp":"1800000000123"}},
      {"MessageId":"m2","ReceiptHandle":"r2","Body":"b"}]})");
  const auto messages = client_.Receive({.messages_max = 10,
                                         .wait = absl::Seconds(20),
                                         .visibility = absl::Seconds(300),
                                         .stop = {}});
  ASSERT_TRUE(messages.ok()) << messages.status();
  ASSERT_EQ(messages->size(), 2u);
  EXPECT_EQ((*messages)[0].id, "m1");
  EXPECT_EQ((*messages)[0].receipt_handle, "r1");
  EXPECT_EQ((*messages)[0].body, "{\"a\":1}");
  EXPECT_EQ((*messages)[0].receive_count, 3);
  EXPECT_EQ((*messages)[0].sent, absl::FromUnixMillis(1'800'000'000'123));
  EXPECT_EQ((*messages)[1].receive_count, 1);
  EXPECT_EQ((*messages)[1].sent, absl::InfinitePast());

  const HttpRequest& request = calls_.http.last();
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "https://sqs.eu-central-1.amazonaws.com/");
  EXPECT_EQ(Target(), "AmazonSQS.ReceiveMessage");
  EXPECT_EQ(SentHeader(request, "content-type"), "application/x-amz-json-1.0");
  EXPECT_THAT(SentHeader(request, "authorization"),
              HasSubstr("/eu-central-1/sqs/aws4_request, SignedHeaders="
                        "content-type;host;x-amz-date;x-amz-security-token;"
                        "x-amz-target,"));
  EXPECT_EQ(Body(), std::string("{\"QueueUrl\":\"") + kQueue +
                        "\",\"MaxNumberOfMessages\":10,\"WaitTimeSeconds\":20,"
                        "\"VisibilityTimeout\":300,\"AttributeNames\":"
                        "[\"ApproximateReceiveCount\",\"SentTimestamp\"]}");
  // Time to wait for a message is no reason to give up.
  EXPECT_GE(request.timeout, absl::Seconds(25));
}

TEST_F(SqsClientTest, ReceivesNothing) {
  for (const char* body :
       {"{}", R"({"Messages":[]})", R"({"Messages":null})"}) {
    calls_.http.Answer(200, body);
    const auto messages = client_.Receive({});
    ASSERT_TRUE(messages.ok());
    EXPECT_TRUE(messages->empty());
  }
}

TEST_F(SqsClientTest, KeepsLimitsOfTimes) {
  calls_.http.Answer(200, "{}");
  ASSERT_TRUE(client_
                  .Receive({.messages_max = 50,
                            .wait = absl::Minutes(5),
                            .visibility = absl::Milliseconds(1'500),
                            .stop = {}})
                  .ok());
  EXPECT_THAT(Body(), HasSubstr("\"MaxNumberOfMessages\":10,"
                                "\"WaitTimeSeconds\":20,"
                                "\"VisibilityTimeout\":2,"));
  calls_.http.Answer(200, "{}");
  ASSERT_TRUE(client_.ChangeVisibility({"r1", absl::Hours(100)}).ok());
  EXPECT_THAT(Body(), HasSubstr("\"VisibilityTimeout\":43200"));
}

TEST_F(SqsClientTest, DeletesAndChangesVisibility) {
  calls_.http.Answer(200, "");
  ASSERT_TRUE(client_.Delete("r\"1").ok());
  EXPECT_EQ(Target(), "AmazonSQS.DeleteMessage");
  EXPECT_THAT(Body(), HasSubstr(R"("ReceiptHandle":"r\"1"})"));
  calls_.http.Answer(200, "");
  ASSERT_TRUE(client_.ChangeVisibility({"r1", absl::ZeroDuration()}).ok());
  EXPECT_EQ(Target(), "AmazonSQS.ChangeMessageVisibility");
  EXPECT_THAT(Body(),
              HasSubstr(R"("ReceiptHandle":"r1","VisibilityTimeout":0})"));
}

TEST_F(SqsClientTest, ChangesVisibilitiesAtOnce) {
  calls_.http.Answer(200, R"({"Successful":[{"Id":"0"}],"Failed":[
      {"Id":"2","Code":"ReceiptHandleIsInvalid","SenderFault":true},
      {"Id":"1","Code":"InternalError","Message":"m","SenderFault":false},
      {"Id":"77","Code":"InternalError"}]})");
  const std::vector<SqsVisibility> changes = {{"r0", absl::Seconds(30)},
                                              {"r1", absl::Seconds(30)},
                                              {"r2", absl::Seconds(30)},
                                              {"r3", absl::Seconds(30)}};
  const auto statuses = client_.ChangeVisibilities(changes);
  ASSERT_TRUE(statuses.ok());
  std::vector<absl::StatusCode> codes;
  for (const absl::Status& status : *statuses) codes.push_back(status.code());
  EXPECT_THAT(codes,
              ElementsAre(absl::StatusCode::kOk, absl::StatusCode::kUnavailable,
                          absl::StatusCode::kFailedPrecondition,
                          absl::StatusCode::kUnavailable));
  EXPECT_EQ(Target(), "AmazonSQS.ChangeMessageVisibilityBatch");
  EXPECT_THAT(
      Body(),
      HasSubstr(R"("Entries":[{"Id":"0","ReceiptHandle":"r0",)"
                R"("VisibilityTimeout":30},{"Id":"1","ReceiptHandle":"r1",)"));
}

TEST_F(SqsClientTest, SendsNothingForNoChanges) {
  EXPECT_TRUE(client_.ChangeVisibilities({}).ok());
  EXPECT_TRUE(calls_.http.requests().empty());
}

TEST_F(SqsClientTest, SendsMessages) {
  calls_.http.Answer(200, R"({"MessageId":"m"})");
  ASSERT_TRUE(client_.Send("{\"a\":\"\n\"}").ok());
  EXPECT_EQ(Target(), "AmazonSQS.SendMessage");
  EXPECT_THAT(Body(), HasSubstr(R"("MessageBody":"{\"a\":\"\u000a\"}"})"));
}

TEST_F(SqsClientTest, ReadsAttributesOfTheQueue) {
  calls_.http.Answer(200, R"({"Attributes":{"RedrivePolicy":
      "{\"deadLetterTargetArn\":\"arn:dlq\",\"maxReceiveCount\":\"5\"}",
      "MessageRetentionPeriod":"345600","VisibilityTimeout":"30"}})");
  const auto attributes = client_.QueueAttributes();
  ASSERT_TRUE(attributes.ok()) << attributes.status();
  ASSERT_TRUE(attributes->redrive_policy.has_value());
  EXPECT_EQ(attributes->redrive_policy->dead_letter_queue_arn, "arn:dlq");
  EXPECT_EQ(attributes->redrive_policy->receives_max, 5);
  EXPECT_EQ(attributes->retention, absl::Hours(96));
  EXPECT_EQ(attributes->visibility, absl::Seconds(30));

  calls_.http.Answer(200, R"({"Attributes":{"MessageRetentionPeriod":"60",
      "VisibilityTimeout":"30"}})");
  EXPECT_FALSE(client_.QueueAttributes()->redrive_policy.has_value());
}

TEST_F(SqsClientTest, TellsAnswersThatAreNone) {
  for (const char* body :
       {"<html>", R"({"Messages":[{"Body":"no receipt"}]})"}) {
    calls_.http.Answer(200, body);
    EXPECT_EQ(client_.Receive({}).status().code(),
              absl::StatusCode::kUnavailable);
  }
  calls_.http.Answer(200, "{}");
  EXPECT_EQ(client_.QueueAttributes().status().code(),
            absl::StatusCode::kUnavailable);
}

TEST_F(SqsClientTest, TellsErrorsOfAws) {
  calls_.http.Answer(400, R"({"__type":"com.amazonaws.sqs#QueueDoesNotExist",
                              "message":"The specified queue is not there."})");
  const absl::Status status = client_.Receive({}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(status.message(),
            "ReceiveMessage at https://sqs.eu-central-1.amazonaws.com: HTTP "
            "400 QueueDoesNotExist: The specified queue is not there.");
}

TEST_F(SqsClientTest, AsksWhereTheQueueIs) {
  const auto url_for = [this](const std::string& url,
                              std::optional<Endpoint> endpoint = {}) {
    calls_.http.Answer(200, "");
    EXPECT_TRUE(Client(url, std::move(endpoint)).Delete("r").ok());
    return calls_.http.last().url;
  };
  EXPECT_EQ(url_for("http://127.0.0.1:5000/1/trail"), "http://127.0.0.1:5000/");
  EXPECT_EQ(url_for("https://eu-west-1.queue.amazonaws.com/1/trail"),
            "https://sqs.eu-west-1.amazonaws.com/");
  EXPECT_EQ(url_for(kQueue, Endpoint{"http", "localhost:4566", ""}),
            "http://localhost:4566/");
  EXPECT_EQ(SqsClient::Create(calls_.signer, {.queue_url = "trail",
                                              .region = "eu-central-1",
                                              .endpoint = {}})
                .status()
                .code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace farcall
