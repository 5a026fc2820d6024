// SPDX-License-Identifier: Apache-2.0
#include "server/admission/work_pool.h"

#include <utility>

namespace farcall {
namespace {

using Clock = std::chrono::steady_clock;

// How late a task may be refused.
constexpr std::chrono::milliseconds kTick{20};

// The pool whose next pushed task this thread takes itself, so that no other
// thread is woken for it. Set while it answers: a stream's next batch is pushed
// then.
thread_local const WorkPool* takes_next_of = nullptr;

}  // namespace

WorkPool::WorkPool(const WorkQueue::Limits& limits,
                   std::function<void(const std::string& tenant)> on_held_back)
    : on_held_back_(std::move(on_held_back)), queue_(limits) {
  workers_.reserve(static_cast<size_t>(limits.running_max));
  for (int64_t i = 0; i < limits.running_max; ++i) {
    workers_.emplace_back([this] { WorkOff(); });
  }
  refuser_ = std::jthread([this] { RefuseExpired(); });
}

WorkPool::~WorkPool() {
  const std::lock_guard lock(mutex_);
  ended_ = true;
  for (Idle* idle : idle_) idle->wake.notify_one();
  ends_.notify_all();
}

bool WorkPool::Push(WorkQueue::Task& task, WorkQueue::Load load) {
  const std::string tenant = load.tenant;
  bool is_held_back = false;
  Idle* idle = nullptr;
  {
    const std::lock_guard lock(mutex_);
    const auto now = Clock::now();
    if (!queue_.Push(task, std::move(load), now)) return false;
    is_held_back = queue_.IsHeldBack(task, now);
    if (takes_next_of == this) {
      takes_next_of = nullptr;
    } else {
      idle = TakeIdle();
    }
  }
  WakeUp(idle);
  if (is_held_back && on_held_back_) on_held_back_(tenant);
  return true;
}

bool WorkPool::Withdraw(WorkQueue::Task& task) {
  const std::lock_guard lock(mutex_);
  return queue_.Withdraw(task);
}

void WorkPool::Release(WorkQueue::Task& task) {
  Idle* idle = nullptr;
  {
    const std::lock_guard lock(mutex_);
    queue_.Release(task);
    idle = TakeIdle();
  }
  WakeUp(idle);
}

WorkPool::Idle* WorkPool::TakeIdle() {
  if (queue_.waiting() == 0 || idle_.empty()) return nullptr;
  Idle* idle = idle_.back();
  idle_.pop_back();
  idle->is_woken = true;
  return idle;
}

void WorkPool::WakeUp(Idle* idle) {
  if (idle != nullptr) idle->wake.notify_one();
}

int64_t WorkPool::waiting() const {
  const std::lock_guard lock(mutex_);
  return queue_.waiting();
}

bool WorkPool::IsStuckFor(std::chrono::milliseconds patience) const {
  const std::lock_guard lock(mutex_);
  return queue_.IsStuckSince(Clock::now() - patience);
}

void WorkPool::WorkOff() {
  Idle self;
  std::unique_lock lock(mutex_);
  while (!ended_) {
    const auto [task, part] = queue_.Next(Clock::now());
    if (task == nullptr) {
      self.is_woken = false;
      idle_.push_back(&self);
      self.wake.wait(lock, [&] { return self.is_woken || ended_; });
      continue;
    }
    Idle* idle = TakeIdle();
    lock.unlock();
    WakeUp(idle);
    const bool more = task->Work(part);
    const int64_t answer_bytes = more ? 0 : task->AnswerBytes();
    lock.lock();
    if (more) {
      queue_.FinishPart(*task, Clock::now());
      continue;
    }
    queue_.FinishAll(*task, answer_bytes, Clock::now());
    idle = TakeIdle();
    lock.unlock();
    WakeUp(idle);
    takes_next_of = this;
    task->Answer();
    takes_next_of = nullptr;
    lock.lock();
  }
}

void WorkPool::RefuseExpired() {
  std::unique_lock lock(mutex_);
  while (!ends_.wait_for(lock, kTick, [this] { return ended_; })) {
    while (WorkQueue::Task* task = queue_.TakeExpired(Clock::now())) {
      lock.unlock();
      task->Refuse();
      lock.lock();
    }
  }
}

}  // namespace farcall
