// SPDX-License-Identifier: Apache-2.0
// A copy that owns its shard does what a store with a log of its own does.
#include "tests/storage/durability_contract.h"
#include "tests/storage/finding_store_contract.h"
#include "tests/storage/histogram_store_contract.h"
#include "tests/storage/replication/replicated_store.h"

namespace farcall {
namespace {

StoreUnderTest Replicated(const char* name, uint64_t baseline_cache_bytes,
                          uint64_t seen_memory_bytes = 1 << 20) {
  return {name, [=](const std::string& path, size_t seen_events_max) {
            RocksDbStoreOptions options = CopyAt(path);
            options.seen_events_max = seen_events_max;
            options.baseline_cache_bytes = baseline_cache_bytes;
            options.seen_memory_bytes = seen_memory_bytes;
            options.feedback_entries_max = kContractFeedbackMax;
            return std::make_unique<ReplicatedStore>(std::move(options));
          }};
}

INSTANTIATE_TEST_SUITE_P(Replicated, HistogramStoreContract,
                         testing::Values(Replicated("replicated", 1 << 20),
                                         Replicated("without a cache", 0),
                                         Replicated("seen events on disk",
                                                    1 << 20, 0)));

OpenedFindings OpenFindings(const std::string& path) {
  auto store = std::make_unique<ReplicatedStore>(CopyAt(path));
  FindingStore* findings = &store->store();
  return {std::move(store), findings};
}

INSTANTIATE_TEST_SUITE_P(Replicated, FindingStoreContract,
                         testing::Values(FindingStoreUnderTest{"replicated",
                                                               OpenFindings}));

}  // namespace
}  // namespace farcall
