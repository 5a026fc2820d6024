// SPDX-License-Identifier: Apache-2.0
#include "server/stores/local_store.h"

#include <chrono>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/status/status.h"
#include "server/stores/data_dir.h"
#include "server/stores/store_options.h"
#include "server/stores/store_samples.h"

namespace farcall {
namespace {

// How long one sync may take before the server says that it does not serve.
constexpr auto kSyncPatience = std::chrono::seconds(10);

}  // namespace

absl::StatusOr<std::unique_ptr<ServedStore>> LocalStore::Open(
    const Config& config, StoreMetrics& metrics, Log& log) {
  const auto pseudonyms = ReadPseudonyms(config);
  if (!pseudonyms.ok()) return pseudonyms.status();
  absl::Status usable = CheckDirectory("data-dir", config.data_dir);
  if (usable.ok()) usable = CheckHoldsNoShards(config.data_dir);
  if (!usable.ok()) return usable;
  auto store = RocksDbHistogramStore::Open(
      StoreOptions(config, *pseudonyms, metrics, log));
  if (!store.ok()) return store.status();
  return absl::WrapUnique<ServedStore>(
      new LocalStore(*std::move(store), *pseudonyms, config));
}

absl::Status LocalStore::Health() const {
  if (store_->IsSyncStuckFor(kSyncPatience)) {
    return absl::UnavailableError(
        "a sync of the log began 10 seconds ago and has not ended");
  }
  return store_->Health();
}

std::vector<MetricSample> LocalStore::Samples() const {
  return StoreSamples(store_->figures());
}

}  // namespace farcall
