// SPDX-License-Identifier: Apache-2.0
#include "tests/model/tested_store.h"

#include <filesystem>
#include <utility>

#include "tests/model/plain_window.h"
#include "tests/storage/rocksdb_testing.h"
#include "tests/storage/store_testing.h"

namespace farcall {
namespace {

constexpr int64_t kHourMicros = 3600ll * 1'000'000;

}  // namespace

TestedStore::TestedStore(Promise promise)
    : promise_(promise),
      disk_(std::make_shared<FaultFileSystem>()),
      env_(rocksdb::NewCompositeEnv(disk_)) {
  disk_->PretendSyncs();
  status_ = Open();
}

void TestedStore::Wait(int64_t hours) { now_micros_ += hours * kHourMicros; }

absl::Status TestedStore::Restart() {
  store_.reset();
  return Open();
}

absl::Status TestedStore::LosePower(int kept_percent) {
  const std::string before = dir_ / std::to_string(generation_);
  const std::string after = dir_ / std::to_string(++generation_);
  CopyAsAfterKill(before, after);
  for (const auto& log : FilesIn(before, ".log")) {
    const uintmax_t synced = disk_->SyncedBytes(log.string());
    const uintmax_t written = std::filesystem::file_size(log);
    std::filesystem::resize_file(
        std::filesystem::path(after) / log.filename(),
        synced +
            (written - synced) * static_cast<uintmax_t>(kept_percent) / 100);
  }
  store_.reset();
  std::filesystem::remove_all(before);
  return Open();
}

absl::Status TestedStore::ForgetEvents() {
  Wait(kWindowSeconds / 3600 + 1);
  return CountBatch(*store_, {EventOf(std::to_string(++sweeps_), "sweeper")},
                    kOutcome, "sweep")
      .status();
}

absl::Status TestedStore::Open() {
  RocksDbStoreOptions options = At(dir_ / std::to_string(generation_));
  options.durability =
      promise_ == Promise::kSynced ? Durability::kFsync : Durability::kWal;
  options.seen_window_seconds = kWindowSeconds;
  options.block_cache_bytes = 1 << 20;
  // So small that baselines are also read anew.
  options.baseline_cache_bytes = 8 << 10;
  options.steady_micros = [this] { return now_micros_; };
  options.env = env_.get();
  auto store = RocksDbHistogramStore::Open(std::move(options));
  if (store.ok()) store_ = *std::move(store);
  return store.status();
}

}  // namespace farcall
