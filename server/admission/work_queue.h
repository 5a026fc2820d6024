// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace farcall {

// The tasks that wait to be worked on, and those begun whose answers are not
// sent yet; decides which begins next. Tenants take turns by the cost of their
// tasks (deficit round robin), and a tenant's tasks begin in their order. Has
// no threads and no clock: see WorkPool. Not thread-safe.
class WorkQueue {
 public:
  using Time = std::chrono::steady_clock::time_point;

  struct Limits {
    int64_t running_max = 64;               // tasks in work at once
    int64_t held_bytes_max = 256 << 20;     // of tasks begun, until answered
    int64_t waiting_max = 512;              // tasks with a deadline that wait
    int64_t waiting_bytes_max = 256 << 20;  // of these
    // The most that one tenant may have: always of the bytes and of the tasks
    // that wait, and of the running ones while other tenants are present.
    int64_t tenant_share_percent = 50;
  };

  // A task longer than this is worked on in parts, between which others have
  // their turn.
  static constexpr int64_t kPartCost = 1000;
  // What a tenant may have in work at once: what another one that comes now
  // waits for at most.
  static constexpr int64_t kRunningCost = 8000;
  // Both while other tenants are present.
  static constexpr int64_t kSharedPartCost = 100;
  static constexpr int64_t kSharedRunningCost = 200;
  // A tenant is present while it has tasks, and so long after.
  static constexpr std::chrono::milliseconds kPresence{1000};

  // What a task will take.
  struct Load {
    std::string tenant{};
    int64_t cost = 1;           // in events
    int64_t waiting_bytes = 0;  // memory while it waits: its request
    int64_t held_bytes = 0;     // from its begin until its answer is sent
    // When it is refused unless it has begun; nothing = it waits on.
    std::optional<Time> deadline{};
    // Of the server's own work: the task takes its turns, but its tenant does
    // not count as present, so that others keep what a tenant alone has. All
    // loads of one tenant have the same.
    bool is_background = false;
  };

  class Tenant;

  // Must live from Push until it is over: refused, withdrawn or released.
  class Task {
   public:
    virtual ~Task() = default;

    // Works on a part of at most `cost_max`; true if more is left.
    virtual bool Work(int64_t cost_max) = 0;
    // Memory that the task takes from the end of its work on.
    virtual int64_t AnswerBytes() const = 0;
    // All is done: sends the answer. The task may be gone when it returns.
    virtual void Answer() = 0;
    // Its deadline has passed. The same.
    virtual void Refuse() = 0;

   protected:
    Task() = default;
    Task(const Task&) = delete;
    Task& operator=(const Task&) = delete;

   private:
    friend class WorkQueue;
    Load load_;
    Tenant* tenant_ = nullptr;
    int64_t part_ = 0;  // cost of the part in work
    int64_t held_ = 0;  // bytes held now
    bool waits_ = false;
    bool begun_ = false;
  };

  explicit WorkQueue(const Limits& limits);
  ~WorkQueue();
  WorkQueue(const WorkQueue&) = delete;
  WorkQueue& operator=(const WorkQueue&) = delete;

  // False if too many with a deadline wait already, of its tenant or of all: it
  // is not taken.
  bool Push(Task& task, Load load, Time now);
  // Whether `task`, which waits, may not begin because its tenant has its
  // share, of which there is one only while other tenants are present.
  bool IsHeldBack(const Task& task, Time now) const;
  // Begins the task whose turn it is, or its next part; with the cost that it
  // may be worked on for. nullptr if none may begin.
  std::pair<Task*, int64_t> Next(Time now);
  // A part of `task` has been worked on: it waits again, before all others of
  // its tenant.
  void FinishPart(Task& task, Time now);
  // All of it has been worked on: it holds `answer_bytes` until Release.
  void FinishAll(Task& task, int64_t answer_bytes, Time now);
  // Its answer is sent, or never will be. Does nothing for a task that was
  // refused or withdrawn.
  void Release(Task& task);
  // Takes back a task that waits; false if it does not, or has been begun.
  bool Withdraw(Task& task);
  // Takes out a task whose deadline has passed; nullptr if there is none.
  Task* TakeExpired(Time now);

  // Whether tasks wait and nothing has begun or ended for so long.
  bool IsStuckSince(Time begin) const;
  int64_t waiting() const { return waiting_all_; }
  int64_t held_bytes() const { return held_bytes_; }
  size_t tenants() const { return tenants_.size(); }

 private:
  Tenant& TenantOf(const Load& load, Time now);
  void SawActive(Tenant& tenant, Time now);
  void CountBusy(const Tenant& tenant, int64_t change);
  void ForgetTheAbsent(Time now);
  bool IsShared(Time now) const;
  int64_t ShareOf(int64_t all) const;
  bool MayWait(const Tenant& tenant, const Load& load) const;
  bool MayRun(const Tenant& tenant, const Task& task, int64_t part,
              bool shared) const;
  void Enqueue(Task& task);
  bool HasBytesFor(const Task& task) const;
  void Begin(Task& task, int64_t part, Time now);
  void EnqueueFirst(Task& task);
  void StopRunning(Task& task, Time now);
  void Dequeue(Task& task);
  void Hold(Task& task, int64_t bytes);
  void StopWaiting(Task& task);
  void TakeOut(Task& task);

  const Limits limits_;
  // The last active one at the end; those of the background before all others.
  std::list<Tenant> present_;
  std::map<std::string, std::list<Tenant>::iterator, std::less<>> tenants_;
  std::list<Tenant*> turns_;  // of those who wait
  std::set<std::pair<Time, Task*>> deadlines_;
  int64_t busy_tenants_ = 0;  // that wait or run, without the background
  int64_t running_ = 0;
  int64_t held_bytes_ = 0;
  int64_t waiting_all_ = 0;
  int64_t waiting_bytes_ = 0;  // of those in deadlines_
  Time last_progress_{};
};

}  // namespace farcall
