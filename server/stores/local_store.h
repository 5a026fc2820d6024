// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "logging/json_log.h"
#include "server/config/config.h"
#include "server/stores/named_store.h"
#include "server/stores/served_store.h"
#include "server/telemetry/metrics.h"

namespace farcall {

// A store of this server alone, in data-dir.
class LocalStore final : public ServedStore {
 public:
  // `metrics` and `log` must outlive it. FAILED_PRECONDITION where data-dir
  // holds shards of a cluster.
  static absl::StatusOr<std::unique_ptr<ServedStore>> Open(
      const Config& config, StoreMetrics& metrics, Log& log);

  HistogramStore& histograms() override { return named_.histograms(); }
  FindingStore& findings() override { return *store_; }
  const FactStore& facts() override { return named_.facts(); }
  const LedgerStore& ledger() override { return *store_; }

  absl::Status Health() const override;
  StoreFigures figures() const override { return store_->figures(); }
  std::vector<MetricSample> Samples() const override;

  absl::Status ExpireKept(int64_t now_micros) override {
    return store_->ExpireKept(now_micros);
  }
  absl::Status Compact() override { return store_->Compact(); }
  absl::StatusOr<BackupInfo> CreateBackup(
      BackupDirectory& backups, size_t kept,
      absl::FunctionRef<void(uint64_t bytes_copied)> on_progress) override {
    return store_->CreateBackup(backups, kept, on_progress);
  }

 private:
  LocalStore(std::unique_ptr<RocksDbHistogramStore> store,
             const std::optional<Pseudonyms>& pseudonyms)
      : store_(std::move(store)), named_(*store_, *store_, pseudonyms) {}

  const std::unique_ptr<RocksDbHistogramStore> store_;
  NamedStore named_;
};

}  // namespace farcall
