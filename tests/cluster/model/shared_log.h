// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "cluster/rules/log_record.h"
#include "tests/cluster/model/random_source.h"

namespace farcall {

// A partition, and the network between it and its producers: what is sent may
// arrive late, twice, or never. Once it is in the log it stays.
class SharedLog {
 public:
  // Of whom an acknowledgement is.
  struct Sender {
    size_t replica = 0;
    uint64_t incarnation = 0;
    uint64_t number = 0;  // of the batch that is sent whole with it; else 0
  };

  explicit SharedLog(RandomSource& random) : random_(random) {}

  // From now on all that is sent arrives once, in its order.
  void BecomeReliable() { reliable_ = true; }

  void Send(LogRecord record, Sender sender);
  // The records are lost. What is on its way may yet arrive in the new log.
  void Lose() { records_.clear(); }
  bool has_genesis() const {
    return std::ranges::any_of(records_, [](const LogRecord& record) {
      return std::holds_alternative<GenesisRecord>(record);
    });
  }
  void Begin(GenesisRecord genesis) { records_.push_back(std::move(genesis)); }
  // One of the records on their way, mostly the first, arrives or is lost. The
  // sender of what arrived.
  std::optional<Sender> Deliver();
  bool has_in_flight() const { return !in_flight_.empty(); }

  const std::vector<LogRecord>& records() const { return records_; }
  int64_t size() const { return static_cast<int64_t>(records_.size()); }

 private:
  struct InFlight {
    LogRecord record;
    Sender sender;
    bool is_lost = false;
  };

  RandomSource& random_;
  bool reliable_ = false;
  std::vector<InFlight> in_flight_{};
  std::vector<LogRecord> records_{};
};

}  // namespace farcall
