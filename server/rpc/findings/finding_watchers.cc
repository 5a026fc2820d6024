// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/findings/finding_watchers.h"

#include <algorithm>
#include <iterator>

namespace farcall {

void WatchBell::Ring() {
  const std::lock_guard lock(mutex_);
  rung_ = true;
  rung_at_.notify_one();
}

void WatchBell::Wait(
    const std::stop_token& stop,
    std::optional<std::chrono::steady_clock::time_point> until) {
  std::unique_lock lock(mutex_);
  const auto rung = [this] { return rung_; };
  if (until.has_value()) {
    rung_at_.wait_until(lock, stop, *until, rung);
  } else {
    rung_at_.wait(lock, stop, rung);
  }
  rung_ = false;
}

FindingWatchers::FindingWatchers(FindingStore& store, const Options& options,
                                 FindingMetrics& metrics)
    : options_(options),
      tenant_max_(std::max<int64_t>(
          1, options.watchers_max * options.tenant_share_percent / 100)),
      metrics_(metrics),
      thread_([this](const std::stop_token& stop) { Serve(stop); }) {
  store.OnFindingLog([bell = bell_] { bell->RingForLog(); });
}

std::unique_ptr<FindingWatchers::Place> FindingWatchers::Join(
    Watcher& watcher, const std::string& tenant) {
  const std::lock_guard lock(mutex_);
  if (static_cast<int64_t>(entries_.size()) >= options_.watchers_max) {
    return nullptr;
  }
  int64_t& of_tenant = of_tenant_[tenant];
  if (of_tenant >= tenant_max_) return nullptr;
  ++of_tenant;
  entries_.push_back({.watcher = &watcher, .tenant = tenant});
  Tell();
  return std::unique_ptr<Place>(new Place(*this, std::prev(entries_.end())));
}

void FindingWatchers::Leave(std::list<Place::Entry>::iterator entry) {
  const std::lock_guard lock(mutex_);
  const auto of_tenant = of_tenant_.find(entry->tenant);
  if (--of_tenant->second == 0) of_tenant_.erase(of_tenant);
  entries_.erase(entry);
  Tell();
}

void FindingWatchers::Tell() {
  metrics_.watchers.Set(static_cast<double>(entries_.size()));
  bell_->SetWatchers(entries_.size());
}

void FindingWatchers::Drain() {
  draining_ = true;
  bell_->Ring();
}

void FindingWatchers::Serve(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    bell_->Wait(stop, NextLook());
    for (Watcher* watcher : Begun()) watcher->Work();
    std::this_thread::sleep_for(options_.pause);
  }
}

std::vector<FindingWatchers::Watcher*> FindingWatchers::Begun() {
  const std::lock_guard lock(mutex_);
  const auto now = Clock::now();
  std::vector<Watcher*> begun;
  for (const Place::Entry& entry : entries_) {
    if (entry.watcher->Begin(now)) begun.push_back(entry.watcher);
  }
  return begun;
}

std::optional<FindingWatchers::Clock::time_point> FindingWatchers::NextLook()
    const {
  // How late a sign of life and an end may be.
  constexpr std::chrono::milliseconds kTickMin{1};
  constexpr std::chrono::milliseconds kTickMax{500};
  const std::lock_guard lock(mutex_);
  if (entries_.empty()) return std::nullopt;
  const auto shortest = std::min(
      {options_.sign_of_life, options_.patience, options_.last_patience});
  return Clock::now() + std::clamp(shortest / 4, kTickMin, kTickMax);
}

}  // namespace farcall
