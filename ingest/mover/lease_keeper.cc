// SPDX-License-Identifier: Apache-2.0
#include "ingest/mover/lease_keeper.h"

#include <algorithm>

namespace farcall {
namespace {

// A lease is looked at so many times while it lasts.
constexpr int kLooks = 10;
constexpr std::chrono::milliseconds kLookMin{20};

}  // namespace

void LeaseKeeper::Add(const std::string& id) {
  const std::lock_guard lock(mutex_);
  held_.insert_or_assign(id, Held{clock_.Now()});
}

void LeaseKeeper::Remove(const std::string& id) {
  const std::lock_guard lock(mutex_);
  held_.erase(id);
}

bool LeaseKeeper::IsLost(const std::string& id) {
  const std::lock_guard lock(mutex_);
  const auto found = held_.find(id);
  return found != held_.end() && found->second.lost;
}

size_t LeaseKeeper::held() {
  const std::lock_guard lock(mutex_);
  return held_.size();
}

void LeaseKeeper::Run(const std::stop_token& stop) {
  if (source_.lease() == std::chrono::milliseconds::zero()) return;
  const auto look = std::max(kLookMin, source_.lease() / kLooks);
  while (clock_.Wait(look, stop)) ExtendDue();
}

std::vector<std::string> LeaseKeeper::Due() {
  const auto since = clock_.Now() - source_.lease() / 2;
  std::vector<std::string> due;
  const std::lock_guard lock(mutex_);
  for (const auto& [id, held] : held_) {
    if (!held.lost && held.since <= since) due.push_back(id);
  }
  return due;
}

void LeaseKeeper::ExtendDue() {
  const std::vector<std::string> due = Due();
  if (due.empty()) return;
  // Before it is asked for, so that a lease never seems longer than it is.
  const auto now = clock_.Now();
  const auto lost = source_.Extend(due);
  if (!lost.ok()) {
    failing_ = true;
    events_.Failed(MoverEvents::Step::kExtend, lost.status(),
                   source_.lease() / kLooks);
    return;
  }
  if (failing_) events_.Recovered(MoverEvents::Step::kExtend);
  failing_ = false;
  const std::lock_guard lock(mutex_);
  for (const std::string& id : due) {
    const auto found = held_.find(id);
    if (found == held_.end()) continue;  // done meanwhile
    found->second.since = now;
    found->second.lost = std::ranges::find(*lost, id) != lost->end();
  }
}

}  // namespace farcall
