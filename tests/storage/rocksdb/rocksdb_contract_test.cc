// SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb/rocksdb_histogram_store.h"
#include "tests/storage/durability_contract.h"
#include "tests/storage/finding_store_contract.h"
#include "tests/storage/histogram_store_contract.h"

namespace farcall {
namespace {

std::unique_ptr<HistogramStore> OpenRocksDb(const std::string& path,
                                            size_t seen_events_max,
                                            Durability durability,
                                            uint64_t baseline_cache_bytes,
                                            uint64_t seen_memory_bytes) {
  RocksDbStoreOptions options;
  options.path = path;
  options.durability = durability;
  options.seen_events_max = seen_events_max;
  options.baseline_cache_bytes = baseline_cache_bytes;
  options.seen_memory_bytes = seen_memory_bytes;
  options.feedback_entries_max = kContractFeedbackMax;
  auto store = RocksDbHistogramStore::Open(options);
  EXPECT_TRUE(store.ok()) << store.status();
  return *std::move(store);
}

StoreUnderTest RocksDb(const char* name, Durability durability,
                       uint64_t baseline_cache_bytes,
                       uint64_t seen_memory_bytes = 1 << 20) {
  return {name, [=](const std::string& path, size_t seen_events_max) {
            return OpenRocksDb(path, seen_events_max, durability,
                               baseline_cache_bytes, seen_memory_bytes);
          }};
}

INSTANTIATE_TEST_SUITE_P(
    RocksDb, HistogramStoreContract,
    testing::Values(RocksDb("fsync", Durability::kFsync, 1 << 20),
                    RocksDb("wal", Durability::kWal, 1 << 20),
                    RocksDb("without a cache", Durability::kFsync, 0),
                    RocksDb("seen events on disk", Durability::kFsync, 1 << 20,
                            /*seen_memory_bytes=*/0)));

OpenedFindings OpenFindings(const std::string& path, bool sealed) {
  RocksDbStoreOptions options;
  options.path = path;
  if (sealed) options.finding_seal_key.emplace().fill(7);
  auto store = RocksDbHistogramStore::Open(options);
  EXPECT_TRUE(store.ok()) << store.status();
  FindingStore* findings = store->get();
  return {*std::move(store), findings};
}

INSTANTIATE_TEST_SUITE_P(
    RocksDb, FindingStoreContract,
    testing::Values(FindingStoreUnderTest{"plain",
                                          [](const std::string& path) {
                                            return OpenFindings(path, false);
                                          }},
                    FindingStoreUnderTest{"sealed",
                                          [](const std::string& path) {
                                            return OpenFindings(path, true);
                                          }}));

}  // namespace
}  // namespace farcall
