// SPDX-License-Identifier: Apache-2.0
#include "ingest/sqs/sqs_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

#include "ingest/aws/json_text.h"
#include "ingest/sqs/sqs_dead_letters.h"
#include "ingest/sqs/sqs_queue_check.h"
#include "tests/ingest/sqs/fake_sqs.h"

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string Created(const std::string& key) {
  return R"({"eventName":"ObjectCreated:Put","s3":{"bucket":)"
         R"({"name":"trail"},"object":{"key":)" +
         QuotedJson(key) + "}}}";
}

std::string Notice(const std::string& records) {
  return "{\"Records\":[" + records + "]}";
}

class SqsSourceTest : public ::testing::Test {
 protected:
  // The one delivery that there is.
  Delivery Received() {
    auto deliveries = source_.Receive(std::stop_token());
    EXPECT_TRUE(deliveries.ok()) << deliveries.status();
    EXPECT_EQ(deliveries->size(), 1u);
    return std::move(deliveries->front());
  }
  bool IsEmptyNow() {
    const auto deliveries = source_.Receive(std::stop_token());
    EXPECT_TRUE(deliveries.ok()) << deliveries.status();
    return deliveries->empty();
  }

  absl::Time now_ = TestTime();
  FakeSqs aws_{now_};
  CachedCredentials credentials_{std::make_unique<FixedCredentials>(),
                                 [this] { return now_; }};
  SignedHttp signer_{aws_, credentials_, [this] { return now_; }};
  SqsClient queue_ = *SqsClient::Create(
      signer_, {.queue_url = "http://127.0.0.1:1/111122223333/trail",
                .region = "eu-central-1",
                .endpoint = {}});
  S3Client objects_{signer_,
                    {.region = "eu-central-1",
                     .endpoint = Endpoint{"http", "127.0.0.1:1", ""}}};
  SqsSource source_{queue_,
                    objects_,
                    {.lease = absl::Seconds(60),
                     .delivery_bytes_max = 10,
                     .first_pause = absl::Seconds(10),
                     .pause_max = absl::Seconds(35)},
                    [this] { return now_; }};
};

TEST_F(SqsSourceTest, MovesAnObjectFromItsNoticeToItsEnd) {
  aws_.Put("m1", Notice(Created("sp+ace.gz")));
  aws_.PutObject("/trail/sp%20ace.gz", "bytes");
  Delivery delivery = Received();
  EXPECT_EQ(delivery.attempt, 1u);
  EXPECT_EQ(*delivery.sent, absl::ToChronoTime(TestTime()));
  ASSERT_EQ(delivery.contents.size(), 1u);
  EXPECT_EQ(delivery.contents[0].place, "s3://trail/sp ace.gz");
  EXPECT_EQ(delivery.contents[0].bytes, "");
  EXPECT_EQ(aws_.Find("m1")->visible, now_ + absl::Seconds(60));

  ASSERT_TRUE(source_.Load(delivery).ok());
  EXPECT_EQ(delivery.contents[0].bytes, "bytes");
  EXPECT_TRUE(IsEmptyNow());
  ASSERT_TRUE(source_.Acknowledge(delivery, {}).ok());
  EXPECT_EQ(aws_.Find("m1"), nullptr);
}

TEST_F(SqsSourceTest, LoadsOnlyWhatIsNotThereYet) {
  aws_.Put("m1", Notice(Created("a") + "," + Created("b")));
  aws_.PutObject("/trail/a", "1");
  Delivery delivery = Received();
  EXPECT_EQ(source_.Load(delivery).code(), absl::StatusCode::kNotFound);
  aws_.PutObject("/trail/b", "2");
  ASSERT_TRUE(source_.Load(delivery).ok());
  EXPECT_EQ(aws_.calls("GetObject"), 3);
  EXPECT_EQ(delivery.contents[1].bytes, "2");
}

TEST_F(SqsSourceTest, LoadsNoMoreThanItMay) {
  aws_.Put("m1", Notice(Created("a") + "," + Created("b")));
  aws_.PutObject("/trail/a", "123456");
  aws_.PutObject("/trail/b", "12345");
  Delivery delivery = Received();
  EXPECT_EQ(source_.Load(delivery).code(),
            absl::StatusCode::kResourceExhausted);
}

TEST_F(SqsSourceTest, PassesOnRecordsOfTheMessage) {
  const std::string event =
      R"({"detail":{"eventVersion":"1.11","eventSource":"s","eventName":"n"}})";
  aws_.Put("m1", event);
  Delivery delivery = Received();
  ASSERT_TRUE(source_.Load(delivery).ok());
  ASSERT_EQ(delivery.contents.size(), 1u);
  EXPECT_EQ(delivery.contents[0].place, "sqs message m1");
  EXPECT_EQ(delivery.contents[0].bytes, event);
}

TEST_F(SqsSourceTest, CountsWhatItIgnoresWhenItIsAcknowledged) {
  aws_.Put("m1", R"({"Service":"Amazon S3","Event":"s3:TestEvent"})");
  Delivery test = Received();
  EXPECT_THAT(test.contents, IsEmpty());
  EXPECT_TRUE(source_.Load(test).ok());
  EXPECT_EQ(source_.ignored().test_events, 0u);
  ASSERT_TRUE(source_.Acknowledge(test, {}).ok());
  EXPECT_EQ(source_.ignored().test_events, 1u);

  aws_.Put("m2", Notice(Created("x/CloudTrail-Digest/d") + "," + Created("x/") +
                        R"(,{"eventName":"ObjectRemoved:D",
                        "s3":{"bucket":{"name":"trail"}}})"));
  Delivery mixed = Received();
  EXPECT_THAT(mixed.contents, IsEmpty());
  ASSERT_TRUE(source_.Acknowledge(mixed, {}).ok());
  EXPECT_EQ(source_.ignored().digests, 1u);
  EXPECT_EQ(source_.ignored().folders, 1u);
  EXPECT_EQ(source_.ignored().other_events, 1u);
}

TEST_F(SqsSourceTest, LeavesWhatItRejectsForEverLongerTimes) {
  aws_.Put("m1", "no notification");
  for (const int pause : {10, 20, 35, 35}) {
    Delivery delivery = Received();
    const absl::Status reason = source_.Load(delivery);
    EXPECT_EQ(reason.code(), absl::StatusCode::kInvalidArgument);
    ASSERT_TRUE(source_.Reject(delivery, reason).ok());
    EXPECT_EQ(aws_.Find("m1")->visible, now_ + absl::Seconds(pause));
    now_ += absl::Seconds(pause);
  }
}

TEST_F(SqsSourceTest, SendsUnreadableContentWhereItIsKept) {
  aws_.Put("m1", Notice(Created("a")));
  EXPECT_FALSE(Received().unreadable_to_dead_letters);
  SqsSource without(queue_, objects_,
                    {.rejected = SqsSource::Rejected::kNowhere},
                    [this] { return now_; });
  aws_.Put("m2", Notice(Created("b")));
  EXPECT_TRUE(without.Receive({})->front().unreadable_to_dead_letters);
}

TEST_F(SqsSourceTest, GivesBackWhatItReleases) {
  aws_.Put("m1", Notice(Created("a")));
  ASSERT_TRUE(source_.Release(Received()).ok());
  EXPECT_EQ(Received().attempt, 2u);
}

TEST_F(SqsSourceTest, ExtendsAllThatItHoldsAndTellsWhatItLost) {
  std::vector<std::string> ids;
  for (int i = 0; i < 23; ++i) {
    aws_.Put("m" + std::to_string(i), Notice(Created("a")));
    ids.push_back(Received().id);
  }
  now_ += absl::Seconds(30);
  EXPECT_THAT(*source_.Extend(ids), IsEmpty());
  EXPECT_EQ(aws_.calls("ChangeMessageVisibilityBatch"), 3);
  EXPECT_EQ(aws_.Find("m22")->visible, now_ + absl::Seconds(60));

  // All come back, one is received again, so that its first receipt is void.
  now_ += absl::Seconds(61);
  const Delivery again = Received();
  const std::vector<std::string> two = {ids[0], again.id};
  EXPECT_THAT(*source_.Extend(two), ElementsAre(ids[0]));
  EXPECT_THAT(*source_.Extend(two), ElementsAre(ids[0]));
}

TEST_F(SqsSourceTest, FindsOutThatItLostAMessageWhenItIsDone) {
  aws_.Put("m1", Notice(Created("a")));
  const Delivery first = Received();
  now_ += absl::Seconds(61);
  const Delivery second = Received();
  EXPECT_NE(first.id, second.id);
  EXPECT_EQ(source_.Acknowledge(first, {}).code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(source_.Acknowledge(second, {}).ok());
  EXPECT_EQ(source_.Acknowledge(second, {}).code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(SqsSourceTest, KeepsWhatItHoldsWhileAwsFails) {
  aws_.Put("m1", Notice(Created("a")));
  aws_.PutObject("/trail/a", "1");
  Delivery delivery = Received();
  for (const int code : {403, 500, 503}) {
    aws_.failure_code = code;
    const auto expected = code == 403 ? absl::StatusCode::kPermissionDenied
                                      : absl::StatusCode::kUnavailable;
    EXPECT_EQ(source_.Receive({}).status().code(), expected);
    EXPECT_EQ(source_.Load(delivery).code(), expected);
    EXPECT_EQ(source_.Acknowledge(delivery, {}).code(), expected);
    EXPECT_EQ(source_.Extend(std::vector{delivery.id}).status().code(),
              expected);
  }
  aws_.failure_code = 0;
  EXPECT_TRUE(source_.Load(delivery).ok());
  EXPECT_TRUE(source_.Acknowledge(delivery, {}).ok());
}

TEST_F(SqsSourceTest, ReceivesNothingOnceItIsStopped) {
  aws_.Put("m1", Notice(Created("a")));
  std::stop_source stop;
  stop.request_stop();
  const auto deliveries = source_.Receive(stop.get_token());
  ASSERT_TRUE(deliveries.ok());
  EXPECT_TRUE(deliveries->empty());
}

TEST_F(SqsSourceTest, ForgetsWhatNobodyAskedForSinceItsLeaseEnded) {
  aws_.Put("m1", Notice(Created("a")));
  Delivery delivery = Received();
  now_ += absl::Minutes(10);
  (void)Received();
  EXPECT_EQ(source_.Load(delivery).code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(SqsSourceTest, MayBeUsedByManyLanes) {
  constexpr int kMessages = 200;
  for (int i = 0; i < kMessages; ++i) {
    aws_.Put("m" + std::to_string(i), Notice(Created("a")));
  }
  aws_.PutObject("/trail/a", "1");
  std::mutex mutex;
  std::vector<std::string> ids;
  std::atomic<int> done = 0;
  std::vector<std::thread> lanes;
  for (int lane = 0; lane < 3; ++lane) {
    lanes.emplace_back([&] {
      while (true) {
        auto deliveries = source_.Receive({});
        if (deliveries->empty()) return;
        Delivery& delivery = deliveries->front();
        {
          const std::lock_guard<std::mutex> lock(mutex);
          ids.push_back(delivery.id);
        }
        EXPECT_TRUE(source_.Load(delivery).ok());
        EXPECT_TRUE(source_.Acknowledge(delivery, {}).ok());
        ++done;
      }
    });
  }
  // What is done by then is told as lost, and nothing else fails.
  while (done < kMessages) {
    std::vector<std::string> some;
    {
      const std::lock_guard<std::mutex> lock(mutex);
      some = ids;
    }
    EXPECT_TRUE(source_.Extend(some).ok());
    (void)source_.ignored();
  }
  for (std::thread& lane : lanes) lane.join();
  EXPECT_EQ(aws_.calls("DeleteMessage"), kMessages);
}

TEST_F(SqsSourceTest, ChecksThatTheQueueHasADeadLetterQueue) {
  const auto refused = CheckQueue(queue_, RedriveRule::kRequired);
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(refused.status().message()),
              HasSubstr("has no RedrivePolicy"));
  const auto without = CheckQueue(queue_, RedriveRule::kOptional);
  ASSERT_TRUE(without.ok());
  EXPECT_FALSE(without->has_dead_letter_queue);
  EXPECT_EQ(without->retention, absl::Hours(96));

  aws_.attributes =
      R"({"MessageRetentionPeriod":"60","VisibilityTimeout":"30",)"
      R"("RedrivePolicy":"{\"deadLetterTargetArn\":\"arn:dlq\",)"
      R"(\"maxReceiveCount\":5}"})";
  const auto with = CheckQueue(queue_, RedriveRule::kRequired);
  ASSERT_TRUE(with.ok()) << with.status();
  EXPECT_TRUE(with->has_dead_letter_queue);
  EXPECT_EQ(with->dead_letter_queue_arn, "arn:dlq");

  aws_.failure_code = 403;
  EXPECT_EQ(CheckQueue(queue_, RedriveRule::kOptional).status().code(),
            absl::StatusCode::kPermissionDenied);
}

TEST_F(SqsSourceTest, WritesDeadLettersIntoAQueue) {
  SqsDeadLetters letters(queue_, [this] { return now_; });
  std::vector<DeadLetter> two(2);
  two[0].place = "s3://trail/a";
  two[1].place = "s3://trail/b";
  two[1].code = "NO_JSON";
  two[1].text = "broken \xEF\xBF\xBF";
  ASSERT_TRUE(letters.Write(two).ok());
  EXPECT_EQ(aws_.calls("SendMessage"), 2);
  EXPECT_THAT(aws_.last_body(), HasSubstr("s3://trail/b"));
  EXPECT_THAT(aws_.last_body(), HasSubstr("broken \\uffff"));
  aws_.failure_code = 500;
  EXPECT_EQ(letters.Write(two).code(), absl::StatusCode::kUnavailable);
}

TEST_F(SqsSourceTest, CutsDeadLettersToWhatAQueueTakes) {
  SqsDeadLetters letters(queue_, [this] { return now_; });
  std::vector<DeadLetter> one(1);
  for (int i = 0; i < 100'000; ++i) one[0].text += "\xEF\xBF\xBE";
  ASSERT_TRUE(letters.Write(one).ok());
  EXPECT_LE(aws_.last_body().size(), SqsDeadLetters::kMessageBytesMax);
  EXPECT_EQ(aws_.last_body().find("\xEF\xBF\xBE"), std::string::npos);
}

}  // namespace
}  // namespace farcall
