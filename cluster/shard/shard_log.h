// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace farcall {

// The log of one shard, as one replica reads and writes it. Reading is on one
// thread; Append may be called from any.
class ShardLog {
 public:
  virtual ~ShardLog() = default;

  // Hands a record over, to be appended behind those that were handed over
  // before. Does not wait for the log: what becomes of the record is known when
  // it is read back, or never. UNAVAILABLE where it cannot be handed over.
  virtual absl::Status Append(std::string record) = 0;

  // OK while no append has failed for good since the log was opened; otherwise
  // why: an append that failed, and what was handed over behind it, may be in
  // the log or not.
  virtual absl::Status AppendHealth() const = 0;

  struct Item {
    int64_t offset = 0;  // rises, with gaps
    std::string bytes{};
  };
  // The next records from `offset` on, some of them; none if none came within
  // `wait`. OUT_OF_RANGE where the log begins behind `offset`: what was there
  // is trimmed. UNAVAILABLE where the log does not answer.
  virtual absl::StatusOr<std::vector<Item>> Read(
      int64_t offset, std::chrono::milliseconds wait) = 0;

  // The offset behind the last record that readers can see, as the log itself
  // says now. UNAVAILABLE where it does not answer within `wait`.
  virtual absl::StatusOr<int64_t> End(std::chrono::milliseconds wait) = 0;
  // The offset of the first record that is kept.
  virtual absl::StatusOr<int64_t> Begin(std::chrono::milliseconds wait) = 0;
};

}  // namespace farcall
