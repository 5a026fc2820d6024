// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "cluster/shard/shard_log.h"

namespace farcall {

// A log in memory that several replicas read and write, each through a view of
// its own. Faults are of a view.
class MemoryShardLog {
 public:
  class View;

  std::shared_ptr<View> MakeView(uint64_t seed = 1);

  size_t size() const {
    const std::lock_guard lock(mutex_);
    return records_.size();
  }
  std::vector<std::string> records() const {
    const std::lock_guard lock(mutex_);
    return records_;
  }
  // Forgets the records below this offset.
  void Trim(size_t begin) {
    const std::lock_guard lock(mutex_);
    begin_ = begin;
    added_.notify_all();
  }

 private:
  void Add(std::string record) {
    const std::lock_guard lock(mutex_);
    records_.push_back(std::move(record));
    added_.notify_all();
  }

  mutable std::mutex mutex_;
  std::condition_variable added_;
  std::vector<std::string> records_{};  // by offset; under mutex_
  size_t begin_ = 0;                    // under mutex_
};

class MemoryShardLog::View final : public ShardLog {
 public:
  View(MemoryShardLog& log, uint64_t seed) : log_(log), random_(seed) {}

  // Cut off, it neither reads nor appends.
  std::atomic<bool> is_cut_off = false;
  // Nothing is read while the replica stands still.
  std::atomic<bool> is_paused = false;
  // Of appended records in a thousand, so many are lost, or are there twice.
  std::atomic<int> lost_per_mille = 0;
  std::atomic<int> doubled_per_mille = 0;
  // An append has failed for good: of the life that is under way.
  std::atomic<bool> has_failed_append = false;
  // Others append this whenever it is asked where the log ends. Set while no
  // replica runs.
  std::string added_at_end{};

  absl::Status Append(std::string record) override {
    const std::lock_guard lock(mutex_);
    if (is_cut_off || Happens(lost_per_mille)) return absl::OkStatus();
    if (Happens(doubled_per_mille)) log_.Add(record);
    log_.Add(std::move(record));
    return absl::OkStatus();
  }
  absl::Status AppendHealth() const override {
    return has_failed_append ? absl::UnavailableError("an append failed")
                             : absl::OkStatus();
  }

  absl::StatusOr<std::vector<Item>> Read(
      int64_t offset, std::chrono::milliseconds wait) override {
    while (is_paused) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    if (is_cut_off) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
      return absl::UnavailableError("cut off");
    }
    std::vector<Item> items;
    std::unique_lock lock(log_.mutex_);
    const auto at = static_cast<size_t>(offset);
    log_.added_.wait_for(lock, std::min(wait, std::chrono::milliseconds(20)),
                         [&] { return log_.records_.size() > at; });
    if (at < log_.begin_) return absl::OutOfRangeError("trimmed");
    for (size_t i = at; i < log_.records_.size() && items.size() < 50; ++i) {
      items.push_back({static_cast<int64_t>(i), log_.records_[i]});
    }
    return items;
  }

  absl::StatusOr<int64_t> End(std::chrono::milliseconds) override {
    if (is_cut_off) return absl::UnavailableError("cut off");
    if (!added_at_end.empty()) log_.Add(added_at_end);
    return static_cast<int64_t>(log_.size());
  }
  absl::StatusOr<int64_t> Begin(std::chrono::milliseconds) override {
    const std::lock_guard lock(log_.mutex_);
    return static_cast<int64_t>(log_.begin_);
  }

 private:
  bool Happens(int per_mille) {
    return static_cast<int>(random_() % 1000) < per_mille;
  }

  MemoryShardLog& log_;
  std::mutex mutex_;
  std::mt19937_64 random_;  // under mutex_
};

inline std::shared_ptr<MemoryShardLog::View> MemoryShardLog::MakeView(
    uint64_t seed) {
  return std::make_shared<View>(*this, seed);
}

// Opens the log through `view` for each life of a replica.
inline auto OpenEachTime(const std::shared_ptr<MemoryShardLog::View>& view) {
  return [view] {
    view->has_failed_append = false;
    return view;
  };
}

}  // namespace farcall
