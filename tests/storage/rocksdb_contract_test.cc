// SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb_histogram_store.h"
#include "tests/storage/histogram_store_contract.h"

namespace farcall {
namespace {

template <Durability kDurability>
std::unique_ptr<HistogramStore> OpenRocksDb(const std::string& path,
                                            size_t seen_events_max) {
  RocksDbStoreOptions options;
  options.path = path;
  options.durability = kDurability;
  options.seen_events_max = seen_events_max;
  options.feedback_entries_max = kContractFeedbackMax;
  auto store = RocksDbHistogramStore::Open(options);
  EXPECT_TRUE(store.ok()) << store.status();
  return *std::move(store);
}

INSTANTIATE_TEST_SUITE_P(RocksDbFsync, HistogramStoreContract,
                         testing::Values(OpenRocksDb<Durability::kFsync>));
INSTANTIATE_TEST_SUITE_P(RocksDbWal, HistogramStoreContract,
                         testing::Values(OpenRocksDb<Durability::kWal>));

}  // namespace
}  // namespace farcall
