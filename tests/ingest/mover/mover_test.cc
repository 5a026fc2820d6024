// SPDX-License-Identifier: Apache-2.0
#include "ingest/mover/mover.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "fakes.h"

namespace farcall {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class MoverTest : public testing::Test {
 protected:
  MoverTest() {
    // A lane ends when all is done.
    queue_.when_empty = [this] { receiving_.request_stop(); };
  }

  void Run(MoverOptions options = {}) {
    Mover mover(queue_, scorer_, letters_, events_, clock_, options);
    mover.RunLane({receiving_.get_token(), working_.get_token()}, 1);
    EXPECT_EQ(mover.held(), 0u);
  }

  FakeMoverClock clock_;
  FakeQueue queue_{clock_};
  FakeScorer scorer_;
  FakeDeadLetters letters_;
  FakeMoverEvents events_;
  std::stop_source receiving_;
  std::stop_source working_;
};

// Fails so many times, then works.
std::function<absl::Status()> Failing(int times, absl::Status status) {
  return [times, status = std::move(status)]() mutable {
    return times-- > 0 ? status : absl::OkStatus();
  };
}

TEST_F(MoverTest, AcknowledgesADeliveryWhoseRecordsAreAllScored) {
  queue_.PutRecords(RecordOf("a") + "\n" + RecordOf("b") + "\n" +
                    RecordOf("digest"));
  Run();
  EXPECT_THAT(queue_.acknowledged(),
              ElementsAre(DeliveryCounts{.scored = 2, .skipped = 1}));
  EXPECT_EQ(queue_.left(), 0u);
  EXPECT_THAT(letters_.letters(), IsEmpty());
}

TEST_F(MoverTest, AcknowledgesNothingBeforeItIsAnswered) {
  queue_.PutRecords(RecordOf("a"));
  queue_.fault = [&](std::string_view operation) {
    if (operation == "acknowledge") {
      EXPECT_THAT(scorer_.counted(), SizeIs(1));
    }
    return absl::OkStatus();
  };
  Run();
  EXPECT_THAT(queue_.acknowledged(), SizeIs(1));
}

TEST_F(MoverTest, ScoresAnObjectInTheOrderOfItsTimesAndInSeveralBatches) {
  std::string records;
  for (int i = 9; i >= 0; --i) {
    absl::StrAppend(&records,
                    RecordOf(absl::StrCat("r", i),
                             absl::StrCat("2026-11-30T10:00:0", i, "Z")),
                    "\n");
  }
  queue_.PutRecords(records);
  Run({.batch_events = 4});
  EXPECT_THAT(scorer_.batches(), ElementsAre(4, 4, 2));
  const auto counted = scorer_.counted();
  EXPECT_TRUE(std::ranges::is_sorted(counted)) << counted.front();
}

TEST_F(MoverTest, BoundsABatchByBytesToo) {
  std::string records;
  for (int i = 0; i < 6; ++i) {
    absl::StrAppend(&records, RecordOf(absl::StrCat("r", i)), "\n");
  }
  queue_.PutRecords(records);
  Run({.batch_bytes = 2 * RecordOf("r0").size()});
  EXPECT_THAT(scorer_.batches(), ElementsAre(2, 2, 2));
}

TEST_F(MoverTest, WritesABadRecordToTheDeadLettersWithItsPlace) {
  queue_.Put({{"s3://bucket/key", RecordOf("a") + "\n" + RecordOf("bad")}});
  Run();
  EXPECT_THAT(queue_.acknowledged(),
              ElementsAre(DeliveryCounts{.scored = 1, .errors = 1}));
  ASSERT_THAT(letters_.letters(), SizeIs(1));
  const DeadLetter letter = letters_.letters()[0];
  EXPECT_EQ(letter.place, "s3://bucket/key");
  EXPECT_EQ(letter.record, 2u);
  EXPECT_EQ(letter.code, "EVENT_ERROR_CODE_X");
  EXPECT_EQ(letter.field, "eventName");
  EXPECT_EQ(letter.reason, "is bad");
  EXPECT_EQ(letter.text, RecordOf("bad"));
}

TEST_F(MoverTest, WaitsForDeadLettersBeforeItAcknowledges) {
  queue_.PutRecords(RecordOf("bad"));
  letters_.fault = Failing(3, absl::PermissionDeniedError("no"));
  queue_.fault = [&](std::string_view operation) {
    if (operation == "acknowledge") {
      EXPECT_THAT(letters_.letters(), SizeIs(1));
    }
    return absl::OkStatus();
  };
  Run();
  EXPECT_THAT(queue_.acknowledged(), SizeIs(1));
  EXPECT_THAT(events_.lines(), Contains("recovered: dead letters"));
}

TEST_F(MoverTest, SendsABatchAgainUntilItIsAnswered) {
  queue_.PutRecords(RecordOf("a") + RecordOf("b"));
  scorer_.lose = Failing(5, absl::UnavailableError("the answer is lost"));
  Run();
  EXPECT_THAT(scorer_.counted(), SizeIs(2));
  EXPECT_THAT(queue_.acknowledged(),
              ElementsAre(DeliveryCounts{.duplicates = 2}));
  EXPECT_THAT(events_.lines(), Contains("failed: score").Times(5));
  EXPECT_THAT(events_.lines(), Contains("recovered: score"));
}

TEST_F(MoverTest, RefusedAccessIsNeverAReasonToGiveUp) {
  queue_.PutRecords(RecordOf("a"));
  int refusals = 0;
  queue_.fault = [&](std::string_view) -> absl::Status {
    if (++refusals % 3 != 0) return absl::PermissionDeniedError("403");
    return absl::OkStatus();
  };
  scorer_.fault = [refusals = 5]() mutable -> ScoreAnswer {
    if (refusals-- > 0) return {absl::UnauthenticatedError("no token")};
    return {};
  };
  Run();
  EXPECT_THAT(queue_.acknowledged(), SizeIs(1));
  EXPECT_THAT(queue_.rejected(), IsEmpty());
}

TEST_F(MoverTest, WaitsAsLongAsTheServerAsks) {
  queue_.PutRecords(RecordOf("a"));
  scorer_.fault = [failures = 1]() mutable -> ScoreAnswer {
    if (failures-- > 0) {
      return {absl::ResourceExhaustedError("too much"),
              {},
              std::chrono::milliseconds(12'345)};
    }
    return {};
  };
  Run();
  EXPECT_THAT(clock_.waits(), Contains(std::chrono::milliseconds(12'345)));
  EXPECT_THAT(queue_.acknowledged(), SizeIs(1));
}

TEST_F(MoverTest, SplitsABatchThatIsLargerThanTheServerTakes) {
  std::string records;
  for (int i = 0; i < 10; ++i) {
    absl::StrAppend(&records, RecordOf(absl::StrCat(i)), "\n");
  }
  queue_.PutRecords(records);
  scorer_.records_max = 3;
  Run();
  EXPECT_THAT(scorer_.counted(), SizeIs(10));
  EXPECT_THAT(scorer_.batches(), Each(testing::Le(3u)));
  EXPECT_THAT(letters_.letters(), IsEmpty());
}

TEST_F(MoverTest, ARecordThatIsLargerThanTheServerTakesIsADeadLetter) {
  queue_.PutRecords(RecordOf("a"));
  scorer_.records_max = 0;
  Run();
  ASSERT_THAT(letters_.letters(), SizeIs(1));
  EXPECT_EQ(letters_.letters()[0].code, "TOO_LARGE");
  EXPECT_THAT(queue_.acknowledged(), ElementsAre(DeliveryCounts{.errors = 1}));
}

TEST_F(MoverTest, RejectsAnObjectThatIsNotThere) {
  queue_.PutRecords(RecordOf("a"));
  queue_.fault = [](std::string_view operation) -> absl::Status {
    if (operation == "load") return absl::NotFoundError("NoSuchKey");
    return absl::OkStatus();
  };
  Run();
  EXPECT_THAT(queue_.acknowledged(), IsEmpty());
  ASSERT_THAT(queue_.rejected(), SizeIs(1));
  EXPECT_EQ(queue_.rejected()[0].code(), absl::StatusCode::kNotFound);
}

TEST_F(MoverTest, RejectsAnObjectThatCannotBeReadAndSaysWhichOne) {
  queue_.Put({{"s3://bucket/good", RecordOf("a")},
              {"s3://bucket/log", "10.0.0.1 - - GET / 200\n"}});
  Run();
  EXPECT_THAT(scorer_.counted(), SizeIs(1));
  EXPECT_THAT(queue_.acknowledged(), IsEmpty());
  ASSERT_THAT(queue_.rejected(), SizeIs(1));
  EXPECT_THAT(std::string(queue_.rejected()[0].message()),
              testing::HasSubstr("s3://bucket/log: no CloudTrail record"));
}

TEST_F(MoverTest, ScoresWhatIsBeforeTheBreakOfAnObject) {
  std::string packed = "\x1f\x8b\x08";  // gzip that ends at once
  queue_.Put({{"s3://bucket/a", RecordOf("a")}, {"s3://bucket/b", packed}});
  Run();
  EXPECT_THAT(scorer_.counted(), SizeIs(1));
  EXPECT_EQ(queue_.rejected().at(0).code(), absl::StatusCode::kDataLoss);
}

TEST_F(MoverTest, WhereADeliveryAsksForItUnreadableContentIsADeadLetter) {
  queue_.unreadable_to_dead_letters = true;
  queue_.Put({{"topic[0]@1", "no JSON"}, {"topic[0]@2", RecordOf("a")}});
  Run();
  EXPECT_THAT(queue_.acknowledged(),
              ElementsAre(DeliveryCounts{.scored = 1, .errors = 1}));
  ASSERT_THAT(letters_.letters(), SizeIs(1));
  EXPECT_EQ(letters_.letters()[0].place, "topic[0]@1");
  EXPECT_EQ(letters_.letters()[0].record, 0u);
  EXPECT_EQ(letters_.letters()[0].code, "UNREADABLE");
  EXPECT_EQ(letters_.letters()[0].text, "no JSON");
}

TEST_F(MoverTest, AnEmptyDeliveryIsDone) {
  queue_.PutRecords(R"({"Records":[]})");
  queue_.Put({});
  Run();
  EXPECT_THAT(queue_.acknowledged(),
              ElementsAre(DeliveryCounts{}, DeliveryCounts{}));
}

TEST_F(MoverTest, GivesBackWhatItHoldsWhenItMustStop) {
  queue_.PutRecords(RecordOf("a"));
  scorer_.fault = [this]() -> ScoreAnswer {
    receiving_.request_stop();
    working_.request_stop();
    return {absl::UnavailableError("down")};
  };
  Run();
  EXPECT_EQ(queue_.released(), 1u);
  EXPECT_EQ(queue_.left(), 1u);
  EXPECT_THAT(events_.lines(), Contains("released"));
}

TEST_F(MoverTest, FinishesWhatItHoldsWhenItIsToReceiveNoMore) {
  queue_.PutRecords(RecordOf("a"));
  queue_.PutRecords(RecordOf("b"));
  scorer_.fault = [this]() -> ScoreAnswer {
    receiving_.request_stop();
    return {};
  };
  Run();
  EXPECT_THAT(queue_.acknowledged(), SizeIs(1));
  EXPECT_EQ(queue_.left(), 1u);
}

TEST_F(MoverTest, AReceiptThatIsNotValidAnyMoreIsALostDelivery) {
  queue_.PutRecords(RecordOf("a"));
  scorer_.fault = [this, slow = true]() mutable -> ScoreAnswer {
    if (slow) clock_.Advance(std::chrono::seconds(31));
    slow = false;
    return {};
  };
  Run();
  EXPECT_THAT(events_.lines(), Contains("lost"));
  // It was delivered again, and counted once.
  EXPECT_THAT(scorer_.counted(), SizeIs(1));
  EXPECT_THAT(queue_.acknowledged(),
              ElementsAre(DeliveryCounts{.duplicates = 1}));
}

TEST_F(MoverTest, TellsWhoWaitsThatItTakesTooLong) {
  queue_.answer_within = std::chrono::seconds(10);
  queue_.PutRecords(RecordOf("a"));
  scorer_.fault = [] { return ScoreAnswer{absl::UnavailableError("down")}; };
  Run();
  ASSERT_THAT(queue_.rejected(), SizeIs(1));
  EXPECT_EQ(queue_.rejected()[0].code(), absl::StatusCode::kDeadlineExceeded);
}

TEST_F(MoverTest, AnyDeliveryTellsThatAStepWorksAgain) {
  queue_.answer_within = std::chrono::seconds(10);
  queue_.PutRecords(RecordOf("a"));
  queue_.PutRecords(RecordOf("b"));
  queue_.PutRecords(RecordOf("c"));
  // The delivery that it failed for is given up before it works again.
  scorer_.fault = [this] {
    return ScoreAnswer{queue_.rejected().empty()
                           ? absl::UnavailableError("down")
                           : absl::OkStatus()};
  };
  Run();
  EXPECT_THAT(queue_.acknowledged(), testing::Not(IsEmpty()));
  EXPECT_THAT(events_.lines(), Contains("recovered: score").Times(1));
}

TEST_F(MoverTest, FailuresToReceiveAreWaitedOutLongerAndLonger) {
  queue_.PutRecords(RecordOf("a"));
  queue_.fault = [failures = 8](std::string_view operation) mutable {
    if (operation == "receive" && failures-- > 0) {
      return absl::UnavailableError("503");
    }
    return absl::OkStatus();
  };
  Run({.backoff = {std::chrono::milliseconds(100), std::chrono::seconds(5)}});
  EXPECT_THAT(queue_.acknowledged(), SizeIs(1));
  ASSERT_GE(clock_.waits().size(), 8u);
  EXPECT_LE(clock_.waits()[0], std::chrono::milliseconds(100));
  EXPECT_GE(clock_.waits()[7], std::chrono::milliseconds(2'500));
  EXPECT_THAT(clock_.waits(), Each(testing::Le(std::chrono::seconds(5))));
  EXPECT_THAT(events_.lines(), Contains("recovered: receive").Times(1));
}

}  // namespace
}  // namespace farcall
