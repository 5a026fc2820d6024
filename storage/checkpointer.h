// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <thread>

#include "storage/journaled_store.h"
#include "storage/upkeep_thread.h"

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

  JournaledStore& store_;
  UpkeepThread thread_;
};

}  // namespace farcall
