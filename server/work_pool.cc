// SPDX-License-Identifier: Apache-2.0
#include "server/work_pool.h"

#include <tuple>
#include <utility>

namespace farcall {
namespace {

using Clock = std::chrono::steady_clock;

// How late a task may be refused.
constexpr std::chrono::milliseconds kTick{20};

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
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  may_begin_.notify_all();
  ends_.notify_all();
}

bool WorkPool::Push(WorkQueue::Task& task, WorkQueue::Load load) {
  const std::string tenant = load.tenant;
  bool is_held_back = false;
  {
    const std::lock_guard lock(mutex_);
    const auto now = Clock::now();
    if (!queue_.Push(task, std::move(load), now)) return false;
    is_held_back = queue_.IsHeldBack(task, now);
  }
  may_begin_.notify_one();
  if (is_held_back && on_held_back_) on_held_back_(tenant);
  return true;
}

bool WorkPool::Withdraw(WorkQueue::Task& task) {
  const std::lock_guard lock(mutex_);
  return queue_.Withdraw(task);
}

void WorkPool::Release(WorkQueue::Task& task) {
  bool wanted = false;
  {
    const std::lock_guard lock(mutex_);
    queue_.Release(task);
    wanted = queue_.waiting() > 0;
  }
  if (wanted) may_begin_.notify_one();
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
  std::unique_lock lock(mutex_);
  while (true) {
    WorkQueue::Task* task = nullptr;
    int64_t part = 0;
    may_begin_.wait(lock, [&] {
      std::tie(task, part) = queue_.Next(Clock::now());
      return task != nullptr || ended_;
    });
    if (task == nullptr) return;
    const bool others_wait = queue_.waiting() > 0;
    lock.unlock();
    if (others_wait) may_begin_.notify_one();
    const bool more = task->Work(part);
    const int64_t answer_bytes = more ? 0 : task->AnswerBytes();
    lock.lock();
    if (more) {
      queue_.FinishPart(*task, Clock::now());
      continue;
    }
    queue_.FinishAll(*task, answer_bytes, Clock::now());
    const bool one_may_begin = queue_.waiting() > 0;
    lock.unlock();
    if (one_may_begin) may_begin_.notify_one();
    task->Answer();
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
