// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/codec/key_codec.h"
#include "storage/journal.h"
#include "storage/record_store.h"
#include "tests/storage/await_durable.h"
#include "tests/storage/store_testing.h"

namespace farcall {

// A journal and the record store beside it, as one process has them open.
class OpenedSeams {
 public:
  virtual ~OpenedSeams() = default;
  virtual Journal& journal() = 0;
  virtual RecordStore& records() = 0;
};

// What every Journal does, and every RecordStore. An implementation
// instantiates both suites with a function that opens what lies at a path,
// again and again.
struct SeamsUnderTest {
  const char* name;
  // Makes what is to be opened; the result opens it.
  std::function<std::function<std::unique_ptr<OpenedSeams>()>()> make;

  friend std::ostream& operator<<(std::ostream& out,
                                  const SeamsUnderTest& seams) {
    return out << seams.name;
  }
};

class SeamsContract : public testing::TestWithParam<SeamsUnderTest> {
 protected:
  void Open() {
    seams_.reset();
    seams_ = open_();
    ASSERT_NE(seams_, nullptr);
  }
  Journal& journal() { return seams_->journal(); }
  RecordStore& records() { return seams_->records(); }

 private:
  const std::function<std::unique_ptr<OpenedSeams>()> open_ = GetParam().make();
  std::unique_ptr<OpenedSeams> seams_ = open_();
};

class JournalContract : public SeamsContract {
 protected:
  // Appends a group; its sequence, 0 if that fails.
  uint64_t Append(const std::string& group, std::vector<SeenEvent> seen = {}) {
    uint64_t appended = 0;
    const auto ticket = journal().Append(
        [&](uint64_t, JournalEntry& entry) {
          entry.group = group;
          entry.seen = std::move(seen);
          return absl::OkStatus();
        },
        [&](uint64_t sequence) { appended = sequence; });
    EXPECT_TRUE(ticket.ok()) << ticket.status();
    if (!ticket.ok()) return 0;
    EXPECT_TRUE(AwaitDurable(journal(), *ticket).ok());
    return appended;
  }

  using Groups = std::vector<std::pair<uint64_t, std::string>>;
  Groups Replayed() {
    Groups groups;
    const absl::Status status =
        journal().Replay([&](uint64_t sequence, std::string_view group) {
          // An entry whose group was trimmed may stay, to count on from.
          if (!group.empty()) groups.emplace_back(sequence, group);
          return absl::OkStatus();
        });
    EXPECT_TRUE(status.ok()) << status;
    return groups;
  }
};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(JournalContract);

TEST_P(JournalContract, ReplaysGroupsInTheirOrder) {
  EXPECT_TRUE(Replayed().empty());
  EXPECT_EQ(Append("one"), 1u);
  EXPECT_EQ(Append("two"), 2u);
  const Groups expected = {{1, "one"}, {2, "two"}};
  EXPECT_EQ(Replayed(), expected);
  Open();
  EXPECT_EQ(Replayed(), expected);
  EXPECT_EQ(Append("three"), 3u);
}

TEST_P(JournalContract, ATicketStandsForAllThatWasAppended) {
  EXPECT_TRUE(AwaitDurable(journal(), 0).ok()) << "nothing is durable";
  Append("one");
  Append("two");
  EXPECT_TRUE(AwaitDurable(journal(), journal().Latest()).ok());
}

TEST_P(JournalContract, EndsAReplayThatFails) {
  Append("one");
  Append("two");
  int calls = 0;
  const absl::Status status = journal().Replay([&](uint64_t, auto) {
    ++calls;
    return absl::DataLossError("unreadable");
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(calls, 1);
}

TEST_P(JournalContract, TrimsTheGroupsBeforeASequence) {
  for (const char* group : {"one", "two", "three"}) Append(group);
  ASSERT_TRUE(journal().Trim(1).ok());
  EXPECT_EQ(Replayed().size(), 3u);
  ASSERT_TRUE(journal().Trim(3).ok());
  EXPECT_EQ(Replayed(), (Groups{{3, "three"}}));
  Open();
  EXPECT_EQ(Replayed(), (Groups{{3, "three"}}));
}

TEST_P(JournalContract, CountsOnAfterEverythingWasTrimmed) {
  Append("one");
  ASSERT_TRUE(journal().Trim(2).ok());
  ASSERT_TRUE(journal().Trim(2).ok());
  EXPECT_TRUE(Replayed().empty());
  Open();
  EXPECT_TRUE(Replayed().empty());
  EXPECT_EQ(Append("two"), 2u);
  EXPECT_EQ(Replayed(), (Groups{{2, "two"}}));
}

TEST_P(JournalContract, KnowsTheEventsThatEntriesRecorded) {
  const std::vector<EventDigest> digests = {{1, 2}, {3, 4}};
  Append("one", {{digests[1], PackOutcome(kOutcome)}});
  for (int opened = 0; opened < 2; ++opened) {
    std::vector<std::optional<FirstOutcome>> outcomes(2);
    ASSERT_TRUE(journal().FindSeen(digests, outcomes).ok());
    EXPECT_EQ(outcomes[0], std::nullopt);
    EXPECT_EQ(outcomes[1], kOutcome);
    Open();
  }
}

TEST_P(JournalContract, LeavesNothingOfAnEntryThatCannotBeMade) {
  bool written = false;
  const auto ticket = journal().Append(
      [](uint64_t, JournalEntry& entry) {
        entry.group = "none";
        return absl::InternalError("no");
      },
      [&](uint64_t) { written = true; });
  EXPECT_EQ(ticket.status().code(), absl::StatusCode::kInternal);
  EXPECT_FALSE(written);
  EXPECT_TRUE(journal().Health().ok());
  EXPECT_TRUE(Replayed().empty());
  EXPECT_EQ(Append("one"), 1u);
}

TEST_P(JournalContract, SavesRecordsWithAnEntry) {
  const std::string key = *EncodeEntityKey(Principal("alice"));
  const auto ticket = journal().Append(
      [&](uint64_t sequence, JournalEntry& entry) {
        entry.records = {{key, *EncodeRecord(Baseline(), sequence)}};
        return absl::OkStatus();
      },
      [](uint64_t) {});
  ASSERT_TRUE(ticket.ok()) << ticket.status();
  const std::vector<std::string_view> keys = {key};
  const auto loaded = records().Load(keys);
  ASSERT_TRUE(loaded[0].ok() && loaded[0]->has_value());
  EXPECT_EQ((*loaded[0])->applied_sequence, 1u);
}

TEST_P(JournalContract, TakesNoMoreOnceItFailed) {
  EXPECT_TRUE(journal().Health().ok());
  const absl::Status failed = journal().Fail(absl::InternalError("broken"));
  EXPECT_EQ(failed.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(failed.message()), testing::HasSubstr("broken"));
  journal().Fail(absl::InternalError("other")).IgnoreError();
  EXPECT_EQ(journal().Health(), failed);
  const auto ticket =
      journal().Append([](uint64_t, JournalEntry&) { return absl::OkStatus(); },
                       [](uint64_t) {});
  EXPECT_EQ(ticket.status(), failed);
}

class RecordStoreContract : public SeamsContract {
 protected:
  absl::Status Save(const std::string& key, const std::string& value) {
    const std::vector<EncodedRecord> saved = {{key, value}};
    return records().Save(saved);
  }
  RecordStore::Loaded Load(const std::string& key) {
    const std::vector<std::string_view> keys = {key};
    return records().Load(keys).front();
  }

  const std::string alice_ = *EncodeEntityKey(Principal("alice"));
  const std::string bob_ = *EncodeEntityKey(Principal("bob"));
};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(RecordStoreContract);

TEST_P(RecordStoreContract, LoadsWhatWasSavedLast) {
  Baseline baseline;
  baseline.At(Attribute::kCountry).Count("DE", 1'700'000'000);
  ASSERT_TRUE(Save(alice_, *EncodeRecord(Baseline(), 1)).ok());
  ASSERT_TRUE(Save(alice_, *EncodeRecord(baseline, 2)).ok());
  for (int opened = 0; opened < 2; ++opened) {
    const auto loaded = Load(alice_);
    ASSERT_TRUE(loaded.ok() && loaded->has_value()) << loaded.status();
    EXPECT_EQ((*loaded)->baseline, baseline);
    EXPECT_EQ((*loaded)->applied_sequence, 2u);
    Open();
  }
}

TEST_P(RecordStoreContract, LoadsInTheOrderOfTheKeys) {
  ASSERT_TRUE(Save(bob_, *EncodeRecord(Baseline(), 7)).ok());
  const std::vector<std::string_view> keys = {alice_, bob_, alice_};
  const auto loaded = records().Load(keys);
  ASSERT_EQ(loaded.size(), 3u);
  EXPECT_FALSE(loaded[0]->has_value());
  EXPECT_EQ((*loaded[1])->applied_sequence, 7u);
  EXPECT_FALSE(loaded[2]->has_value());
}

TEST_P(RecordStoreContract, TellsWhichRecordCannotBeRead) {
  ASSERT_TRUE(Save(alice_, "garbage").ok());
  ASSERT_TRUE(Save(bob_, *EncodeRecord(Baseline(), 7)).ok());
  EXPECT_EQ(Load(alice_).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_TRUE(Load(bob_).ok());
}

TEST_P(RecordStoreContract, Removes) {
  ASSERT_TRUE(Save(alice_, *EncodeRecord(Baseline(), 1)).ok());
  ASSERT_TRUE(records().Remove(alice_).ok());
  ASSERT_TRUE(records().Remove(bob_).ok());
  EXPECT_FALSE(Load(alice_)->has_value());
  Open();
  EXPECT_FALSE(Load(alice_)->has_value());
}

}  // namespace farcall
