// SPDX-License-Identifier: Apache-2.0
#include "storage/memory_histogram_store.h"

#include "tests/storage/durability_contract.h"
#include "tests/storage/finding_store_contract.h"
#include "tests/storage/histogram_store_contract.h"

namespace farcall {
namespace {

std::unique_ptr<HistogramStore> OpenMemory(const std::string&,
                                           size_t seen_events_max) {
  return std::make_unique<MemoryHistogramStore>(seen_events_max,
                                                kContractFeedbackMax);
}

INSTANTIATE_TEST_SUITE_P(Memory, HistogramStoreContract,
                         testing::Values(StoreUnderTest{"memory", OpenMemory}));

INSTANTIATE_TEST_SUITE_P(
    Memory, FindingStoreContract,
    testing::Values(FindingStoreUnderTest{
        "memory", [](const std::string&) {
          auto store = std::make_unique<MemoryHistogramStore>();
          FindingStore* findings = store.get();
          return OpenedFindings{std::move(store), findings};
        }}));

}  // namespace
}  // namespace farcall
