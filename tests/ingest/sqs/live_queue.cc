// SPDX-License-Identifier: Apache-2.0

// What farcall-ingest asks of AWS, asked of moto. live_queue_test.py starts
// both: this program takes the variables of the AWS SDKs, and
//   FARCALL_QUEUE_URL  the queue
//   FARCALL_OBJECTS    how many objects its messages name; each holds its key
//   FARCALL_PROVIDER   where credentials come from
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "ingest/aws/aws_access.h"
#include "ingest/aws/credentials_chain.h"
#include "ingest/aws/environment.h"
#include "ingest/sqs/sqs_queue_check.h"
#include "ingest/sqs/sqs_source.h"
#include "ingest/web/curl_http_client.h"

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string Variable(const char* name) { return ProcessEnvironment(name); }

std::unique_ptr<AwsAccess> Access(HttpClient& http) {
  auto access = AwsAccess::Create(ProcessEnvironment, Variable("AWS_REGION"),
                                  http, absl::Now);
  EXPECT_TRUE(access.ok()) << access.status();
  EXPECT_EQ((*access)->provider_name(), Variable("FARCALL_PROVIDER"));
  return *std::move(access);
}

class LiveQueue : public ::testing::Test {
 protected:
  // The one delivery that is there.
  Delivery Received() {
    auto deliveries = source_.Receive(std::stop_token());
    EXPECT_TRUE(deliveries.ok()) << deliveries.status();
    EXPECT_EQ(deliveries->size(), 1u);
    return deliveries->empty() ? Delivery() : std::move(deliveries->front());
  }
  bool IsEmptyNow() {
    const auto deliveries = source_.Receive(std::stop_token());
    EXPECT_TRUE(deliveries.ok()) << deliveries.status();
    return deliveries->empty();
  }

  CurlHttpClient http_{{.ca_file = Variable("AWS_CA_BUNDLE")}};
  std::unique_ptr<AwsAccess> access_ = Access(http_);
  S3Client objects_ = access_->Objects();
  SqsClient queue_ = *access_->Queue(Variable("FARCALL_QUEUE_URL"));
  SqsSource source_{queue_,
                    objects_,
                    {.lease = absl::Minutes(10),
                     .wait = absl::Seconds(1),
                     .first_pause = absl::ZeroDuration(),
                     .pause_max = absl::ZeroDuration()},
                    absl::Now};
};

TEST_F(LiveQueue, MovesEveryObject) {
  std::set<std::string> keys;
  while (true) {
    auto deliveries = source_.Receive(std::stop_token());
    ASSERT_TRUE(deliveries.ok()) << deliveries.status();
    if (deliveries->empty()) break;
    for (Delivery& delivery : *deliveries) {
      const absl::Status loaded = source_.Load(delivery);
      ASSERT_TRUE(loaded.ok()) << loaded;
      EXPECT_TRUE(delivery.sent.has_value());
      for (const Content& content : delivery.contents) {
        EXPECT_EQ(content.place, "s3://trail/" + content.bytes);
        keys.insert(content.bytes);
      }
      const absl::Status done = source_.Acknowledge(delivery, {});
      ASSERT_TRUE(done.ok()) << done;
    }
  }
  EXPECT_EQ(std::to_string(keys.size()), Variable("FARCALL_OBJECTS"));
  EXPECT_EQ(source_.ignored().test_events, 1u);
}

TEST_F(LiveQueue, HoldsAMessageAndGivesItBack) {
  ASSERT_TRUE(queue_.Send("{\"Records\":[]}").ok());
  const Delivery first = Received();
  EXPECT_EQ(first.attempt, 1u);
  const std::vector<std::string> ids = {first.id};
  auto lost = source_.Extend(ids);
  ASSERT_TRUE(lost.ok()) << lost.status();
  EXPECT_THAT(*lost, IsEmpty());
  EXPECT_TRUE(IsEmptyNow());
  ASSERT_TRUE(source_.Release(first).ok());

  const Delivery second = Received();
  EXPECT_EQ(second.attempt, 2u);
  ASSERT_TRUE(source_.Acknowledge(second, {}).ok());
  EXPECT_TRUE(IsEmptyNow());
  EXPECT_THAT(*source_.Extend(std::vector{second.id}), ElementsAre(second.id));
}

TEST_F(LiveQueue, TellsReceiptsThatHoldNoLonger) {
  ASSERT_TRUE(queue_.Send("{}").ok());
  const auto messages = queue_.Receive({.messages_max = 1,
                                        .wait = absl::ZeroDuration(),
                                        .visibility = absl::Minutes(10),
                                        .stop = {}});
  ASSERT_TRUE(messages.ok()) << messages.status();
  ASSERT_EQ(messages->size(), 1u);
  const std::string receipt = messages->front().receipt_handle;
  ASSERT_TRUE(queue_.Delete(receipt).ok());
  const std::vector<SqsVisibility> changes = {{receipt, absl::Seconds(60)},
                                              {"made up", absl::Seconds(60)}};
  const auto statuses = queue_.ChangeVisibilities(changes);
  ASSERT_TRUE(statuses.ok()) << statuses.status();
  for (const absl::Status& status : *statuses) {
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
  }
  EXPECT_EQ(queue_.ChangeVisibility(changes[1]).code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(LiveQueue, RejectsUntilTheQueueTakesItAway) {
  ASSERT_TRUE(queue_.Send("no notification").ok());
  const auto facts = CheckQueue(queue_, RedriveRule::kRequired);
  ASSERT_TRUE(facts.ok()) << facts.status();
  EXPECT_EQ(facts->retention, absl::Hours(96));
  for (uint32_t attempt = 1; attempt <= 3; ++attempt) {
    Delivery delivery = Received();
    EXPECT_EQ(delivery.attempt, attempt);
    const absl::Status reason = source_.Load(delivery);
    EXPECT_EQ(reason.code(), absl::StatusCode::kInvalidArgument) << reason;
    ASSERT_TRUE(source_.Reject(delivery, reason).ok());
  }
  EXPECT_TRUE(IsEmptyNow());
}

TEST_F(LiveQueue, TellsWhatIsNotThere) {
  for (const char* bucket : {"trail", "no-such-bucket"}) {
    const auto object = objects_.GetObject({bucket, "no such key", ""}, 1'000);
    EXPECT_EQ(object.status().code(), absl::StatusCode::kNotFound)
        << object.status();
  }
  SqsClient other = *access_->Queue(Variable("FARCALL_QUEUE_URL") + "-none");
  const absl::Status missing = other.Receive({}).status();
  EXPECT_EQ(missing.code(), absl::StatusCode::kNotFound) << missing;
}

TEST_F(LiveQueue, TakesNoObjectThatIsTooLarge) {
  EXPECT_EQ(objects_.GetObject({"trail", "100%.gz", ""}, 6).status().code(),
            absl::StatusCode::kResourceExhausted);
}

TEST_F(LiveQueue, IsRefused) {
  for (const absl::Status& status :
       {source_.Receive(std::stop_token()).status(),
        objects_.GetObject({"trail", "100%.gz", ""}, 1'000).status()}) {
    EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied) << status;
    const std::string secret = Variable("AWS_SECRET_ACCESS_KEY");
    EXPECT_EQ(std::string(status.message()).find(secret), std::string::npos);
  }
}

TEST_F(LiveQueue, TrustsNoStranger) {
  const absl::Status status = source_.Receive(std::stop_token()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("certificate"));
}

TEST_F(LiveQueue, HasCredentials) {
  const auto provider =
      ChooseCredentials(ProcessEnvironment, Variable("AWS_REGION"), http_);
  ASSERT_TRUE(provider.ok()) << provider.status();
  const auto credentials = (*provider)->Fetch();
  ASSERT_TRUE(credentials.ok()) << credentials.status();
  EXPECT_FALSE(credentials->secret_access_key.empty());
  EXPECT_LT(credentials->expiration, absl::InfiniteFuture());
}

}  // namespace
}  // namespace farcall
