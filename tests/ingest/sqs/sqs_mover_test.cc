// SPDX-License-Identifier: Apache-2.0

// The mover with messages of a queue: what becomes of each kind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "ingest/aws/json_text.h"
#include "ingest/mover/mover.h"
#include "ingest/sqs/sqs_source.h"
#include "tests/ingest/mover/fakes.h"
#include "tests/ingest/sqs/fake_sqs.h"

namespace farcall {
namespace {

using ::testing::IsEmpty;

std::string Created(const std::string& key) {
  return R"({"Records":[{"eventName":"ObjectCreated:Put","s3":{"bucket":)"
         R"({"name":"trail"},"object":{"key":)" +
         QuotedJson(key) + "}}}]}";
}

class SqsMoverTest : public ::testing::Test {
 protected:
  // Moves messages until none is visible.
  void MoveAll() {
    std::stop_source stop;
    aws_.when_empty = [&stop] { stop.request_stop(); };
    Mover mover(source_, scorer_, letters_, events_, clock_, {});
    mover.RunLane({.receiving = stop.get_token(), .working = {}}, 1);
    EXPECT_EQ(mover.held(), 0u);
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
  SqsSource source_{queue_, objects_, {}, [this] { return now_; }};
  FakeMoverClock clock_;
  FakeScorer scorer_;
  FakeDeadLetters letters_;
  FakeMoverEvents events_;
};

TEST_F(SqsMoverTest, ScoresObjectsAndRecordsAndDeletesTheirMessages) {
  aws_.Put("m1", Created("a.json"));
  aws_.PutObject("/trail/a.json",
                 "{\"Records\":[" + RecordOf("1") + "," + RecordOf("2") + "]}");
  aws_.Put("m2",
           "{\"detail-type\":\"AWS API Call via CloudTrail\",\"detail\":"
           R"({"eventVersion":"1.11","eventSource":"s","eventName":"n",)"
           R"("eventID":"3"}})");
  aws_.Put("m3", R"({"Service":"Amazon S3","Event":"s3:TestEvent"})");
  MoveAll();
  EXPECT_EQ(scorer_.counted().size(), 3u);
  EXPECT_THAT(letters_.letters(), IsEmpty());
  for (const char* id : {"m1", "m2", "m3"}) {
    EXPECT_EQ(aws_.Find(id), nullptr) << id;
  }
  EXPECT_EQ(source_.ignored().test_events, 1u);
}

TEST_F(SqsMoverTest, LeavesToTheQueueWhatCanNeverBeScored) {
  aws_.Put("m1", "no notification");
  aws_.Put("m2", Created("missing.json"));
  aws_.Put("m3", Created("broken.json.gz"));
  aws_.PutObject("/trail/broken.json.gz", "\x1f\x8b\x08 broken");
  MoveAll();
  EXPECT_THAT(letters_.letters(), IsEmpty());
  for (const char* id : {"m1", "m2", "m3"}) {
    ASSERT_NE(aws_.Find(id), nullptr) << id;
    EXPECT_EQ(aws_.Find(id)->visible, now_ + absl::Seconds(10)) << id;
  }
}

TEST_F(SqsMoverTest, ScoresAMessageAgainThatWasLost) {
  aws_.Put("m1", Created("a.json"));
  aws_.PutObject("/trail/a.json", RecordOf("1"));
  // Somebody else holds it by the time that it is scored.
  bool is_first = true;
  scorer_.lose = [this, &is_first] {
    if (is_first) {
      now_ += absl::Minutes(6);
      (void)queue_.Receive({.messages_max = 1,
                            .wait = absl::ZeroDuration(),
                            .visibility = absl::ZeroDuration(),
                            .stop = {}});
    }
    is_first = false;
    return absl::OkStatus();
  };
  MoveAll();
  EXPECT_EQ(aws_.Find("m1"), nullptr);
  EXPECT_EQ(scorer_.counted().size(), 1u);
  EXPECT_EQ(scorer_.batches().size(), 2u);
}

}  // namespace
}  // namespace farcall
