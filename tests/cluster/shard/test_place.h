// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "cluster/rocksdb/rocksdb_shard_place.h"
#include "tests/storage/rocksdb/rocksdb_testing.h"

namespace farcall {

// A copy of a shard as it is opened by tests of stores.
class TestPlace final : public RocksDbShardPlace {
 public:
  using Change = std::function<void(RocksDbStoreOptions&)>;

  explicit TestPlace(const std::string& path, const Change& change = nullptr)
      : RocksDbShardPlace(OptionsAt(path, change)) {}

 private:
  static RocksDbStoreOptions OptionsAt(const std::string& path,
                                       const Change& change) {
    RocksDbStoreOptions options = At(path);
    if (change) change(options);
    return options;
  }
};

}  // namespace farcall
