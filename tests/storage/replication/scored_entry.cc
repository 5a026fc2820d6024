// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/replication/scored_entry.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scoring/batch/batch_scorer.h"
#include "storage/codec/event_digest.h"
#include "storage/journaled_store.h"
#include "tests/storage/dated_origins.h"
#include "tests/storage/memory_disk.h"

namespace farcall {
namespace {

constexpr int64_t kStart = 1'700'000'000;
constexpr size_t kPrincipals = 50;

// Keeps the last entry.
class KeepingJournal final : public Journal {
 public:
  explicit KeepingJournal(MemoryDisk& disk) : journal_(disk) {}

  const JournalEntry& last() const { return last_; }

  absl::StatusOr<Ticket> Append(
      absl::FunctionRef<absl::Status(uint64_t, JournalEntry&)> make,
      absl::FunctionRef<void(uint64_t)> written) override {
    return journal_.Append(
        [&](uint64_t sequence, JournalEntry& entry) {
          absl::Status made = make(sequence, entry);
          last_ = entry;
          return made;
        },
        written);
  }
  Ticket Latest() const override { return journal_.Latest(); }
  uint64_t LastSequence() const override { return journal_.LastSequence(); }
  std::optional<absl::Status> WhenDurable(Ticket ticket,
                                          OnDurable on_durable) override {
    return journal_.WhenDurable(ticket, std::move(on_durable));
  }
  absl::Status FindSeen(
      std::span<const EventDigest> digests,
      std::span<std::optional<FirstOutcome>> outcomes) const override {
    return journal_.FindSeen(digests, outcomes);
  }
  absl::Status Replay(
      absl::FunctionRef<absl::Status(uint64_t, std::string_view)> apply)
      const override {
    return journal_.Replay(apply);
  }
  absl::Status Trim(uint64_t sequence) override {
    return journal_.Trim(sequence);
  }
  absl::Status Health() const override { return journal_.Health(); }
  absl::Status Fail(const absl::Status& cause) override {
    return journal_.Fail(cause);
  }

 private:
  MemoryJournal journal_;
  JournalEntry last_{};
};

// As much of a store as scoring needs.
class Store final : public HistogramStore {
 public:
  const JournalEntry& last() const { return journal_.last(); }

  absl::StatusOr<Ticket> Apply(
      const Query& query, absl::FunctionRef<Changed(Stored)> change) override {
    return store_.Apply(query, change);
  }
  std::optional<absl::Status> WhenDurable(Ticket ticket,
                                          OnDurable on_durable) override {
    return store_.WhenDurable(ticket, std::move(on_durable));
  }
  absl::Status Read(const Query&,
                    absl::FunctionRef<void(Stored)>) const override {
    return absl::UnimplementedError("");
  }
  absl::StatusOr<Page> List(std::string_view, EntityKind, std::string_view,
                            std::string_view, size_t) const override {
    return absl::UnimplementedError("");
  }
  absl::StatusOr<FeedbackPage> ListFeedback(std::string_view, std::string_view,
                                            std::string_view,
                                            size_t) const override {
    return absl::UnimplementedError("");
  }
  absl::StatusOr<int64_t> Delete(const EntityKey&) override {
    return absl::UnimplementedError("");
  }
  absl::Status Health() const override { return journal_.Health(); }

 private:
  MemoryDisk disk_;
  KeepingJournal journal_{disk_};
  MemoryRecordStore records_{disk_};
  MemoryFindingRecords findings_{disk_};
  MemoryLedgerRecords ledger_{disk_};
  const EventHasher hasher_{EventHasher::Key{}};
  JournaledStore store_{journal_,
                        records_,
                        findings_,
                        ledger_,
                        hasher_,
                        {.record_bytes_max = 1 << 26,
                         .journal_events_max = 100'000,
                         .journal_bytes_max = 1 << 26,
                         .keeps_calls = true,
                         .keeps_ledger = true,
                         .now_micros = [] { return kStart * 1'000'000; }}};
};

std::string TwoDigits(size_t number) {
  return std::to_string(10 + number % 90);
}

// Of each principal every tenth call comes from elsewhere.
Event Call(size_t number) {
  const size_t principal = number % kPrincipals;
  const bool is_odd = number / kPrincipals % 10 == 9;
  return {
      .event_id = "0f0e0d0c-0b0a-0908-0706-0504030201" + TwoDigits(number) +
                  "-" + std::to_string(number),
      .event_time_seconds = kStart + static_cast<int64_t>(number),
      .account = "111122223333",
      .principal = "arn:aws:iam::111122223333:user/dev-" + TwoDigits(principal),
      .principal_kind = PrincipalKind::kUser,
      .command = is_odd ? "iam:CreateAccessKey"
                        : "s3:GetObject" + TwoDigits(number % 7),
      .source_address = "198.51.100." + TwoDigits(principal),
      .country = is_odd ? "VN" : "DE",
      .error_code = number % 11 == 0 ? "AccessDenied" : "",
      .user_agent = "aws-cli/2.15 Python/3.11 Linux/5.10"};
}

}  // namespace

JournalEntry ScoredEntry(size_t events) {
  std::vector<Event> batch;
  for (size_t i = 0; i < events; ++i) batch.push_back(Call(i));
  Store store;
  const DatedOrigins origins(kStart);
  Model model;
  model.alert_threshold = 1;  // so low that calls from elsewhere are findings
  const auto scored = BatchScorer(store, origins, model)
                          .Score("acme", batch, ScoringMode::kScoreAndLearn);
  EXPECT_TRUE(scored.ok()) << scored.status();
  return store.last();
}

}  // namespace farcall
