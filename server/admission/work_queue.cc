// SPDX-License-Identifier: Apache-2.0
#include "server/admission/work_queue.h"

#include <algorithm>
#include <iterator>

namespace farcall {

class WorkQueue::Tenant {
 public:
  std::string name{};
  bool is_background = false;
  Time last_active{};  // never, of the background
  std::deque<Task*> waiting{};
  int64_t with_deadline = 0;  // of these
  int64_t waiting_bytes = 0;  // of those with a deadline
  int64_t running = 0;
  int64_t running_cost = 0;
  int64_t held_bytes = 0;
  int64_t deficit = 0;  // cost that it may still begin in this turn

  bool busy() const { return !waiting.empty() || running != 0; }
  bool idle() const {
    return waiting.empty() && running == 0 && held_bytes == 0;
  }
};

WorkQueue::WorkQueue(const Limits& limits) : limits_(limits) {}

WorkQueue::~WorkQueue() = default;

WorkQueue::Tenant& WorkQueue::TenantOf(const Load& load, Time now) {
  const auto [found, is_new] = tenants_.try_emplace(load.tenant);
  if (is_new) {
    found->second = present_.emplace(present_.begin());
    found->second->name = load.tenant;
    found->second->is_background = load.is_background;
  }
  SawActive(*found->second, now);
  return *found->second;
}

void WorkQueue::CountBusy(const Tenant& tenant, int64_t change) {
  if (!tenant.is_background) busy_tenants_ += change;
}

void WorkQueue::SawActive(Tenant& tenant, Time now) {
  if (tenant.is_background) return;
  tenant.last_active = now;
  const auto place = tenants_.find(tenant.name)->second;
  present_.splice(present_.end(), present_, place);
}

void WorkQueue::ForgetTheAbsent(Time now) {
  while (!present_.empty() && present_.front().idle() &&
         present_.front().last_active + kPresence < now) {
    tenants_.erase(present_.front().name);
    present_.pop_front();
  }
}

bool WorkQueue::IsShared(Time now) const {
  if (busy_tenants_ >= 2) return true;
  const auto is_recent = [now](const Tenant& tenant) {
    return tenant.last_active + kPresence >= now;
  };
  if (present_.empty() || !is_recent(present_.back())) return false;
  // The last active one is here; and another one that is busy, or was.
  if (busy_tenants_ == 1 && !present_.back().busy()) return true;
  return present_.size() >= 2 && is_recent(*std::next(present_.rbegin()));
}

int64_t WorkQueue::ShareOf(int64_t all) const {
  // Without a product that could overflow.
  const int64_t share = all / 100 * limits_.tenant_share_percent +
                        all % 100 * limits_.tenant_share_percent / 100;
  return std::max<int64_t>(1, share);
}

bool WorkQueue::MayWait(const Tenant& tenant, const Load& load) const {
  const auto fits = [&load](int64_t bytes, int64_t bytes_max) {
    return bytes == 0 || bytes + load.waiting_bytes <= bytes_max;
  };
  return std::ssize(deadlines_) < limits_.waiting_max &&
         tenant.with_deadline < ShareOf(limits_.waiting_max) &&
         fits(waiting_bytes_, limits_.waiting_bytes_max) &&
         fits(tenant.waiting_bytes, ShareOf(limits_.waiting_bytes_max));
}

bool WorkQueue::Push(Task& task, Load load, Time now) {
  ForgetTheAbsent(now);
  Tenant& tenant = TenantOf(load, now);
  if (load.deadline.has_value() && !MayWait(tenant, load)) return false;
  if (waiting_all_ == 0) last_progress_ = now;
  task.load_ = std::move(load);
  task.load_.cost = std::max<int64_t>(1, task.load_.cost);
  // What is larger than its tenant's share has all of it.
  task.load_.held_bytes =
      std::min(task.load_.held_bytes, ShareOf(limits_.held_bytes_max));
  task.tenant_ = &tenant;
  task.held_ = 0;
  task.begun_ = false;
  if (const auto& deadline = task.load_.deadline; deadline.has_value()) {
    deadlines_.emplace(*deadline, &task);
    waiting_bytes_ += task.load_.waiting_bytes;
    ++tenant.with_deadline;
    tenant.waiting_bytes += task.load_.waiting_bytes;
  }
  Enqueue(task);
  return true;
}

void WorkQueue::Enqueue(Task& task) {
  Tenant& tenant = *task.tenant_;
  if (!tenant.busy()) CountBusy(tenant, 1);
  if (tenant.waiting.empty()) turns_.push_back(&tenant);
  tenant.waiting.push_back(&task);
  task.waits_ = true;
  ++waiting_all_;
}

void WorkQueue::EnqueueFirst(Task& task) {
  Enqueue(task);
  auto& waiting = task.tenant_->waiting;
  waiting.pop_back();
  waiting.push_front(&task);
}

void WorkQueue::Dequeue(Task& task) {
  Tenant& tenant = *task.tenant_;
  tenant.waiting.erase(
      std::find(tenant.waiting.begin(), tenant.waiting.end(), &task));
  if (tenant.waiting.empty()) {
    turns_.remove(&tenant);
    tenant.deficit = 0;
  }
  task.waits_ = false;
  --waiting_all_;
  if (!tenant.busy()) CountBusy(tenant, -1);
}

// The task is refused no more for having waited.
void WorkQueue::StopWaiting(Task& task) {
  if (!task.load_.deadline.has_value()) return;
  deadlines_.erase({*task.load_.deadline, &task});
  task.load_.deadline.reset();
  waiting_bytes_ -= task.load_.waiting_bytes;
  --task.tenant_->with_deadline;
  task.tenant_->waiting_bytes -= task.load_.waiting_bytes;
}

void WorkQueue::Hold(Task& task, int64_t bytes) {
  held_bytes_ += bytes - task.held_;
  task.tenant_->held_bytes += bytes - task.held_;
  task.held_ = bytes;
}

// Whether a tenant's own share lets its next task begin.
bool WorkQueue::MayRun(const Tenant& tenant, const Task& task, int64_t part,
                       bool shared) const {
  if (!task.begun_ && tenant.held_bytes != 0 &&
      tenant.held_bytes + task.load_.held_bytes >
          ShareOf(limits_.held_bytes_max)) {
    return false;
  }
  if (tenant.running == 0) return true;
  if (!shared) return tenant.running_cost + part <= kRunningCost;
  return tenant.running < ShareOf(limits_.running_max) &&
         tenant.running_cost + part <= kSharedRunningCost;
}

bool WorkQueue::IsHeldBack(const Task& task, Time now) const {
  const int64_t part = std::min(task.load_.cost, kSharedPartCost);
  return IsShared(now) && !MayRun(*task.tenant_, task, part, true);
}

std::pair<WorkQueue::Task*, int64_t> WorkQueue::Next(Time now) {
  if (running_ >= limits_.running_max) return {nullptr, 0};
  const bool shared = IsShared(now);
  const int64_t part_max = shared ? kSharedPartCost : kPartCost;
  // Whose next task needs more bytes than are free. Nobody may take them, or a
  // large task would wait for ever; who has been begun goes on.
  Tenant* in_want = nullptr;
  std::pair<Task*, int64_t> next{nullptr, 0};
  // Each of them gets a turn's worth at most once before its task begins.
  for (size_t looked = 2 * turns_.size(); looked > 0; --looked) {
    Tenant& tenant = *turns_.front();
    Task& task = *tenant.waiting.front();
    const int64_t part = std::min(task.load_.cost, part_max);
    if (MayRun(tenant, task, part, shared) &&
        (task.begun_ || in_want == nullptr)) {
      if (!task.begun_ && !HasBytesFor(task)) {
        in_want = &tenant;
      } else if (tenant.deficit >= part) {
        // What was saved while no other tenant was there ends.
        tenant.deficit = std::min(tenant.deficit - part, part_max);
        Begin(task, part, now);
        next = {&task, part};
        break;
      } else {
        tenant.deficit += part_max;
      }
    }
    turns_.splice(turns_.end(), turns_, turns_.begin());
  }
  if (in_want != nullptr) {
    turns_.splice(turns_.begin(), turns_,
                  std::find(turns_.begin(), turns_.end(), in_want));
  }
  return next;
}

bool WorkQueue::HasBytesFor(const Task& task) const {
  return held_bytes_ == 0 ||
         held_bytes_ + task.load_.held_bytes <= limits_.held_bytes_max;
}

void WorkQueue::Begin(Task& task, int64_t part, Time now) {
  Tenant& tenant = *task.tenant_;
  Dequeue(task);
  StopWaiting(task);
  if (!task.begun_) Hold(task, task.load_.held_bytes);
  task.begun_ = true;
  task.part_ = part;
  task.load_.cost = std::max<int64_t>(1, task.load_.cost - part);
  if (!tenant.busy()) CountBusy(tenant, 1);
  ++running_;
  ++tenant.running;
  tenant.running_cost += part;
  last_progress_ = now;
  SawActive(tenant, now);
}

void WorkQueue::StopRunning(Task& task, Time now) {
  Tenant& tenant = *task.tenant_;
  --running_;
  --tenant.running;
  tenant.running_cost -= task.part_;
  if (!tenant.busy()) CountBusy(tenant, -1);
  last_progress_ = now;
  SawActive(tenant, now);
}

void WorkQueue::FinishPart(Task& task, Time now) {
  StopRunning(task, now);
  EnqueueFirst(task);
}

void WorkQueue::FinishAll(Task& task, int64_t answer_bytes, Time now) {
  StopRunning(task, now);
  Hold(task, answer_bytes);
}

void WorkQueue::Release(Task& task) {
  if (task.tenant_ == nullptr) return;
  Hold(task, 0);
  task.tenant_ = nullptr;  // which may be forgotten from here on
}

void WorkQueue::TakeOut(Task& task) {
  Dequeue(task);
  StopWaiting(task);
  task.tenant_ = nullptr;
}

bool WorkQueue::Withdraw(Task& task) {
  if (!task.waits_ || task.begun_) return false;
  TakeOut(task);
  return true;
}

WorkQueue::Task* WorkQueue::TakeExpired(Time now) {
  if (deadlines_.empty() || deadlines_.begin()->first > now) return nullptr;
  Task& task = *deadlines_.begin()->second;
  TakeOut(task);
  return &task;
}

bool WorkQueue::IsStuckSince(Time begin) const {
  return waiting_all_ > 0 && last_progress_ < begin;
}

}  // namespace farcall
