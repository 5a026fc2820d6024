// SPDX-License-Identifier: Apache-2.0
// A cluster of one replica does what a single server's store does.
#include "cluster/store/cluster_store.h"

#include <map>
#include <thread>

#include "cluster/store/shard_ticket.h"
#include "tests/cluster/shard/memory_shard_log.h"
#include "tests/cluster/shard/test_place.h"
#include "tests/storage/durability_contract.h"
#include "tests/storage/finding_store_contract.h"
#include "tests/storage/forwarding_store.h"
#include "tests/storage/histogram_store_contract.h"

namespace farcall {
namespace {

using std::chrono::milliseconds;

constexpr uint32_t kShards = 2;

// The logs of a cluster stay when its replica is closed.
std::vector<std::unique_ptr<MemoryShardLog>>& LogsAt(const std::string& path) {
  static std::map<std::string, std::vector<std::unique_ptr<MemoryShardLog>>>
      all;
  auto& logs = all[path];
  while (logs.size() < kShards) {
    logs.push_back(std::make_unique<MemoryShardLog>());
  }
  return logs;
}

// One replica with the only copy of each shard.
class OneReplica {
 public:
  OneReplica(const std::string& path,
             const std::function<void(RocksDbStoreOptions&)>& change) {
    const std::vector<Replica> preference = {{"only"}};
    std::vector<const ShardReplica*> replicas;
    for (uint32_t shard = 0; shard < kShards; ++shard) {
      ShardReplica::Options options;
      options.life.shard = shard;
      options.life.name = "only";
      options.life.address = "only:50052";
      options.life.preference = preference;
      options.life.takeover = milliseconds(20);
      options.genesis = {.format = 1, .shards = kShards};
      options.genesis.event_hash_key.fill(static_cast<uint8_t>(shard + 1));
      options.pause = milliseconds(1);
      options.bell = &bell_;
      parts_.push_back(std::make_unique<Part>(
          *LogsAt(path)[shard], path + "/" + std::to_string(shard), change,
          options));
      replicas.push_back(&parts_.back()->replica);
    }
    store_ = std::make_unique<ClusterStore>(std::move(replicas), bell_);
    for (const auto& part : parts_) {
      while (part->replica.status().role != ShardReplica::Role::kOwning) {
        std::this_thread::sleep_for(milliseconds(1));
      }
    }
  }

  ClusterStore& store() { return *store_; }

 private:
  struct Part {
    Part(MemoryShardLog& log, const std::string& path,
         const std::function<void(RocksDbStoreOptions&)>& change,
         const ShardReplica::Options& options)
        : place(path, change),
          replica(options, OpenEachTime(log.MakeView()), place, nullptr) {
      replica.Start();
    }

    TestPlace place;
    ShardReplica replica;
  };

  FindingBell bell_;
  std::vector<std::unique_ptr<Part>> parts_;
  std::unique_ptr<ClusterStore> store_;
};

// The store of one replica, which lives as long.
class OwningStore final : public ForwardingStore {
 public:
  OwningStore(const std::string& path,
              const std::function<void(RocksDbStoreOptions&)>& change)
      : replica_(path, change) {}

  ClusterStore& store() { return replica_.store(); }

 private:
  HistogramStore& target() const override { return replica_.store(); }

  mutable OneReplica replica_;
};

const StoreUnderTest kCluster{
    "cluster", [](const std::string& path, size_t seen_events_max) {
      return std::make_unique<OwningStore>(
          path, [=](RocksDbStoreOptions& options) {
            options.seen_events_max = seen_events_max;
            options.feedback_entries_max = kContractFeedbackMax;
          });
    }};

INSTANTIATE_TEST_SUITE_P(Cluster, HistogramStoreContract,
                         testing::Values(kCluster));

OpenedFindings OpenFindings(const std::string& path) {
  auto store = std::make_unique<OwningStore>(path, nullptr);
  FindingStore* findings = &store->store();
  return {std::move(store), findings};
}

INSTANTIATE_TEST_SUITE_P(Cluster, FindingStoreContract,
                         testing::Values(FindingStoreUnderTest{"cluster",
                                                               OpenFindings}));

TEST(ShardTicket, ComesBackAndNothingStaysNothing) {
  const ShardTicket ticket{.shard = 4095, .life = 5000, .ticket = 123'456};
  const ShardTicket read = ShardTicket::Of(ticket.Packed());
  EXPECT_EQ(read.shard, 4095u);
  EXPECT_EQ(read.life, ShardTicket::LifeBits(5000));
  EXPECT_EQ(read.ticket, 123'456u);
  EXPECT_EQ((ShardTicket{.shard = 3, .life = 2}.Packed()), 0u);
}

TEST(ClusterStore, IsUnavailableWhereItHoldsNoCopy) {
  FindingBell bell;
  ClusterStore store({nullptr, nullptr}, bell);
  const absl::Status status = store.Read({"default", {}, {}}, [](auto) {});
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_FALSE(store.ListFindings("default", {}).ok());
  EXPECT_TRUE(store.FindingTenants()->empty());
  EXPECT_EQ(store.WhenDurable(0, [](const auto&) {}), absl::OkStatus());
}

TEST(ClusterStore, ATicketOfAnEarlierLifeIsRefused) {
  TempDir dir;
  OwningStore store(dir / "store", nullptr);
  ASSERT_TRUE(CountBatch(store, {EventOf("e1", "alice")}).ok());
  const uint32_t shard = ShardOf("default", kShards);
  const absl::Status earlier = *store.WhenDurable(
      ShardTicket{.shard = shard, .life = 4000, .ticket = 1}.Packed(),
      [](const auto&) {});
  EXPECT_EQ(earlier.code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace farcall
