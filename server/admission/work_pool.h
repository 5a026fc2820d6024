// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "server/admission/work_queue.h"

namespace farcall {

// Threads that work on the tasks of a WorkQueue, as many as may run at once.
// The thread that was idle for the shortest time is woken first: its memory is
// in the processor's cache. Thread-safe.
class WorkPool {
 public:
  // `on_held_back` is told the tenant of each task that waits for its tenant's
  // share (WorkQueue::IsHeldBack) when it is pushed. It must not block.
  explicit WorkPool(
      const WorkQueue::Limits& limits,
      std::function<void(const std::string& tenant)> on_held_back = {});
  // All tasks must be over.
  ~WorkPool();
  WorkPool(const WorkPool&) = delete;
  WorkPool& operator=(const WorkPool&) = delete;

  // As WorkQueue has them; Work, Answer and Refuse are called by threads of the
  // pool.
  bool Push(WorkQueue::Task& task, WorkQueue::Load load);
  bool Withdraw(WorkQueue::Task& task);
  void Release(WorkQueue::Task& task);

  // Tasks that wait for their turn.
  int64_t waiting() const;
  // Whether tasks have waited for `patience` while nothing began or ended.
  bool IsStuckFor(std::chrono::milliseconds patience) const;

 private:
  // A thread without work. Lives as long as its thread.
  struct Idle {
    std::condition_variable wake{};
    bool is_woken = false;  // guarded by mutex_
  };

  void WorkOff();
  // The thread to wake for a task that waits, if there is one; by WakeUp, and
  // without the lock.
  Idle* TakeIdle();
  static void WakeUp(Idle* idle);
  void RefuseExpired();

  const std::function<void(const std::string& tenant)> on_held_back_;
  mutable std::mutex mutex_;
  std::condition_variable ends_;
  // Guarded by mutex_.
  WorkQueue queue_;
  std::vector<Idle*> idle_;  // the last one to become idle at the end
  bool ended_ = false;
  std::vector<std::jthread> workers_;  // last: they use the others
  std::jthread refuser_;
};

}  // namespace farcall
