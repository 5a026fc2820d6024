// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "logging/json_log.h"
#include "server/config/config.h"
#include "server/stores/local_backups.h"
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
  StoreBackups& backups() override { return backups_; }

 private:
  LocalStore(std::unique_ptr<RocksDbHistogramStore> store,
             const std::optional<Pseudonyms>& pseudonyms, const Config& config)
      : store_(std::move(store)),
        named_(*store_, *store_, pseudonyms),
        backups_(*store_, config.backup_dir,
                 static_cast<size_t>(config.backups_kept)) {}

  const std::unique_ptr<RocksDbHistogramStore> store_;
  NamedStore named_;
  LocalBackups backups_;
};

}  // namespace farcall
