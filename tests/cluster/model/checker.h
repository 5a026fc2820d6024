// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "cluster/rules/shard_log_rules.h"
#include "tests/cluster/model/copy_state.h"
#include "tests/cluster/model/shared_log.h"
#include "tests/cluster/model/tested_rules.h"

namespace farcall {

enum class Violation {
  kLost,        // an event was answered before it was counted for good
  kDoubled,     // an event was counted twice
  kDiffers,     // two copies that read the same records differ
  kStale,       // effects were applied to another state than they were made on
  kUnanswered,  // an event was never answered, though all was well in the end
};
inline constexpr size_t kViolations = 5;
std::string_view NameOf(Violation violation);

// What happened, so that a test can tell whether it met what it is for.
struct Met {
  size_t schedules = 0;
  size_t records = 0;
  size_t answers = 0;
  size_t batches_of_parts = 0;
  size_t pauses = 0;
  size_t kills = 0;
  size_t power_losses = 0;
  size_t empty_disks = 0;
  size_t restarts_within_a_batch = 0;
  size_t new_lives = 0;           // of the log
  size_t copies_at_the_base = 0;  // that go on with a new life themselves
  size_t copies_elsewhere = 0;    // and those that do not
  std::array<size_t, kOutcomes> outcomes{};  // by Outcome, of all records
  std::array<size_t, kRefusals> refusals{};  // by Refusal

  void Add(const Met& other);
};

// Watches one schedule.
class Checker {
 public:
  explicit Checker(Behaviour behaviour) : behaviour_(behaviour) {}

  // Events are answered when the log has this size.
  void Answer(Events events, int64_t log_size);
  // A copy has read the record at `offset`.
  void Compare(const ShardLogRules& rules, const CopyState& state,
               int64_t offset);
  // A copy is about to apply these effects.
  void CheckBase(const ModelEffects& effects, const CopyState& state);
  // A new log goes on from this copy, and this is lost: what it did not have.
  void BeginAnew(const CopyState& base);
  // A copy goes on from there itself.
  void CheckAtBase(const CopyState& state);
  // At the end of the schedule: reads the log from its beginning.
  void Finish(const SharedLog& log);

  Events answered() const { return answered_; }
  bool Has(Violation violation) const {
    return has_[static_cast<size_t>(violation)];
  }
  bool has_any() const;
  Met& met() { return met_; }

 private:
  void Note(Violation violation) {
    has_[static_cast<size_t>(violation)] = true;
  }

  const Behaviour behaviour_;
  std::array<bool, kViolations> has_{};
  CopyState base_{};  // that the log goes on from
  Events answered_ = 0;
  std::array<int64_t, kEvents> answered_at_{};  // sizes of the log
  std::vector<uint64_t> fingerprints_{};        // by offset; 0 = not read yet
  Met met_{};
};

}  // namespace farcall
