// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "cluster/kafka/kafka_log_client.h"
#include "cluster/rocksdb/rocksdb_shard_place.h"
#include "cluster/shard/finding_bell.h"
#include "cluster/shard/late_checkpoint_source.h"
#include "cluster/shard/shard_replica.h"
#include "cluster/store/cluster_store.h"
#include "logging/json_log.h"
#include "server/checkpoints/local_checkpoints.h"
#include "server/config/config.h"
#include "server/replicas/claim_table.h"
#include "server/replicas/copy_table.h"
#include "server/routing/shard_directory.h"
#include "server/stores/cluster_options.h"
#include "server/stores/named_store.h"
#include "server/stores/served_store.h"
#include "server/stores/shard_backups.h"
#include "server/telemetry/metrics.h"

namespace farcall {

// The shards that this replica of a cluster holds a copy of, as one store
// (ADR 51). A thread checks the topic, starts the copies once it does, and then
// watches how far they are behind the log.
class ClusterMember final : public ServedStore,
                            public ShardDirectory,
                            public ClaimSource {
 public:
  // Asks Kafka for the topic once, and goes on where it does not answer.
  // FAILED_PRECONDITION, NOT_FOUND or PERMISSION_DENIED naming the setting
  // where the topic does not do. `metrics` and `log` must outlive it.
  static absl::StatusOr<std::unique_ptr<ClusterMember>> Open(
      const Config& config, StoreMetrics& metrics, Log& log);
  // No call may be under way.
  ~ClusterMember() override;
  ClusterMember(const ClusterMember&) = delete;
  ClusterMember& operator=(const ClusterMember&) = delete;

  HistogramStore& histograms() override { return named_->histograms(); }
  FindingStore& findings() override { return *store_; }
  const FactStore& facts() override { return named_->facts(); }
  const LedgerStore& ledger() override { return *store_; }

  // UNAVAILABLE until all copies have caught up once, but for those that only
  // an operator can mend; later, while the log has not answered for a while.
  absl::Status Health() const override;
  StoreFigures figures() const override;
  std::vector<MetricSample> Samples() const override;

  absl::Status ExpireKept(int64_t now_micros) override;
  absl::Status Compact() override;
  StoreBackups& backups() override { return *backups_; }

  void Release() override;

  Place PlaceOf(std::string_view tenant) const override;
  bool HoldsCopy(std::string_view tenant) const override;
  std::vector<Claim> Claims() const override;
  CopiesTold Copies() const override;
  // What all replicas know of owners; others' claims are to be merged.
  ClaimTable& claims() { return claims_; }
  // What other replicas say of their copies, which is to be set.
  CopyTable& copies_of_others() { return copies_of_others_; }
  // Where copies that are too far behind get a store from; others come later.
  LateCheckpointSource& checkpoint_source() { return checkpoint_source_; }
  CheckpointMaker& checkpoint_maker() { return *checkpoint_maker_; }

 private:
  using Clock = std::chrono::steady_clock;

  struct Copy {
    uint32_t shard = 0;
    std::unique_ptr<RocksDbShardPlace> place{};
    std::unique_ptr<ShardReplica> replica{};
    // Of its thread: what was told in the log.
    std::string told{};  // of its last change
    uint64_t fetched = 0;
  };

  ClusterMember(const Config& config, Log& log)
      : config_(config),
        log_(log),
        claims_(static_cast<uint32_t>(config.cluster_shards)),
        copies_of_others_(AddressesOfOthers(config)) {}

  absl::Status OpenParts(StoreMetrics& metrics);
  absl::Status CheckLog();
  void Watch(const std::stop_token& stop, bool is_checked);
  // False once `stop` is requested.
  bool CheckUntilGood(const std::stop_token& stop);
  void MeasureLag();
  absl::Status HealthNow();
  absl::Status StartHealth() const;
  void SetHealth(absl::Status health);

  // Calls `use` with the store of each copy that is open, until it fails.
  template <typename Use>
  absl::Status ForEachOpen(Use use) const;
  uint32_t ShardOfTenant(std::string_view tenant) const;
  void TellChange(Copy& copy, const ShardReplica::Status& status);

  const Config config_;
  Log& log_;
  ClaimTable claims_;
  CopyTable copies_of_others_;
  LateCheckpointSource checkpoint_source_{};
  FindingBell bell_{};
  KafkaCluster kafka_{};
  std::unique_ptr<KafkaLogClient> client_{};
  std::vector<std::unique_ptr<Copy>> copies_{};  // of this replica
  std::vector<const ShardReplica*> by_shard_{};  // nullptr = no copy here
  std::unique_ptr<ClusterStore> store_{};
  std::optional<LocalCheckpoints> checkpoint_maker_{};
  std::optional<ShardBackups> backups_{};
  std::optional<NamedStore> named_{};

  std::atomic<int64_t> lag_records_ = 0;
  std::atomic<bool> is_reachable_ = false;
  Clock::time_point reached_{};  // of the thread that watches
  bool was_ready_ = false;       // of the same
  mutable std::mutex mutex_;
  absl::Status health_{};  // under mutex_
  std::jthread watch_;     // last: it uses the others
};

}  // namespace farcall
