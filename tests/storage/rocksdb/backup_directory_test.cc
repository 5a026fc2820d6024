// SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb/backup_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/storage/rocksdb/rocksdb_testing.h"
#include "tests/storage/store_testing.h"
#include "tests/storage/temp_dir.h"

namespace farcall {
namespace {

using testing::HasSubstr;

constexpr size_t kKept = 2;

std::unique_ptr<BackupDirectory> OpenBackups(const std::string& path) {
  auto backups = BackupDirectory::Open(path);
  EXPECT_TRUE(backups.ok()) << backups.status();
  return *std::move(backups);
}

absl::StatusOr<BackupInfo> Make(RocksDbHistogramStore& store,
                                BackupDirectory& backups) {
  return store.CreateBackup(backups, kKept, [](uint64_t) {});
}

TEST(BackupDirectory, RestoresTheMomentOfEachBackup) {
  TempDir dir;
  const auto store = OpenOrFail(At(dir / "db"));
  const auto backups = OpenBackups(dir / "backups");
  ASSERT_TRUE(CountBatch(*store, {EventOf("e1", "alice")}).ok());
  const auto first = Make(*store, *backups);
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_TRUE(CountBatch(*store, {EventOf("e2", "alice", "FR")}).ok());
  const auto second = Make(*store, *backups);
  ASSERT_TRUE(second.ok()) << second.status();
  ASSERT_TRUE(CountBatch(*store, {EventOf("e3", "alice", "BR")}).ok());
  EXPECT_EQ(backups->List().size(), 2U);

  ASSERT_TRUE(backups->Restore(first->id, dir / "one").ok());
  ASSERT_TRUE(backups->Restore(0, dir / "two").ok());
  const auto one = OpenOrFail(At(dir / "one"));
  EXPECT_EQ(CallsOf(*one, Principal("alice")), 1U);
  EXPECT_EQ(FirstOutcomeOf(*one, "e1"), kOutcome);
  EXPECT_EQ(FirstOutcomeOf(*one, "e2"), std::nullopt);
  const auto two = OpenOrFail(At(dir / "two"));
  EXPECT_EQ(CallsOf(*two, Principal("alice")), 2U);
  EXPECT_EQ(FirstOutcomeOf(*two, "e2"), kOutcome);
}

TEST(BackupDirectory, KeepsTheNewest) {
  TempDir dir;
  const auto store = OpenOrFail(At(dir / "db"));
  const auto backups = OpenBackups(dir / "backups");
  for (int i = 0; i < 4; ++i) {
    ASSERT_TRUE(
        CountBatch(*store, {EventOf("e" + std::to_string(i), "alice")}).ok());
    ASSERT_TRUE(Make(*store, *backups).ok());
  }
  const auto list = backups->List();
  ASSERT_EQ(list.size(), kKept);
  EXPECT_EQ(list.back().id, 4U);
  EXPECT_TRUE(absl::IsNotFound(backups->Verify(1).status()));
  EXPECT_TRUE(backups->Verify(0).ok());
}

TEST(BackupDirectory, StopsABackupThatIsBeingMade) {
  TempDir dir;
  const auto store = OpenOrFail(At(dir / "db"));
  ASSERT_TRUE(CountBatch(*store, {EventOf("e1", "alice")}).ok());
  const std::string path = dir / "backups";
  {
    const auto backups = OpenBackups(path);
    backups->StopCreating();
    const absl::Status status = Make(*store, *backups).status();
    EXPECT_TRUE(absl::IsAborted(status)) << status;
  }
  EXPECT_TRUE(BackupDirectory::ListIn(path).empty());
  ASSERT_TRUE(Make(*store, *OpenBackups(path)).ok());
  const auto list = BackupDirectory::ListIn(path);
  ASSERT_EQ(list.size(), 1U);
  EXPECT_TRUE(OpenBackups(path)->Verify(list.front().id).ok());
}

TEST(BackupDirectory, SaysWhatIsDamagedAndDoesNotRestoreIt) {
  TempDir dir;
  const auto store = OpenOrFail(At(dir / "db"));
  const auto backups = OpenBackups(dir / "backups");
  EXPECT_TRUE(absl::IsNotFound(backups->Verify(0).status()));
  ASSERT_TRUE(CountBatch(*store, {EventOf("e1", "alice")}).ok());
  ASSERT_TRUE(Make(*store, *backups).ok());
  std::filesystem::path table;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(dir / "backups")) {
    if (entry.path().extension() == ".sst") table = entry.path();
  }
  ASSERT_FALSE(table.empty());
  {
    std::fstream file(table, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(20);
    file.put('~');
  }
  const absl::Status verified = backups->Verify(0).status();
  EXPECT_TRUE(absl::IsDataLoss(verified)) << verified;
  EXPECT_THAT(std::string(verified.message()), HasSubstr(".sst"));
  EXPECT_TRUE(absl::IsDataLoss(backups->Restore(0, dir / "new").status()));
  EXPECT_FALSE(std::filesystem::exists(dir / "new"));
}

TEST(BackupDirectory, RestoresIntoTheRootOfAFreshFileSystem) {
  TempDir dir;
  const auto store = OpenOrFail(At(dir / "db"));
  std::filesystem::create_directories(dir / "backups" + "/lost+found");
  const auto backups = OpenBackups(dir / "backups");
  ASSERT_TRUE(CountBatch(*store, {EventOf("e1", "alice")}).ok());
  ASSERT_TRUE(Make(*store, *backups).ok());
  const std::string root = dir / "root";
  std::filesystem::create_directories(root + "/lost+found/inode");
  EXPECT_FALSE(HoldsStore(root));
  const absl::Status status = backups->Restore(0, root).status();
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_TRUE(HoldsStore(root));
  EXPECT_TRUE(std::filesystem::exists(root + "/lost+found/inode"));
  EXPECT_EQ(CallsOf(*OpenOrFail(At(root)), Principal("alice")), 1U);
}

TEST(BackupDirectory, RestoresAgainWhereARestoreDidNotFinish) {
  TempDir dir;
  const auto store = OpenOrFail(At(dir / "db"));
  const auto backups = OpenBackups(dir / "backups");
  ASSERT_TRUE(CountBatch(*store, {EventOf("e1", "alice")}).ok());
  ASSERT_TRUE(Make(*store, *backups).ok());
  const std::string part = dir / "part";
  ASSERT_TRUE(backups->Restore(0, part).ok());
  // As a restore leaves it that was cut off.
  std::filesystem::create_directory(part + "/restore-unfinished");
  std::filesystem::remove(part + "/CURRENT");
  EXPECT_TRUE(RestoreIsUnfinished(part));
  EXPECT_FALSE(HoldsStore(part));
  const absl::Status opened = RocksDbHistogramStore::Open(At(part)).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(opened)) << opened;
  EXPECT_THAT(std::string(opened.message()), HasSubstr("--restore-backup"));

  const absl::Status status = backups->Restore(0, part).status();
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_FALSE(RestoreIsUnfinished(part));
  EXPECT_EQ(CallsOf(*OpenOrFail(At(part)), Principal("alice")), 1U);
}

TEST(BackupDirectory, TellsWhenTheNewestWasMadeAndWritesNothing) {
  TempDir dir;
  const std::string path = dir / "backups";
  EXPECT_EQ(BackupDirectory::NewestTimeSeconds(path), 0);
  EXPECT_FALSE(std::filesystem::exists(path));
  const auto store = OpenOrFail(At(dir / "db"));
  const auto backups = OpenBackups(path);
  EXPECT_EQ(BackupDirectory::NewestTimeSeconds(path), 0);
  ASSERT_TRUE(CountBatch(*store, {EventOf("e1", "alice")}).ok());
  const auto made = Make(*store, *backups);
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(BackupDirectory::NewestTimeSeconds(path), made->time_seconds);
}

TEST(BackupDirectory, DoesNotRestoreOverFiles) {
  TempDir dir;
  const auto store = OpenOrFail(At(dir / "db"));
  const auto backups = OpenBackups(dir / "backups");
  ASSERT_TRUE(CountBatch(*store, {EventOf("e1", "alice")}).ok());
  ASSERT_TRUE(Make(*store, *backups).ok());
  const absl::Status status = backups->Restore(0, dir / "db").status();
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_EQ(CallsOf(*store, Principal("alice")), 1U);
}

}  // namespace
}  // namespace farcall
