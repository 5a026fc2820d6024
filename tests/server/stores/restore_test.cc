// SPDX-License-Identifier: Apache-2.0
#include "server/stores/restore.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "server/stores/data_dir.h"
#include "tests/storage/rocksdb/rocksdb_testing.h"
#include "tests/storage/temp_dir.h"

namespace farcall {
namespace {

using testing::HasSubstr;

class RestoreTest : public testing::Test {
 protected:
  RestoreTest() {
    config_.data_dir = dir_ / "data";
    config_.backup_dir = dir_ / "backups";
    config_.cluster_log = Config::ClusterLog::kKafka;
    config_.cluster_replica = "a";
    config_.cluster_replicas = "a=h:1,b=h:2";
    config_.cluster_shards = 3;
  }
  void BackUp(const std::string& path) {
    const auto store = OpenOrFail(At(dir_ / ("of " + std::to_string(made_++))));
    std::filesystem::create_directories(path);
    const auto backups = BackupDirectory::Open(path);
    ASSERT_TRUE(backups.ok()) << backups.status();
    ASSERT_TRUE(store->CreateBackup(**backups, 7, [](uint64_t) {}).ok());
  }
  void BackUpShard(uint32_t shard) {
    BackUp(ShardPath(config_.backup_dir, shard));
  }
  bool IsThere(uint32_t shard) const {
    return HoldsStore(ShardPath(config_.data_dir, shard));
  }

  const TempDir dir_;
  Config config_;
  int made_ = 0;
};

TEST_F(RestoreTest, OneShardWhereThereIsNone) {
  BackUpShard(0);
  BackUpShard(1);
  const auto done = RestoreStores(config_, {.backup = 1, .shard = 1});
  ASSERT_TRUE(done.ok()) << done.status();
  EXPECT_THAT(*done, HasSubstr("Backup 1 of " + config_.backup_dir +
                               "/shard-001 is restored into " +
                               config_.data_dir + "/shard-001: "));
  EXPECT_TRUE(IsThere(1));
  EXPECT_FALSE(IsThere(0));
  EXPECT_TRUE(absl::IsFailedPrecondition(
      RestoreStores(config_, {.shard = 1}).status()));
  const auto kept = RestoreStores(
      config_, {.shard = 1, .existing_store = ExistingStore::kKeep});
  ASSERT_TRUE(kept.ok()) << kept.status();
  EXPECT_THAT(*kept, HasSubstr("nothing is restored"));
  EXPECT_TRUE(absl::IsNotFound(RestoreStores(config_, {.shard = 2}).status()));
}

TEST_F(RestoreTest, OnlyWhatThisReplicaHolds) {
  BackUpShard(1);
  config_.cluster_copies = 1;
  for (const char* name : {"a", "b"}) {
    config_.cluster_replica = name;
    const auto done = RestoreStores(
        config_, {.shard = 1, .existing_store = ExistingStore::kKeep});
    if (done.ok()) continue;
    EXPECT_TRUE(absl::IsFailedPrecondition(done.status())) << done.status();
    EXPECT_THAT(std::string(done.status().message()),
                HasSubstr(std::string("this replica, ") + name +
                          ", holds no copy of shard 1"));
    return;
  }
  ADD_FAILURE() << "both hold it";
}

TEST_F(RestoreTest, AllShardsThatHaveABackup) {
  const RestoreOrder if_empty{.existing_store = ExistingStore::kKeep};
  const auto none = RestoreStores(config_, if_empty);
  ASSERT_TRUE(none.ok()) << none.status();
  EXPECT_THAT(*none, HasSubstr("of shards 0, 1, 2."));
  EXPECT_TRUE(absl::IsNotFound(RestoreStores(config_, {}).status()));
  BackUpShard(0);
  ASSERT_TRUE(RestoreStores(config_, {}).ok());
  BackUpShard(2);
  const auto done = RestoreStores(config_, if_empty);
  ASSERT_TRUE(done.ok()) << done.status();
  EXPECT_THAT(*done, HasSubstr("shard-000 holds a store"));
  EXPECT_THAT(*done, HasSubstr("of shards 1."));
  EXPECT_TRUE(IsThere(0));
  EXPECT_FALSE(IsThere(1));
  EXPECT_TRUE(IsThere(2));
}

TEST_F(RestoreTest, AServerAloneAndAClusterDoNotMix) {
  config_.cluster_log = Config::ClusterLog::kNone;
  BackUp(config_.backup_dir);
  const auto done = RestoreStores(config_, {});
  ASSERT_TRUE(done.ok()) << done.status();
  EXPECT_TRUE(HoldsStore(config_.data_dir));
  config_.cluster_log = Config::ClusterLog::kKafka;
  BackUpShard(0);
  EXPECT_TRUE(absl::IsFailedPrecondition(RestoreStores(config_, {}).status()));
}

}  // namespace
}  // namespace farcall
