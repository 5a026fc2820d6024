// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cluster/rules/ownership.h"
#include "cluster/rules/shard_log_rules.h"
#include "cluster/shard/shard_log.h"
#include "storage/replication/entry_seal.h"
#include "storage/replication/shard_copy.h"

namespace farcall {

// What one replica does with a shard while its copy's store is open: it reads
// the log, applies what counts, claims, and beats. On one thread, but for what
// the store sends while it owns the shard.
class ShardLife {
 public:
  using Clock = std::chrono::steady_clock;

  struct Options {
    uint32_t shard = 0;
    std::string name{};                 // of this replica
    std::string address{};              // where it takes forwarded calls
    std::vector<Replica> preference{};  // of the shard (ownership.h)
    // How long an owner may be silent before the next replica claims.
    std::chrono::milliseconds takeover{1500};
    // An idle owner says so often that it lives.
    std::chrono::milliseconds beat{400};
    // Seals entries in the log; nothing = they lie there as they are.
    std::optional<FindingSeal::Key> seal_key{};
  };

  // `incarnations` are random: of this life, the last one, and of former lives
  // of the process, whose records may still come. The references must outlive
  // it, and the copy must be closed before it ends.
  ShardLife(const Options& options, std::vector<uint64_t> incarnations,
            ShardLog& log, ShardCopy& copy, ShardPosition position);

  // Reads what comes within `wait`, and does what is due. An error ends the
  // life: FAILED_PRECONDITION where the log is not the one that the copy was
  // made from, ABORTED where another replica owns the shard or a record of its
  // own does not count, DATA_LOSS or UNIMPLEMENTED of a record that cannot be
  // read, OUT_OF_RANGE where the log begins later, or one of the copy.
  absl::Status Step(std::chrono::milliseconds wait);

  // Says in the log that it gives the shard up, where it owns it.
  absl::Status Release();

  bool is_owner() const { return is_owner_; }
  bool caught_up() const { return caught_up_since_.has_value(); }
  int64_t next_offset() const { return next_offset_; }
  const ShardLogRules& rules() const { return rules_; }
  // Records of this process, of former lives too, that did not count.
  uint64_t refused() const { return refused_; }
  // Whether role or owner changed since it was asked last.
  bool TakeChange();

 private:
  absl::Status CheckSameLog(std::chrono::milliseconds wait);
  absl::Status WhyNothingIsRead(int64_t offset);
  absl::Status ReadOn(std::chrono::milliseconds wait);
  absl::Status Take(const ShardLog::Item& item);
  absl::Status Apply(const LogRecord& record, LogVerdict verdict);
  absl::Status ApplyBatch(std::string effects);
  absl::Status BeginToOwn();
  absl::Status Send(uint64_t epoch, uint64_t number, const std::string& entry);
  absl::Status Append(const LogRecord& record);
  absl::Status DoWhatIsDue();
  absl::Status Beat();
  absl::Status AskIfDue();
  absl::Status ClaimIfDue();
  void CatchUpIfDue();
  void FallBehind();
  // Where the log ends now, as it says itself; nothing = it does not say.
  std::optional<int64_t> AskEnd();
  bool IsDue(Clock::time_point last, std::chrono::milliseconds every) const {
    return Clock::now() - last >= every;
  }
  std::string SealPlace(uint64_t epoch, uint64_t number) const;

  const Options options_;
  const std::vector<uint64_t> incarnations_;
  const uint64_t incarnation_;  // the last one
  // Its own in the preference; nothing = it should not hold the shard.
  const std::optional<size_t> rank_;
  const EntrySeal seal_;
  ShardLog& log_;
  ShardCopy& copy_;
  ShardLogRules rules_;
  int64_t next_offset_;
  bool is_same_log_;  // as the one that the copy was made from, as is known
  bool is_owner_ = false;
  bool changed_ = true;
  uint64_t refused_ = 0;
  Clock::time_point saved_ = Clock::now();  // the position
  // When the last record of the owner was read, or the shard became ownerless.
  Clock::time_point last_sign_ = Clock::now();
  std::optional<Clock::time_point> caught_up_since_{};
  Clock::time_point asked_end_{};
  std::optional<int64_t> end_{};  // what it said then
  Clock::time_point asked_owner_{};
  Clock::time_point claimed_{};
  std::atomic<Clock::time_point> appended_{};  // the last record
  // A beat tells the number of the last entry that lies before it in the log.
  std::mutex append_mutex_;
  uint64_t sent_number_ = 0;  // under append_mutex_
};

}  // namespace farcall
