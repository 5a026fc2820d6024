// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <rocksdb/env.h>

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "storage/rocksdb/rocksdb_histogram_store.h"
#include "tests/model/operation.h"
#include "tests/storage/rocksdb/fault_file_system.h"
#include "tests/storage/temp_dir.h"

namespace farcall {

// A store on disk that is closed, opened and deprived of power, and whose clock
// stands still but for Wait.
class TestedStore {
 public:
  explicit TestedStore(Promise promise);

  // OK if it could be opened.
  const absl::Status& status() const { return status_; }
  RocksDbHistogramStore& store() { return *store_; }

  void Wait(int64_t hours);
  absl::Status Restart();
  // Opens what is left of it after a loss of power: of what was written to the
  // log but not synced, so much of the bytes.
  absl::Status LosePower(int kept_percent);

  // Makes the store forget all event ids but one, so that sequences that share
  // it do not meet.
  absl::Status ForgetEvents();

 private:
  absl::Status Open();

  TempDir dir_;
  const Promise promise_;
  int generation_ = 0;
  int sweeps_ = 0;
  int64_t now_micros_ = 0;
  std::shared_ptr<FaultFileSystem> disk_;
  std::unique_ptr<rocksdb::Env> env_;
  std::unique_ptr<RocksDbHistogramStore> store_;
  absl::Status status_;
};

}  // namespace farcall
