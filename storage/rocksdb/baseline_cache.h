// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "scoring/baseline.h"

namespace rocksdb {
class Cache;
}

namespace farcall {

// How a baseline is stored.
struct StoredBytes {
  uint64_t whole = 0;    // of what was stored whole; 0 = not known
  uint64_t changes = 0;  // of the changes stored after it

  bool operator==(const StoredBytes&) const = default;
};

// Baselines as they are in memory, of the entities last used, so that a batch
// need not decode what the batch before it wrote. Holds what is stored and
// nothing else. Thread-safe, but for one entity: who changes it takes it out,
// holding the entity's lock, and puts it back when it is written.
class BaselineCache {
 public:
  // 0 holds nothing.
  explicit BaselineCache(uint64_t bytes_max);

  struct Entry {
    Baseline baseline{};
    StoredBytes stored{};
  };

  // What was put last under `key`, which is then no longer there.
  std::optional<Entry> Take(std::string_view key);
  // The least recently put make room.
  void Put(std::string_view key, Entry entry);

  uint64_t bytes() const;

 private:
  std::shared_ptr<rocksdb::Cache> cache_;
};

}  // namespace farcall
