// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <span>
#include <vector>

#include "absl/functional/function_ref.h"

namespace farcall {

// Runs work one after the other, in the order in which it came. Work that waits
// is coalesced: the thread at the head of the queue leads, and runs the works
// behind its own too, so that what they share is read and written once.
//
// Invariants, under `mutex_`:
// (1) The thread of the first waiter runs, or is about to. Nobody else does.
// (2) A waiter leaves the queue when its work is done, and then returns. What
//     it points to lives until then.
// Thread-safe.
template <typename Work>
class UpdateQueue {
 public:
  // Sizes of works that are led together: the first of them waits for all.
  static constexpr size_t kGroupSizeMax = 3000;

  // Has `work` run by `lead`: on this thread, or on that of a waiter ahead.
  // `lead` gets works in the order of arrival. Returns when `work` is done.
  void Run(Work& work, size_t size,
           absl::FunctionRef<void(std::span<Work* const>)> lead) {
    Waiter self{.work = &work, .size = size};
    std::unique_lock lock(mutex_);
    if (!WaitForTurn(self, lock)) return;
    const std::vector<Work*> group = Group();
    lock.unlock();
    lead(group);
    lock.lock();
    Leave(group.size());
  }

  // Runs `work` with nothing else beside it.
  void RunAlone(absl::FunctionRef<void()> work) {
    Waiter self;
    std::unique_lock lock(mutex_);
    WaitForTurn(self, lock);
    lock.unlock();
    work();
    lock.lock();
    Leave(1);
  }

 private:
  struct Waiter {
    Work* work = nullptr;  // nullptr: runs alone
    size_t size = 0;
    bool done = false;
    std::condition_variable turn{};
  };

  // Whether it is this waiter's turn; else its work was done by another thread.
  bool WaitForTurn(Waiter& self, std::unique_lock<std::mutex>& lock) {
    waiters_.push_back(&self);
    self.turn.wait(lock,
                   [&] { return self.done || waiters_.front() == &self; });
    return !self.done;
  }

  // The first works that may be led together.
  std::vector<Work*> Group() const {
    std::vector<Work*> group;
    size_t size = 0;
    for (const Waiter* waiter : waiters_) {
      size += waiter->size;
      if (waiter->work == nullptr || (!group.empty() && size > kGroupSizeMax)) {
        break;
      }
      group.push_back(waiter->work);
    }
    return group;
  }

  // Takes the first `count` waiters, whose works are done, out of the queue.
  void Leave(size_t count) {
    waiters_.pop_front();  // the leader's own
    for (size_t i = 1; i < count; ++i) {
      Waiter& led = *waiters_.front();
      waiters_.pop_front();
      led.done = true;
      led.turn.notify_one();
    }
    if (!waiters_.empty()) waiters_.front()->turn.notify_one();
  }

  std::mutex mutex_;
  std::deque<Waiter*> waiters_;  // guarded by mutex_
};

}  // namespace farcall
