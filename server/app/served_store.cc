// SPDX-License-Identifier: Apache-2.0
#include "server/app/served_store.h"

#include <cstdint>
#include <string>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/status/status.h"
#include "server/app/configured_files.h"
#include "server/telemetry/tracing.h"

namespace farcall {

RocksDbStoreOptions StoreOptions(const Config& config,
                                 const std::optional<Pseudonyms>& pseudonyms,
                                 StoreMetrics& metrics, Log& log) {
  return {
      .path = config.data_dir,
      .durability = config.durability == Config::Durability::kFsync
                        ? Durability::kFsync
                        : Durability::kWal,
      .seen_window_seconds = config.seen_window_seconds,
      .seen_events_max = static_cast<uint64_t>(config.seen_events_max),
      .pseudonym_key_check =
          pseudonyms.has_value() ? pseudonyms->key_check() : "",
      .finding_seal_key = pseudonyms.has_value()
                              ? std::optional(pseudonyms->finding_seal_key())
                              : std::nullopt,
      .finding_samples = static_cast<size_t>(config.finding_samples),
      .fact_hours = static_cast<uint32_t>(config.event_hours),
      .fact_bytes_max = static_cast<uint64_t>(config.event_bytes_max),
      .ledger_days = static_cast<uint32_t>(config.ledger_days),
      .block_cache_bytes = static_cast<uint64_t>(config.rocksdb_cache_bytes),
      .baseline_cache_bytes =
          static_cast<uint64_t>(config.baseline_cache_bytes),
      .write_buffer_bytes =
          static_cast<uint64_t>(config.rocksdb_write_buffer_bytes),
      .observer = {
          .on_read =
              [&](double s) {
                metrics.read_seconds.Observe(s);
                AnnotateSpan("farcall.store.read_seconds", s);
              },
          .on_write =
              [&](double s) {
                metrics.write_seconds.Observe(s);
                AnnotateSpan("farcall.store.write_seconds", s);
              },
          .on_sync = [&](double s) { metrics.sync_seconds.Observe(s); },
          .on_log =
              [&log](const std::string& line) {
                log.Warn("rocksdb", {{"reason", line}});
              }}};
}

absl::StatusOr<std::unique_ptr<ServedStore>> ServedStore::Open(
    const Config& config, StoreMetrics& metrics, Log& log) {
  const auto read = ReadPseudonyms(config);
  if (!read.ok()) return read.status();
  if (absl::Status usable = CheckDirectory("data-dir", config.data_dir);
      !usable.ok()) {
    return usable;
  }
  // Scoring can do without backups.
  if (const absl::Status usable = CheckBackupDir(config); !usable.ok()) {
    log.Warn("no backup can be made",
             {{"reason", std::string(usable.message())}});
  }
  const std::optional<Pseudonyms>& pseudonyms = *read;
  auto store = RocksDbHistogramStore::Open(
      StoreOptions(config, pseudonyms, metrics, log));
  if (!store.ok()) return store.status();
  auto served = absl::WrapUnique(new ServedStore());
  served->store_ = *std::move(store);
  if (pseudonyms.has_value()) {
    served->pseudonymous_store_ =
        std::make_unique<PseudonymousStore>(*served->store_, *pseudonyms);
    served->pseudonymous_facts_ = std::make_unique<PseudonymousFacts>(
        *served->store_, *served->pseudonymous_store_);
  }
  return served;
}

HistogramStore& ServedStore::histograms() {
  if (pseudonymous_store_ != nullptr) return *pseudonymous_store_;
  return *store_;
}

FindingStore& ServedStore::findings() { return *store_; }

LedgerStore& ServedStore::ledger() { return *store_; }

FactStore& ServedStore::facts() {
  if (pseudonymous_facts_ != nullptr) return *pseudonymous_facts_;
  return *store_;
}

}  // namespace farcall
