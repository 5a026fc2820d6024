// SPDX-License-Identifier: Apache-2.0

// People who decide on one finding at the same time, while calls join it.

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "scoring/batch/finding_triage.h"
#include "tests/scoring/batch/supplied_origins.h"
#include "tests/storage/finding_testing.h"
#include "tests/storage/rocksdb/rocksdb_testing.h"
#include "tests/storage/temp_dir.h"

namespace farcall {
namespace {

constexpr int kPeople = 12;
constexpr int kRequestsOfOne = 25;
constexpr int kCalls = 150;

// What all people together achieved.
class Race {
 public:
  explicit Race(RocksDbHistogramStore& store)
      : store_(store),
        id_(WriteFinding(store, "e0", "alice", "e0")),
        triage_(store, store, origins_, Model{}) {}

  void Run() {
    std::vector<std::jthread> threads;
    for (int person = 0; person < kPeople; ++person) {
      threads.emplace_back([this, person] { Decide(person); });
    }
    threads.emplace_back([this] {
      for (int i = 1; i <= kCalls; ++i) {
        WriteFinding(store_, "e" + std::to_string(i), "alice", "e0");
      }
    });
  }

  Finding Now() const { return **store_.FindFinding("default", id_); }
  size_t verdicts() const { return verdicts_; }

 private:
  void Decide(int person) {
    std::mt19937 random(static_cast<uint32_t>(person));
    for (int i = 0; i < kRequestsOfOne; ++i) {
      const FindingTriage::Request request = {
          .id = std::to_string(person) + "-" + std::to_string(i),
          .actor = "person",
          .time_micros = ++moments_};
      const uint64_t looked_at = random() % 2 == 0 ? Now().revision : 0;
      const uint32_t kind = random() % 4;
      const auto taken = Send(kind, looked_at, request);
      if (!taken.ok()) {
        EXPECT_TRUE(absl::IsAborted(taken.status()) ||
                    absl::IsFailedPrecondition(taken.status()) ||
                    absl::IsResourceExhausted(taken.status()))  // of notes
            << taken.status();
        continue;
      }
      EXPECT_TRUE(*taken);
      EXPECT_EQ(*Send(kind, looked_at, request), false)
          << "it took effect once";
      if (kind > 0) ++verdicts_;
      if (looked_at == 0) continue;
      const std::lock_guard lock(mutex_);
      EXPECT_TRUE(decided_.insert(looked_at).second)
          << "two decided on revision " << looked_at;
    }
  }

  absl::StatusOr<bool> Send(uint32_t kind, uint64_t looked_at,
                            const FindingTriage::Request& request) const {
    const FindingTriage::Looked looked[] = {{id_, looked_at}};
    switch (kind) {
      case 0:
        return triage_.Acknowledge("default", looked[0], "person", request);
      case 1:
        return triage_.Reopen("default", looked[0], "no", request);
      default:
        return triage_.Close("default", looked,
                             {.state = kind == 2 ? FindingState::kBenign
                                                 : FindingState::kMalicious,
                              .reason = CloseReason::kSecurityTest,
                              .teaching = Teaching::kPlace},
                             request);
    }
  }

  RocksDbHistogramStore& store_;
  const SuppliedOrigins origins_;
  const FindingId id_;
  const FindingTriage triage_;
  std::atomic<int64_t> moments_ = 0;
  std::atomic<size_t> verdicts_ = 0;
  std::mutex mutex_;
  std::set<uint64_t> decided_;  // revisions; guarded by mutex_
};

Verdict VerdictOnVn(const HistogramStore& store) {
  const Histogram countries = HistogramOf(store, Principal("alice"));
  const ValueCount* vn = countries.Find("VN");
  return vn == nullptr ? Verdict::kNone : vn->judgement.verdict;
}

TEST(FindingRace, StateAuditAndVerdictsAgreeInTheEnd) {
  const TempDir dir;
  RocksDbStoreOptions options = At(dir / "store");
  options.durability = Durability::kWal;
  const auto store = OpenOrFail(options);
  Race race(*store);
  race.Run();
  const Finding finding = race.Now();
  EXPECT_EQ(finding.calls, 1u + kCalls);
  EXPECT_EQ(store->ListFeedback("default", "", "", 1000)->entries.size(),
            race.verdicts());
  const Verdict verdict = VerdictOnVn(*store);
  switch (finding.state) {
    case FindingState::kBenign:
      EXPECT_EQ(verdict, Verdict::kBenign);
      break;
    case FindingState::kMalicious:
      EXPECT_EQ(verdict, Verdict::kMalicious);
      break;
    default:
      EXPECT_EQ(verdict, Verdict::kNone);
  }
}

}  // namespace
}  // namespace farcall
