// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>

namespace farcall {

// Bounds how many requests of one caller are received at once: gRPC keeps each
// in memory, and shows none before it is whole. Further ones wait, first come,
// first served. Thread-safe.
class Intake {
 public:
  explicit Intake(int64_t caller_max) : caller_max_(caller_max) {}
  Intake(const Intake&) = delete;
  Intake& operator=(const Intake&) = delete;

  // A call whose request is to be received.
  class Guest {
   public:
    virtual ~Guest() = default;
    // Its turn has come; until Leave. Called once, by any thread.
    virtual void Receive() = 0;

   protected:
    Guest() = default;
    Guest(const Guest&) = delete;
    Guest& operator=(const Guest&) = delete;

   private:
    friend class Intake;
    std::string caller_{};
  };

  // Has `guest` received, at once or in its turn. No bound holds for an empty
  // `caller`.
  void Enter(Guest& guest, const std::string& caller);
  // Takes back a guest that waits; false if it does not.
  bool Withdraw(Guest& guest);
  // The request of `guest` is there, or never will be.
  void Leave(Guest& guest);

 private:
  struct Caller {
    int64_t receiving = 0;
    std::deque<Guest*> waiting{};
  };

  const int64_t caller_max_;
  std::mutex mutex_;
  std::map<std::string, Caller> callers_;  // guarded by mutex_
};

}  // namespace farcall
