// SPDX-License-Identifier: Apache-2.0
#include "storage/journaled_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "scoring/batch/batch_scorer.h"
#include "scoring/batch/feedback.h"
#include "storage/codec/key_codec.h"
#include "tests/storage/dated_origins.h"
#include "tests/storage/memory_disk.h"
#include "tests/storage/store_testing.h"

namespace farcall {
namespace {

constexpr EventHasher::Key kHashKey{};
constexpr int64_t kStart = 1'700'000'000;
// So low that the batches below raise alerts, and open findings.
constexpr double kThreshold = 1;

// A store over a disk, as one process has it open.
class Process : public HistogramStore {
 public:
  explicit Process(
      MemoryDisk& disk,
      JournaledStore::Options bounds = {.record_bytes_max = 1 << 20,
                                        .journal_events_max = 1000,
                                        .journal_bytes_max = 1 << 20})
      : disk_(disk),
        journal_(disk),
        records_(disk),
        findings_(disk),
        ledger_(disk),
        hasher_(kHashKey),
        store_(journal_, records_, findings_, ledger_, hasher_,
               WithoutClock(std::move(bounds))) {
    recovered_ = store_.Recover();
  }

  JournaledStore& store() { return store_; }
  const absl::Status& recovered() const { return recovered_; }

  absl::StatusOr<Ticket> Apply(
      const Query& query, absl::FunctionRef<Changed(Stored)> change) override {
    return store_.Apply(query, change);
  }
  std::optional<absl::Status> WhenDurable(Ticket ticket,
                                          OnDurable on_durable) override {
    return store_.WhenDurable(ticket, std::move(on_durable));
  }
  absl::Status Read(const Query& query,
                    absl::FunctionRef<void(Stored)> read) const override {
    return store_.Read(query, read);
  }
  absl::StatusOr<Page> List(std::string_view, EntityKind, std::string_view,
                            std::string_view, size_t) const override {
    return absl::UnimplementedError("");
  }
  absl::StatusOr<FeedbackPage> ListFeedback(std::string_view, std::string_view,
                                            std::string_view,
                                            size_t) const override {
    return FeedbackPage{};
  }
  absl::StatusOr<int64_t> Delete(const EntityKey& entity) override {
    auto erased =
        store_.Erase(entity.tenant, *EncodeEntityKey(entity),
                     [&]() -> absl::StatusOr<JournalEntry::Erasure> {
                       JournalEntry::Erasure apart{.tenant = entity.tenant};
                       for (const auto& [key, stored] : disk_.findings) {
                         if (stored.owner == entity.name)
                           apart.findings.push_back(key.second);
                       }
                       return apart;
                     });
    if (!erased.ok()) return erased.status();
    return erased->histograms;
  }
  absl::Status Health() const override { return journal_.Health(); }

 private:
  static JournaledStore::Options WithoutClock(JournaledStore::Options options) {
    options.now_micros = [] { return int64_t{7}; };
    return options;
  }

  MemoryDisk& disk_;
  MemoryJournal journal_;
  MemoryRecordStore records_;
  MemoryFindingRecords findings_;
  MemoryLedgerRecords ledger_;
  EventHasher hasher_;
  mutable JournaledStore store_;
  absl::Status recovered_;
};

Event Call(int number, const std::string& principal, const std::string& country,
           const std::string& command = "s3:GetObject") {
  return {.event_id = "e" + std::to_string(number),
          .event_time_seconds = kStart + number * 1800,
          .account = "111122223333",
          .principal = principal,
          .principal_kind = PrincipalKind::kUser,
          .command = command,
          .source_address = "192.0.2." + std::to_string(number % 7),
          .country = country,
          .error_code = number % 5 == 0 ? "AccessDenied" : "",
          .user_agent = "aws-cli/2"};
}

std::vector<Event> Batch(int number) {
  const int first = number * 4;
  return {Call(first, "alice", "DE"), Call(first + 1, "bob", "FR"),
          Call(first + 2, "alice", number % 3 == 0 ? "VN" : "DE"),
          Call(first + 3, "carol", "DE", "iam:CreateUser")};
}

absl::Status Score(HistogramStore& store, int batch) {
  static const DatedOrigins kOrigins(kStart);
  Model model;
  model.alert_threshold = kThreshold;
  return BatchScorer(store, kOrigins, model)
      .Score("default", Batch(batch), ScoringMode::kScoreAndLearn)
      .status();
}

absl::Status Judge(HistogramStore& store) {
  static const DatedOrigins kOrigins(kStart);
  return Feedback(store, kOrigins, Model())
      .JudgePlace(
          "default",
          {.principal = "alice", .origin = "VN", .account = "111122223333"},
          Verdict::kMalicious, {.id = "f1", .actor = "dora"})
      .status();
}

const std::vector<EntityKey>& Entities() {
  static const std::vector<EntityKey> kEntities = {
      Principal("alice"),
      Principal("bob"),
      Principal("carol"),
      Command("s3:GetObject"),
      Command("iam:CreateUser"),
      {"default", EntityKind::kTenant, ""},
      {"default", EntityKind::kAccount, "111122223333"},
      {"default", EntityKind::kPeers, "111122223333:user"}};
  return kEntities;
}

// What a store holds of all entities.
std::vector<Baseline> ContentOf(const HistogramStore& store) {
  std::vector<Baseline> content;
  const absl::Status status = store.Read(
      {"default", Entities(), {}}, [&](HistogramStore::Stored stored) {
        for (const Baseline* baseline : stored.baselines) {
          content.push_back(*baseline);
        }
      });
  EXPECT_TRUE(status.ok()) << status;
  return content;
}

constexpr int kBatches = 6;

// Batches, feedback, a deletion at last, and checkpoints between them: all of
// it may be sent again after a crash. False if the process died.
bool RunThrough(Process& process) {
  JournaledStore& store = process.store();
  const auto all_of = [](std::initializer_list<absl::Status> steps) {
    return std::ranges::all_of(steps, &absl::Status::ok);
  };
  return all_of({Score(process, 0), Score(process, 1)}) &&
         store.Checkpoint().ok() && all_of({Score(process, 2)}) &&
         all_of({Judge(process), Score(process, 3)}) &&
         store.CheckpointAll().ok() &&
         all_of({Score(process, 4), Score(process, kBatches - 1)}) &&
         process.Delete(Principal("bob")).ok();
}

// What the store holds at last if nothing dies.
struct Content {
  explicit Content(const Process& process, const MemoryDisk& disk)
      : records(ContentOf(process)), findings(disk.findings) {}

  std::vector<Baseline> records;
  decltype(MemoryDisk::findings) findings;

  bool operator==(const Content&) const = default;
};

Content Expected() {
  MemoryDisk disk;
  Process process(disk);
  EXPECT_TRUE(RunThrough(process));
  const Content content(process, disk);
  EXPECT_FALSE(content.findings.empty());
  return content;
}

int OperationsOfRun() {
  MemoryDisk disk;
  Process process(disk);
  EXPECT_TRUE(RunThrough(process));
  return disk.operations();
}

TEST(JournaledStore, HoldsAfterARestartWhatItHeldBefore) {
  MemoryDisk disk;
  const auto before = std::make_unique<Process>(disk);
  for (int batch = 0; batch < kBatches; ++batch) {
    ASSERT_TRUE(Score(*before, batch).ok());
  }
  EXPECT_TRUE(disk.records.empty());  // all is in the journal
  Process after(disk);
  ASSERT_TRUE(after.recovered().ok()) << after.recovered();
  EXPECT_EQ(ContentOf(after), ContentOf(*before));
}

TEST(JournaledStore, SavesByACheckpointAndTrimsTheJournal) {
  MemoryDisk disk;
  const auto before = std::make_unique<Process>(disk);
  for (int batch = 0; batch < 3; ++batch) {
    ASSERT_TRUE(Score(*before, batch).ok());
  }
  EXPECT_EQ(before->store().figures().journal_events, 12u);
  ASSERT_TRUE(before->store().CheckpointAll().ok());
  EXPECT_EQ(before->store().figures().journal_events, 0u);
  EXPECT_TRUE(disk.groups.empty());
  EXPECT_EQ(disk.records.size(), Entities().size());
  Process after(disk);
  EXPECT_EQ(ContentOf(after), ContentOf(*before));
}

// The process dies at each operation in turn, and the client sends everything
// again to the next one.
TEST(JournaledStore, CountsOnceWhereverTheProcessDies) {
  const Content expected = Expected();
  const int operations = OperationsOfRun();
  ASSERT_GT(operations, 10);
  for (int dies_after = 0; dies_after < operations; ++dies_after) {
    MemoryDisk disk;
    {
      Process process(disk);
      disk.DieAfter(dies_after);
      EXPECT_FALSE(RunThrough(process)) << dies_after;
    }
    disk.Revive();
    Process process(disk);
    ASSERT_TRUE(process.recovered().ok()) << process.recovered();
    ASSERT_TRUE(RunThrough(process)) << dies_after;
    EXPECT_TRUE(Content(process, disk) == expected) << dies_after;
  }
}

TEST(JournaledStore, CountsOnceWhereItDiesAgainWhileItRecovers) {
  const Content expected = Expected();
  const int operations = OperationsOfRun();
  for (int first = 0; first < operations; first += 3) {
    for (int second = 0; second < operations; second += 2) {
      MemoryDisk disk;
      for (const int dies_after : {first, second}) {
        Process process(disk);
        disk.DieAfter(dies_after);
        RunThrough(process);
        disk.Revive();
      }
      Process process(disk);
      ASSERT_TRUE(RunThrough(process)) << first << ", " << second;
      EXPECT_TRUE(Content(process, disk) == expected)
          << first << ", " << second;
    }
  }
}

TEST(JournaledStore, TakesBackWhatAnAppendThatFailedApplied) {
  MemoryDisk disk;
  Process process(disk);
  ASSERT_TRUE(Score(process, 0).ok());
  const std::vector<Baseline> before = ContentOf(process);
  disk.DieAfter(0);
  EXPECT_EQ(Score(process, 1).code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ContentOf(process), before);
  EXPECT_FALSE(process.store().Checkpoint().ok());
  EXPECT_TRUE(disk.records.empty());
}

TEST(JournaledStore, KeepsTheJournalBelowTwiceItsBound) {
  MemoryDisk disk;
  Process process(disk, {.record_bytes_max = 1 << 20,
                         .journal_events_max = 8,
                         .journal_bytes_max = 1 << 20});
  for (int batch = 0; batch < 20; ++batch) {
    ASSERT_TRUE(Score(process, batch).ok());
    EXPECT_LE(process.store().figures().journal_events, 20u);
  }
}

TEST(JournaledStore, SavesAndEvictsWhereMemoryIsOverItsBound) {
  MemoryDisk disk;
  Process process(disk, {.record_bytes_max = 1,
                         .journal_events_max = 1000,
                         .journal_bytes_max = 1 << 20});
  for (int batch = 0; batch < 3; ++batch) {
    ASSERT_TRUE(Score(process, batch).ok());
    EXPECT_EQ(process.store().figures().record_bytes, 0u);
  }
  MemoryDisk roomy_disk;
  Process roomy(roomy_disk);
  for (int batch = 0; batch < 3; ++batch) {
    ASSERT_TRUE(Score(roomy, batch).ok());
  }
  EXPECT_EQ(ContentOf(process), ContentOf(roomy));
}

TEST(JournaledStore, LeavesNoTraceOfWhatWasErased) {
  MemoryDisk disk;
  Process process(disk);
  for (int batch = 0; batch < 3; ++batch) {
    ASSERT_TRUE(Score(process, batch).ok());
  }
  ASSERT_GT(*process.Delete(Principal("bob")), 0);
  for (const auto& [sequence, group] : disk.groups) {
    EXPECT_EQ(group.find("bob"), group.npos);
  }
  EXPECT_FALSE(disk.records.contains(*EncodeEntityKey(Principal("bob"))));
  EXPECT_TRUE(disk.records.contains(*EncodeEntityKey(Principal("alice"))));
  EXPECT_EQ(*process.Delete(Principal("bob")), 0);
}

TEST(JournaledStore, CountsAnErasedEntityAnewWhenItIsBack) {
  MemoryDisk disk;
  {
    Process process(disk);
    ASSERT_TRUE(Score(process, 0).ok());
    ASSERT_GT(*process.Delete(Principal("bob")), 0);
    ASSERT_TRUE(Score(process, 1).ok());
  }
  Process process(disk);
  EXPECT_EQ(CallsOf(process, Principal("bob")), 1u);
}

TEST(JournaledStore, RecoversTheOthersWhereOneRecordCannotBeRead) {
  MemoryDisk disk;
  {
    Process process(disk);
    ASSERT_TRUE(Score(process, 0).ok());
    ASSERT_TRUE(process.store().CheckpointAll().ok());
    ASSERT_TRUE(Score(process, 1).ok());
  }
  disk.records[*EncodeEntityKey(Principal("bob"))] = "garbage";
  Process process(disk);
  ASSERT_TRUE(process.recovered().ok()) << process.recovered();
  EXPECT_EQ(CallsOf(process, Principal("alice")), 4u);
  const EntityKey bob = Principal("bob");
  EXPECT_EQ(process.Read({"default", {&bob, 1}, {}}, [](auto) {}).code(),
            absl::StatusCode::kDataLoss);
}

TEST(JournaledStore, RefusesAJournalThatCannotBeRead) {
  MemoryDisk disk;
  disk.groups[1] = "garbage";
  disk.last_sequence = 1;
  EXPECT_EQ(Process(disk).recovered().code(), absl::StatusCode::kDataLoss);
}

TEST(JournaledStore, KeepsTenantsApart) {
  MemoryDisk disk;
  {
    Process process(disk);
    ASSERT_TRUE(
        CountBatch(process, {{"e1", {Principal("alice", "a")}}}, kOutcome, "a")
            .ok());
    ASSERT_TRUE(
        CountBatch(process, {{"e1", {Principal("alice", "b")}}}, kOutcome, "b")
            .ok());
  }
  Process process(disk);
  EXPECT_EQ(CallsOf(process, Principal("alice", "a")), 1u);
  EXPECT_EQ(CallsOf(process, Principal("alice", "b")), 1u);
}

}  // namespace
}  // namespace farcall
