// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cluster/rules/shard_log_rules.h"
#include "cluster/shard/copy_reports.h"
#include "cluster/shard/shard_log.h"

namespace farcall {

// Finds the genesis of a shard's log, for a copy that has not read it. Where
// there is none, it is this replica's turn at some time to write it.
class GenesisSearch {
 public:
  struct Options {
    uint32_t shard = 0;
    std::string name{};  // of this replica
    // Those that should hold the shard, this one among them, in the order of
    // preference.
    std::vector<std::string> holders{};
    size_t rank = 0;  // its own, among all replicas
    // Each further replica waits so much longer before it writes. In a later
    // life of the log, how long others have to tell how far they are.
    std::chrono::milliseconds patience{1500};
    // To be written. Of a later life, it is made of this and of the copy.
    GenesisRecord genesis{};
    // nullptr = the others never tell.
    const CopyReports* reports = nullptr;
  };
  struct Found {
    GenesisRecord genesis{};
    int64_t offset = 0;
  };

  // `copy` is the position of the copy. The references must outlive it.
  GenesisSearch(const Options& options, const ShardPosition& copy,
                ShardLog& log);

  // What the log begins with, of whatever life, by whomever it was written.
  // Blocks. FAILED_PRECONDITION where the log is of a newer format, or of a
  // later life that cannot begin yet: it says why. OUT_OF_RANGE where the
  // beginning is trimmed, CANCELLED once `stop` is requested.
  absl::StatusOr<Found> Run(const std::stop_token& stop);

 private:
  using Clock = std::chrono::steady_clock;

  bool IsLater() const { return options_.genesis.life > 1; }
  // Reads on; nothing while no record is the genesis.
  absl::StatusOr<std::optional<Found>> ReadOn();
  // OK where there is nothing to be done yet.
  absl::Status WriteIfDue();
  // Whose turn it is to begin a later life.
  absl::StatusOr<std::string> AskWhoBegins() const;
  absl::Status Write();

  const Options& options_;
  const ShardPosition& copy_;
  ShardLog& log_;
  ShardLogRules rules_{};
  int64_t offset_ = 0;      // of the record that is read next
  bool is_at_end_ = false;  // as far as the last reading tells
  Clock::time_point due_;
  bool has_written_ = false;
  GenesisRecord own_;
};

}  // namespace farcall
