// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "storage/journaled_store.h"

namespace farcall {

// A thread that makes checkpoints when the journal or the records in memory
// exceed their bounds.
class Checkpointer {
 public:
  // `store` must outlive it. No update may be under way.
  explicit Checkpointer(JournaledStore& store);
  // Ends a checkpoint that is under way first.
  ~Checkpointer();
  Checkpointer(const Checkpointer&) = delete;
  Checkpointer& operator=(const Checkpointer&) = delete;

 private:
  void Run(const std::stop_token& stop);
  void Wake();

  JournaledStore& store_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool needed_ = false;  // guarded by mutex_
  std::jthread thread_;
};

}  // namespace farcall
