// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "scoring/batch/histogram_store.h"
#include "scoring/event/feedback_entry.h"
#include "storage/journal.h"

namespace farcall {

// The audit of a RocksDB store: entries by tenant and time, of each tenant so
// many at most. Thread-safe, but for Stage and Apply, which one write after the
// other calls.
class FeedbackLog {
 public:
  FeedbackLog(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* family,
              size_t entries_max)
      : db_(db), family_(family), entries_max_(entries_max) {}

  // What a write does to one tenant's entries; Apply after it was written.
  struct Staged {
    std::string tenant;
    uint64_t entries = 0;
    std::string oldest;  // key: no entry lies before it
  };
  // `entries` are of one tenant; at least one.
  absl::StatusOr<Staged> Stage(std::span<const FeedbackRecord> entries,
                               rocksdb::WriteBatch& batch);
  void Apply(const Staged& staged);

  absl::StatusOr<HistogramStore::FeedbackPage> List(std::string_view tenant,
                                                    std::string_view principal,
                                                    std::string_view next,
                                                    size_t limit) const;

  // Keys of what was said of a principal. Whoever removes them tells, after the
  // write, that the tenant's entries are to be counted anew.
  absl::StatusOr<std::vector<std::string>> KeysOf(
      std::string_view tenant, std::string_view principal) const;
  void CountAnew(std::string_view tenant);

 private:
  struct Held {
    uint64_t entries = 0;
    std::string oldest;
  };

  absl::StatusOr<Held> HeldOf(std::string_view tenant) const;
  absl::Status StageRemoval(const std::string& prefix, size_t entries,
                            Staged& staged, rocksdb::WriteBatch& batch) const;

  rocksdb::DB& db_;
  rocksdb::ColumnFamilyHandle* const family_;
  const size_t entries_max_;

  mutable std::mutex mutex_;
  // Of tenants that had feedback since the store was opened, so that nothing is
  // counted twice.
  std::map<std::string, Held, std::less<>> held_;  // under mutex_
};

}  // namespace farcall
