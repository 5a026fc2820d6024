// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>

#include "scoring/records/attribute.h"
#include "server/handlers/batch_handler.h"
#include "server/handlers/feedback_handler.h"
#include "tests/scoring/batch/supplied_origins.h"
#include "tests/server/handlers/moved_clock.h"
#include "tests/server/score_message.h"
#include "tests/storage/rocksdb/rocksdb_testing.h"
#include "tests/storage/temp_dir.h"

namespace farcall {
namespace {

constexpr int64_t kHour = 3600;
constexpr int64_t kYear = 365 * 24 * kHour;
constexpr char kAlice[] = "arn:aws:iam::111122223333:user/alice";

int64_t NowSeconds() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

v1::EventInput Call(int id, int64_t time_seconds) {
  v1::EventInput input;
  v1::Event& event = *input.mutable_event();
  event.set_event_id("e" + std::to_string(id));
  event.mutable_event_time()->set_seconds(time_seconds);
  event.set_account("111122223333");
  event.set_principal(kAlice);
  event.set_command("s3:GetObject");
  event.set_country("DE");
  return input;
}

// A server whose system clock the test moves.
class ClockJump : public testing::Test {
 protected:
  ClockJump() { Open(); }

  void Open() {
    store_.reset();
    store_ = OpenOrFail(At(dir_ / "db"));
  }

  v1::EventResult Send(const v1::EventInput& input) {
    v1::ScoreEventsRequest request;
    *request.add_events() = input;
    v1::ScoreEventsResponse response;
    const BatchScorer scorer(*store_, origins_, Model());
    const BatchHandler handler(scorer, RequestLimits(),
                               PrincipalStrategy::kAuto, metrics_, log_);
    EXPECT_TRUE(ScoreMessage(handler, request, response).ok());
    return response.results(0);
  }

  // One call in each of the last hours, by the true clock.
  void Live(int hours) {
    for (int hour = 1; hour <= hours; ++hour) {
      EXPECT_FALSE(Send(Call(hour, now_ - hour * kHour)).duplicate());
    }
  }

  // All of them again.
  void ExpectDuplicates(int hours) {
    for (int hour = 1; hour <= hours; ++hour) {
      EXPECT_TRUE(Send(Call(hour, now_ - hour * kHour)).duplicate()) << hour;
    }
  }

  v1::MarkBenignResponse SayThatItIsBenign(const std::string& id) {
    v1::MarkBenignRequest request;
    request.mutable_place()->set_principal(kAlice);
    request.mutable_place()->set_origin("FR");
    request.set_feedback_id(id);
    request.set_actor("carol");
    v1::MarkBenignResponse response;
    const FeedbackHandler handler(*store_, origins_, Model(), RequestLimits(),
                                  PrincipalStrategy::kAuto, metrics_, log_);
    const grpc::Status status =
        handler.MarkBenign(request, "anonymous", response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }

  Histogram Countries() const {
    const EntityKey alice{"default", EntityKind::kPrincipal, kAlice};
    Histogram found;
    EXPECT_TRUE(store_
                    ->Read({"default", {&alice, 1}, {}},
                           [&](HistogramStore::Stored stored) {
                             found =
                                 stored.baselines[0]->Of(Attribute::kCountry);
                           })
                    .ok());
    return found;
  }
  uint64_t Calls() const { return Countries().calls(); }

  const int64_t now_ = NowSeconds();
  TempDir dir_;
  SuppliedOrigins origins_;
  Metrics metrics_{"test"};
  Log log_{LogLevel::kError, LogFormat::kJson};
  std::unique_ptr<RocksDbHistogramStore> store_;
};

TEST_F(ClockJump, MovesTheClockThatTheServerReads) {
  const auto steady = std::chrono::steady_clock::now();
  {
    const MovedClock clock(kYear);
    EXPECT_GE(NowSeconds(), now_ + kYear);
  }
  EXPECT_LT(NowSeconds(), now_ + kYear);
  EXPECT_LT(std::chrono::steady_clock::now() - steady,
            std::chrono::seconds(kYear));
}

TEST_F(ClockJump, AYearForwardAndBackForgetsNothing) {
  Live(30);
  {
    const MovedClock clock(kYear);
    ExpectDuplicates(30);
    // Its own time counts, not the server's.
    EXPECT_TRUE(Send(Call(100, now_)).has_score());
    EXPECT_EQ(Calls(), 31U);
    Open();
    ExpectDuplicates(30);
    EXPECT_TRUE(Send(Call(101, now_)).has_score());
  }
  ExpectDuplicates(30);
  Open();
  ExpectDuplicates(30);
  EXPECT_TRUE(Send(Call(101, now_)).duplicate());
  EXPECT_EQ(Calls(), 32U);
}

TEST_F(ClockJump, WhatAClockThatIsBehindRefusesIsCountedWhenItIsRight) {
  Live(30);
  {
    const MovedClock clock(-kYear);
    const v1::EventResult refused = Send(Call(100, now_));
    EXPECT_EQ(refused.error().reason(), v1::EVENT_ERROR_REASON_OUT_OF_RANGE);
    EXPECT_THAT(refused.error().message(),
                testing::HasSubstr("ahead of the server's clock"));
    Open();
  }
  EXPECT_EQ(Calls(), 30U);
  EXPECT_FALSE(Send(Call(100, now_)).duplicate());
  EXPECT_TRUE(Send(Call(100, now_)).duplicate());
  EXPECT_EQ(Calls(), 31U);
  ExpectDuplicates(30);
}

TEST_F(ClockJump, AnEventOfTheFutureNeitherCountsNorPushesOutWhatIsKnown) {
  Live(30);
  const Histogram before = Countries();
  const int64_t limit = RequestLimits().event_future_seconds_max;
  for (const int64_t ahead : {limit + kHour, kYear, 100 * kYear}) {
    EXPECT_TRUE(Send(Call(100, now_ + ahead)).has_error()) << ahead;
  }
  EXPECT_EQ(Countries(), before);
  EXPECT_FALSE(Send(Call(100, now_)).duplicate());
}

TEST_F(ClockJump, FeedbackIsTakenOnceWhateverTheClockSays) {
  Live(3);
  EXPECT_FALSE(SayThatItIsBenign("f1").duplicate());
  {
    const MovedClock clock(kYear);
    EXPECT_TRUE(SayThatItIsBenign("f1").duplicate());
    EXPECT_FALSE(SayThatItIsBenign("f2").duplicate());
  }
  EXPECT_TRUE(SayThatItIsBenign("f2").duplicate());
  EXPECT_FALSE(SayThatItIsBenign("f3").duplicate());
  EXPECT_EQ(store_->ListFeedback("default", kAlice, "", 9)->entries.size(), 3U);
}

}  // namespace
}  // namespace farcall
