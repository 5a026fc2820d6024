// SPDX-License-Identifier: Apache-2.0
#include "tests/model/tested_store.h"

#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include "tests/model/plain_window.h"
#include "tests/storage/rocksdb/rocksdb_testing.h"
#include "tests/storage/store_testing.h"

namespace farcall {
namespace {

constexpr int kCopiesMax = 1000;
constexpr int64_t kHourMicros = 3600ll * 1'000'000;

std::set<std::filesystem::path> NamesIn(const std::string& directory) {
  const auto files = FilesIn(directory, "");
  return {files.begin(), files.end()};
}

bool CopyFiles(const std::string& from, const std::string& to) {
  std::error_code error;
  std::filesystem::remove_all(to, error);
  std::filesystem::create_directories(to, error);
  for (const auto& file : NamesIn(from)) {
    if (file.filename() == "LOCK") continue;
    std::filesystem::copy_file(
        file, std::filesystem::path(to) / file.filename(), error);
    if (error) return false;
  }
  return !error;
}

// What the disk holds at one moment: compactions make and remove files while
// they are copied.
absl::Status CopyOfOneMoment(const std::string& from, const std::string& to) {
  for (int attempt = 0; attempt < kCopiesMax; ++attempt) {
    const auto before = NamesIn(from);
    if (CopyFiles(from, to) && NamesIn(from) == before) {
      return absl::OkStatus();
    }
  }
  return absl::InternalError("the store's files do not come to rest");
}

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
  absl::Status copied = CopyOfOneMoment(before, after);
  if (!copied.ok()) return copied;
  for (const auto& log : FilesIn(after, ".log")) {
    const uintmax_t synced =
        disk_->SyncedBytes(before + "/" + log.filename().string());
    const uintmax_t written = std::filesystem::file_size(log);
    std::filesystem::resize_file(
        log, synced + (written - synced) *
                          static_cast<uintmax_t>(kept_percent) / 100);
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
  if (!store.ok()) return store.status();
  store_ = *std::move(store);
  return absl::OkStatus();
}

}  // namespace farcall
