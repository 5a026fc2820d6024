// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "storage/replication/entry_codec.h"
#include "storage/replication/shard_copy.h"

namespace farcall {

// The log of one shard in memory: what an owner sends is read back by it, and
// by the copies that follow, on a thread for each. A position is the number of
// records that were read.
class MemoryLog {
 public:
  ~MemoryLog() {
    for (auto& [copy, reader] : readers_) Stop(*copy);
  }

  // The copy reads on from where it is; `owns` = it makes entries from now on.
  void Attach(ShardCopy& copy, bool owns = false) {
    if (owns) {
      std::unique_lock lock(mutex_);
      const uint64_t epoch = ++epoch_;
      // It has read all that was made before.
      lock.unlock();
      CatchUp(copy);
      copy.Own([this, epoch](uint64_t number, std::string entry) {
        const std::lock_guard send_lock(mutex_);
        records_.push_back({epoch, number, std::move(entry)});
        changed_.notify_all();
        return absl::OkStatus();
      });
      Start(copy, epoch);
    } else {
      Start(copy, 0);
    }
  }

  // Ends the reading of a copy, which has read all that is there.
  void Detach(ShardCopy& copy) {
    WaitFor(copy, size());
    Stop(copy);
    readers_.erase(&copy);
  }

  // Ends the reading of a copy where it is.
  void Abandon(ShardCopy& copy) {
    Stop(copy);
    readers_.erase(&copy);
  }

  // While it is held, nothing that is sent is read.
  void Hold(bool held) {
    const std::lock_guard lock(mutex_);
    held_ = held;
    changed_.notify_all();
  }

  void WaitFor(ShardCopy& copy, size_t records) {
    std::unique_lock lock(mutex_);
    Reader& reader = *readers_.at(&copy);
    changed_.wait(lock, [&] { return reader.read >= records; });
  }
  // Until the copy has read all that is there.
  void WaitForAll(ShardCopy& copy) { WaitFor(copy, size()); }

  size_t size() const {
    const std::lock_guard lock(mutex_);
    return records_.size();
  }

 private:
  struct LogRecord {
    uint64_t epoch = 0;
    uint64_t number = 0;
    std::string entry{};
  };
  struct Reader {
    uint64_t owned_epoch = 0;  // 0 = it follows
    size_t read = 0;
    bool stops = false;
    std::thread thread{};
  };

  static size_t PositionOf(const ShardCopy& copy) {
    const auto position = copy.Position();
    EXPECT_TRUE(position.ok()) << position.status();
    return position->empty() ? 0 : std::stoul(*position);
  }

  void CatchUp(ShardCopy& copy) {
    for (size_t read = PositionOf(copy); read < size(); ++read) {
      Take(copy, 0, read);
    }
  }

  void Take(ShardCopy& copy, uint64_t owned_epoch, size_t index) {
    LogRecord record;
    {
      const std::lock_guard lock(mutex_);
      record = records_[index];
    }
    const std::string position = std::to_string(index + 1);
    absl::Status status;
    if (record.epoch == owned_epoch) {
      status = copy.Accept(record.number, position);
    } else {
      absl::StatusOr<JournalEntry> entry = DecodeJournalEntry(record.entry);
      status = entry.ok() ? copy.Follow(*std::move(entry), position)
                          : entry.status();
    }
    EXPECT_TRUE(status.ok()) << status;
  }

  void Start(ShardCopy& copy, uint64_t owned_epoch) {
    auto reader = std::make_unique<Reader>();
    reader->owned_epoch = owned_epoch;
    reader->read = PositionOf(copy);
    Reader& started = *reader;
    readers_[&copy] = std::move(reader);
    started.thread = std::thread([this, &copy, &started] {
      for (;;) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] {
          return started.stops || (!held_ && started.read < records_.size());
        });
        if (started.stops) return;
        const size_t index = started.read;
        lock.unlock();
        Take(copy, started.owned_epoch, index);
        lock.lock();
        ++started.read;
        changed_.notify_all();
      }
    });
  }

  void Stop(ShardCopy& copy) {
    Reader& reader = *readers_.at(&copy);
    {
      const std::lock_guard lock(mutex_);
      reader.stops = true;
      changed_.notify_all();
    }
    reader.thread.join();
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<LogRecord> records_{};
  uint64_t epoch_ = 0;
  bool held_ = false;
  // Of the thread that attaches and detaches alone.
  std::map<ShardCopy*, std::unique_ptr<Reader>> readers_{};
};

}  // namespace farcall
