// SPDX-License-Identifier: Apache-2.0
#include "storage/replication/replicated_journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "storage/codec/key_codec.h"
#include "storage/codec/record/record_codec.h"
#include "storage/replication/entry_codec.h"
#include "tests/storage/memory_disk.h"
#include "tests/storage/store_testing.h"

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ReplicatedJournalTest : public testing::Test {
 protected:
  void Own() {
    journal_.Own([this](uint64_t number, const std::string& entry) {
      if (!send_status_.ok()) return send_status_;
      const auto sent = DecodeJournalEntry(entry);
      sent_.emplace_back(number, sent.ok() && !sent->records.empty()
                                     ? sent->records[0].key
                                     : "");
      return absl::OkStatus();
    });
  }

  absl::StatusOr<Journal::Ticket> Append(const std::string& name,
                                         std::vector<SeenEvent> seen = {}) {
    return journal_.Append(
        [&](uint64_t sequence, JournalEntry& entry) {
          entry.records = {{*EncodeEntityKey(Principal(name)),
                            *EncodeRecord(Baseline(), sequence)}};
          entry.seen = std::move(seen);
          return absl::OkStatus();
        },
        [](uint64_t) {});
  }

  std::optional<FirstOutcome> SeenAs(const EventDigest& digest) {
    std::vector<std::optional<FirstOutcome>> outcomes(1);
    EXPECT_TRUE(journal_.FindSeen({&digest, 1}, outcomes).ok());
    return outcomes.front();
  }

  MemoryDisk disk_;
  MemoryJournal local_{disk_};
  ReplicatedJournal journal_{local_};
  std::vector<std::pair<uint64_t, std::string>> sent_;
  absl::Status send_status_;
};

TEST_F(ReplicatedJournalTest, TakesNothingWhileItFollows) {
  EXPECT_EQ(Append("one").status().code(), absl::StatusCode::kUnavailable);
  EXPECT_TRUE(journal_.Health().ok());
}

TEST_F(ReplicatedJournalTest, WritesWhatWasReadBackAndNothingBefore) {
  Own();
  const auto one = Append("one");
  const auto two = Append("two");
  ASSERT_TRUE(one.ok() && two.ok());
  EXPECT_THAT(sent_,
              ElementsAre(std::pair(1, *EncodeEntityKey(Principal("one"))),
                          std::pair(2, *EncodeEntityKey(Principal("two")))));
  EXPECT_EQ(local_.LastSequence(), 0u);
  std::vector<int> told;
  for (const auto& [ticket, name] : {std::pair(*one, 1), std::pair(*two, 2)}) {
    EXPECT_EQ(
        journal_.WhenDurable(ticket,
                             [&told, name = name](const absl::Status& status) {
                               EXPECT_TRUE(status.ok());
                               told.push_back(name);
                             }),
        std::nullopt);
  }
  ASSERT_TRUE(journal_.Accept(1, "p1").ok());
  EXPECT_THAT(told, ElementsAre(1));
  EXPECT_EQ(local_.LastSequence(), 1u);
  ASSERT_TRUE(journal_.Accept(2, "p2").ok());
  EXPECT_THAT(told, ElementsAre(1, 2));
  EXPECT_EQ(journal_.WhenDurable(*two, [](const auto&) {}), absl::OkStatus());
}

TEST_F(ReplicatedJournalTest, KnowsEventsFromTheMomentTheyWereSent) {
  Own();
  const EventDigest digest{1, 2};
  ASSERT_TRUE(Append("one", {{digest, PackOutcome(kOutcome)}}).ok());
  EXPECT_EQ(SeenAs(digest), kOutcome);
  ASSERT_TRUE(journal_.Accept(1, "").ok());
  EXPECT_EQ(SeenAs(digest), kOutcome);
}

TEST_F(ReplicatedJournalTest, TakesBackWhatWasSentBeforeItDrains) {
  Own();
  const auto ticket = Append("one");
  ASSERT_TRUE(ticket.ok());
  journal_.Drain();
  EXPECT_EQ(Append("two").status().code(), absl::StatusCode::kUnavailable);
  EXPECT_TRUE(journal_.Health().ok());
  ASSERT_TRUE(journal_.Accept(1, "").ok());
  EXPECT_EQ(journal_.WhenDurable(*ticket, [](const auto&) {}),
            absl::OkStatus());
}

TEST_F(ReplicatedJournalTest, RefusesWhatWasSentWhenItIsClosed) {
  Own();
  const auto ticket = Append("one");
  ASSERT_TRUE(ticket.ok());
  absl::Status told;
  EXPECT_EQ(journal_.WhenDurable(
                *ticket, [&](const absl::Status& status) { told = status; }),
            std::nullopt);
  journal_.Close(absl::AbortedError("another replica owns the shard"));
  EXPECT_EQ(told.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(told.message()), HasSubstr("another replica"));
  EXPECT_EQ(Append("two").status(), told);
  EXPECT_EQ(journal_.Settle(), told);
  EXPECT_FALSE(journal_.Accept(1, "").ok());
  EXPECT_EQ(local_.LastSequence(), 0u);
}

TEST_F(ReplicatedJournalTest,
       ReturnsFromAnEntryThatIsReadAgainOnceItIsWritten) {
  Own();
  std::atomic<bool> returned = false;
  std::thread thread([&] {
    const auto ticket = journal_.Append(
        [](uint64_t, JournalEntry& entry) {
          entry.is_read_again = true;
          return absl::OkStatus();
        },
        [](uint64_t) {});
    EXPECT_TRUE(ticket.ok()) << ticket.status();
    returned = true;
  });
  while (journal_.Latest() == 0) std::this_thread::yield();
  EXPECT_FALSE(returned);
  EXPECT_TRUE(journal_.Accept(1, "").ok());
  thread.join();
}

TEST_F(ReplicatedJournalTest, SaysThatAnEntryIsNotTheNextOne) {
  Own();
  EXPECT_EQ(journal_.Accept(1, "").code(),
            absl::StatusCode::kFailedPrecondition);
  ASSERT_TRUE(Append("one").ok());
  EXPECT_EQ(journal_.Accept(2, "").code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(journal_.Accept(1, "").ok());
}

TEST_F(ReplicatedJournalTest, IsSoundOnceClosedIfAllWasReadBack) {
  Own();
  ASSERT_TRUE(Append("one").ok());
  ASSERT_TRUE(journal_.Accept(1, "").ok());
  journal_.Close(absl::UnavailableError("the server stops"));
  EXPECT_TRUE(journal_.Health().ok());
  EXPECT_EQ(Append("two").status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(ReplicatedJournalTest, IsNotSoundOnceClosedWithoutWhatWasSent) {
  Own();
  ASSERT_TRUE(Append("one").ok());
  journal_.Close(absl::AbortedError("another replica owns the shard"));
  EXPECT_FALSE(journal_.Health().ok());
}

TEST_F(ReplicatedJournalTest, LeavesNothingOfAnEntryThatNoCopyCouldRead) {
  Own();
  const auto ticket = journal_.Append(
      [](uint64_t, JournalEntry& entry) {
        entry.group = "none";
        return absl::OkStatus();
      },
      [](uint64_t) { FAIL() << "nothing was written"; });
  EXPECT_EQ(ticket.status().code(), absl::StatusCode::kInternal);
  EXPECT_TRUE(sent_.empty());
  EXPECT_TRUE(Append("one").ok());
  EXPECT_TRUE(journal_.Accept(1, "").ok());
}

TEST_F(ReplicatedJournalTest, TakesNoMoreOnceSendingFailed) {
  Own();
  send_status_ = absl::UnavailableError("the queue is full");
  EXPECT_EQ(Append("one").status(), send_status_);
  EXPECT_FALSE(journal_.Health().ok());
  send_status_ = absl::OkStatus();
  EXPECT_FALSE(Append("two").ok());
}

}  // namespace
}  // namespace farcall
