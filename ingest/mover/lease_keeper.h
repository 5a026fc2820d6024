// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <stop_token>
#include <string>

#include "ingest/mover/mover_clock.h"
#include "ingest/mover/mover_events.h"
#include "ingest/mover/source.h"

namespace farcall {

// Holds deliveries while they are worked on: extends each at half of its lease,
// and again. Thread-safe.
class LeaseKeeper {
 public:
  LeaseKeeper(Source& source, MoverEvents& events, MoverClock& clock)
      : source_(source), events_(events), clock_(clock) {}

  void Add(const std::string& id);
  void Remove(const std::string& id);

  // Whether its lease ended although it was to be extended: somebody else gets
  // it.
  bool IsLost(const std::string& id);

  // How many are held.
  size_t held();

  // Extends what is due, until `stop`.
  void Run(const std::stop_token& stop);

  // Extends what is due now.
  void ExtendDue();

 private:
  struct Held {
    std::chrono::steady_clock::time_point since;  // its lease was last begun
    bool lost = false;
  };

  std::vector<std::string> Due();

  Source& source_;
  MoverEvents& events_;
  MoverClock& clock_;
  bool failing_ = false;  // of the thread of Run() alone

  std::mutex mutex_;
  std::map<std::string, Held, std::less<>> held_;  // by id, under mutex_
};

}  // namespace farcall
