// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "server/replicas/checkpoint_maker.h"
#include "server/replicas/checkpoint_reader.h"

namespace farcall {

// Gives checkpoints to those that send them: each lies in a directory of its
// own, and goes with it. One thread does what waits for the disk. Thread-safe.
class CheckpointDesk {
 public:
  struct Options {
    // On the file system of the stores, so that checkpoints are made of links:
    // they lie in a directory `checkpoints.outgoing` in it.
    std::string directory{};
    size_t at_once = 2;
  };

  // Removes what a process that died has left. `maker` must outlive it; it must
  // outlive all places.
  CheckpointDesk(Options options, CheckpointMaker& maker);
  ~CheckpointDesk();
  CheckpointDesk(const CheckpointDesk&) = delete;
  CheckpointDesk& operator=(const CheckpointDesk&) = delete;

  // One of those that there may be at once, and its checkpoint.
  class Place {
   public:
    ~Place();
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    // Blocks.
    absl::StatusOr<std::unique_ptr<CheckpointReader>> Make(uint32_t shard);

   private:
    friend class CheckpointDesk;
    Place(CheckpointDesk& desk, std::string directory)
        : desk_(desk), directory_(std::move(directory)) {}

    CheckpointDesk& desk_;
    const std::string directory_;
  };
  // nullptr = there are as many as may be.
  std::unique_ptr<Place> Enter();

  // From now on checkpoints are not made, nor sent to the end.
  void Drain() { is_draining_ = true; }
  bool is_draining() const { return is_draining_; }

  class Task {
   public:
    // On the desk's thread.
    virtual void Work() = 0;

   protected:
    ~Task() = default;
  };
  // The task may be gone when this returns, if it is gone after its work.
  void Push(Task& task);

 private:
  void Serve(const std::stop_token& stop);

  const std::string directory_;
  const size_t at_once_;
  CheckpointMaker& maker_;
  std::atomic<bool> is_draining_ = false;
  std::mutex mutex_;
  std::condition_variable_any pushed_;
  // Under mutex_.
  std::deque<Task*> tasks_;
  size_t places_ = 0;
  uint64_t made_ = 0;    // a number for each directory
  std::jthread thread_;  // last: it uses the others
};

}  // namespace farcall
