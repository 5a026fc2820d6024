// SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb/rocksdb_erasure.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "storage/codec/key_codec.h"
#include "tests/storage/rocksdb/rocksdb_testing.h"
#include "tests/storage/store_testing.h"
#include "tests/storage/temp_dir.h"

namespace farcall {
namespace {

// No compression shortens it, and no other name shares a part of it.
constexpr char kSecret[] = "qXv7LkZp93TgWmRb";

std::string HexOf(const std::string& text) {
  std::string hex;
  for (const char byte : text) {
    constexpr char kDigits[] = "0123456789ABCDEF";
    hex.push_back(kDigits[static_cast<unsigned char>(byte) >> 4]);
    hex.push_back(kDigits[static_cast<unsigned char>(byte) & 15]);
  }
  return hex;
}

// Files in which the secret, the greater part of it, or its hexadecimal form
// stands.
std::vector<std::string> FilesWithTheSecret(const std::string& directory) {
  const std::string secret(kSecret);
  const std::string needles[] = {secret.substr(4), HexOf(secret.substr(4))};
  std::vector<std::string> files;
  for (const auto& file : FilesIn(directory, "")) {
    std::ifstream stream(file, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(stream)),
                            std::istreambuf_iterator<char>());
    for (const std::string& needle : needles) {
      if (bytes.find(needle) != std::string::npos) {
        files.push_back(file.filename().string());
      }
    }
  }
  return files;
}

bool AnyFileEndsWith(const std::vector<std::string>& files,
                     const std::string& ending) {
  for (const std::string& file : files) {
    if (file.ends_with(ending)) return true;
  }
  return false;
}

bool AnyFileStartsWith(const std::vector<std::string>& files,
                       const std::string& start) {
  for (const std::string& file : files) {
    if (file.starts_with(start)) return true;
  }
  return false;
}

// Files that the database does not use (any more), which could hide a name in a
// compressed block.
std::vector<std::string> TablesOfNoUse(const RocksDbDatabase& database,
                                       const std::string& directory) {
  std::vector<rocksdb::LiveFileMetaData> live;
  database.db().GetLiveFilesMetaData(&live);
  std::vector<std::string> unused;
  for (const auto& file : FilesIn(directory, ".sst")) {
    bool used = false;
    for (const auto& table : live) {
      used = used || "/" + file.filename().string() == table.name;
    }
    if (!used) unused.push_back(file.filename().string());
  }
  return unused;
}

void FlushTables(const std::string& path) {
  const auto database = RocksDbDatabase::Open(At(path));
  ASSERT_TRUE(database.ok()) << database.status();
  ASSERT_TRUE((*database)->Flush().ok());
}

void CountNeighbours(HistogramStore& store, int round) {
  std::vector<TestEvent> events;
  for (int i = 0; i < 300; ++i) {
    const std::string name =
        std::string(1, static_cast<char>('a' + i % 26)) + std::to_string(i);
    events.push_back(EventOf(std::to_string(round) + "/" + name, name));
  }
  ASSERT_TRUE(CountBatch(store, events).ok());
}

TEST(RocksDbErasure, LeavesNoTraceInTheLog) {
  TempDir dir;
  const auto store = OpenOrFail(At(dir / "db"));
  CountNeighbours(*store, 1);
  ASSERT_TRUE(CountBatch(*store, {EventOf("e1", kSecret)}).ok());
  ASSERT_TRUE(AnyFileEndsWith(FilesWithTheSecret(dir / "db"), ".log"));
  EXPECT_EQ(*store->Delete(Principal(kSecret)), 1);
  EXPECT_TRUE(FilesWithTheSecret(dir / "db").empty());
}

TEST(RocksDbErasure, LeavesNoTraceInTables) {
  TempDir dir;
  for (int round = 0; round < 3; ++round) {
    const auto store = OpenOrFail(At(dir / "db"));
    CountNeighbours(*store, round);
    ASSERT_TRUE(
        CountBatch(*store, {EventOf(std::to_string(round), kSecret)}).ok());
  }
  const auto store = OpenOrFail(At(dir / "db"));
  ASSERT_TRUE(AnyFileEndsWith(FilesWithTheSecret(dir / "db"), ".sst"));
  CountNeighbours(*store, 4);
  EXPECT_EQ(*store->Delete(Principal(kSecret)), 1);
  EXPECT_TRUE(FilesWithTheSecret(dir / "db").empty());
  EXPECT_EQ(CallsOf(*store, Principal("a0")), 4u);
}

TEST(RocksDbErasure, LeavesNoTraceInTheManifest) {
  TempDir dir;
  {
    // The only name: the bounds of the table are this name.
    const auto store = OpenOrFail(At(dir / "db"));
    ASSERT_TRUE(CountBatch(*store, {EventOf("e1", kSecret)}).ok());
  }
  const auto store = OpenOrFail(At(dir / "db"));
  ASSERT_TRUE(AnyFileStartsWith(FilesWithTheSecret(dir / "db"), "MANIFEST"));
  EXPECT_EQ(*store->Delete(Principal(kSecret)), 1);
  EXPECT_TRUE(FilesWithTheSecret(dir / "db").empty());
}

TEST(RocksDbErasure, LeavesNoTableThatIsOfNoUse) {
  TempDir dir;
  {
    const auto store = OpenOrFail(At(dir / "db"));
    CountNeighbours(*store, 1);
    ASSERT_TRUE(CountBatch(*store, {EventOf("e1", kSecret)}).ok());
    ASSERT_TRUE(store->Delete(Principal(kSecret)).ok());
    CopyAsAfterKill(dir / "db", dir / "copy");
  }
  const auto database = RocksDbDatabase::Open(At(dir / "db"));
  ASSERT_TRUE(database.ok()) << database.status();
  // Tables that the live store left, against those that its copy is made of.
  EXPECT_TRUE(TablesOfNoUse(**database, dir / "db").empty());
  EXPECT_TRUE(FilesWithTheSecret(dir / "copy").empty());
  const std::unique_ptr<rocksdb::Iterator> it((*database)->db().NewIterator(
      rocksdb::ReadOptions(), (*database)->baselines()));
  for (it->SeekToFirst(); it->Valid(); it->Next()) {
    EXPECT_EQ(it->key().ToString().find(kSecret), std::string::npos);
  }
}

TEST(RocksDbErasure, LeavesNoTraceOfFeedback) {
  TempDir dir;
  RocksDbStoreOptions options = At(dir / "db");
  options.feedback_entries_max = 3;
  for (int round = 0; round < 3; ++round) {
    const auto store = OpenOrFail(options);
    CountNeighbours(*store, round);
    ASSERT_TRUE(
        CountBatch(*store, {EventOf(std::to_string(round), kSecret)}).ok());
    // Some of it has made room for others.
    for (int i = 0; i < 4; ++i) {
      const std::string id = std::to_string(round) + "/" + std::to_string(i);
      const int64_t time = 1000 * round + i;
      ASSERT_TRUE(Say(*store, EntryOf(id, kSecret, time)).ok());
      ASSERT_TRUE(Say(*store, EntryOf("of bob " + id, "bob", time)).ok());
    }
  }
  const auto store = OpenOrFail(options);
  ASSERT_TRUE(AnyFileEndsWith(FilesWithTheSecret(dir / "db"), ".sst"));
  EXPECT_EQ(*store->Delete(Principal(kSecret)), 1);
  EXPECT_TRUE(FilesWithTheSecret(dir / "db").empty());
  EXPECT_FALSE(store->ListFeedback("default", "bob", "", 9)->entries.empty());
}

TEST(RocksDbErasure, LeavesNoTraceOfFeedbackOnAPrincipalWithoutHistograms) {
  TempDir dir;
  const auto store = OpenOrFail(At(dir / "db"));
  ASSERT_TRUE(Say(*store, EntryOf("f1", kSecret, 1000)).ok());
  ASSERT_FALSE(FilesWithTheSecret(dir / "db").empty());
  EXPECT_EQ(*store->Delete(Principal(kSecret)), 0);
  EXPECT_TRUE(FilesWithTheSecret(dir / "db").empty());
}

TEST(RocksDbErasure, LeavesNoTraceAmongUpdatesOfOthers) {
  TempDir dir;
  RocksDbStoreOptions options = At(dir / "db");
  options.write_buffer_bytes = 64 << 10;  // many tables
  const auto store = OpenOrFail(options);
  for (int round = 0; round < 30; ++round) {
    CountNeighbours(*store, round);
    ASSERT_TRUE(
        CountBatch(*store, {EventOf(std::to_string(round), kSecret)}).ok());
  }
  ASSERT_FALSE(FilesWithTheSecret(dir / "db").empty());
  EXPECT_EQ(*store->Delete(Principal(kSecret)), 1);
  EXPECT_TRUE(FilesWithTheSecret(dir / "db").empty());
}

TEST(RocksDbErasure, IsFinishedByTheNextOpen) {
  TempDir dir;
  {
    const auto store = OpenOrFail(At(dir / "db"));
    CountNeighbours(*store, 1);
    ASSERT_TRUE(CountBatch(*store, {EventOf("e1", kSecret)}).ok());
  }
  {
    // A Delete that dies after its write.
    const auto database = RocksDbDatabase::Open(At(dir / "db"));
    ASSERT_TRUE(database.ok()) << database.status();
    rocksdb::WriteBatch batch;
    batch.Delete((*database)->baselines(),
                 *EncodeEntityKey(Principal(kSecret)));
    MarkErasurePending(**database, batch);
    ASSERT_TRUE((*database)->db().Write({}, &batch).ok());
  }
  FlushTables(dir / "db");
  ASSERT_FALSE(FilesWithTheSecret(dir / "db").empty());
  const auto store = OpenOrFail(At(dir / "db"));
  EXPECT_TRUE(FilesWithTheSecret(dir / "db").empty());
  EXPECT_EQ(CallsOf(*store, Principal("a0")), 1u);
}

TEST(RocksDbErasure, IsNotBegunForAnEntityThatIsNotThere) {
  TempDir dir;
  const auto store = OpenOrFail(At(dir / "db"));
  CountNeighbours(*store, 1);
  EXPECT_EQ(*store->Delete(Principal("nobody")), 0);
  EXPECT_EQ(store->figures().table_bytes, 0u);
}

// Each deletion writes out what is in memory, seen events too.
TEST(RocksDbErasure, ManyDeletionsDoNotLeaveATableEach) {
  constexpr int kDeletions = 30;
  constexpr size_t kTablesMax = 15;
  TempDir dir;
  const auto store = OpenOrFail(At(dir / "db"));
  for (int i = 0; i < kDeletions; ++i) {
    const std::string number = std::to_string(i);
    ASSERT_TRUE(CountBatch(*store, {EventOf("e" + number, "bob"),
                                    EventOf("f" + number, "alice")})
                    .ok());
    ASSERT_TRUE(store->Delete(Principal("alice")).ok());
  }
  EXPECT_LT(FilesIn(dir / "db", ".sst").size(), kTablesMax);
}

}  // namespace
}  // namespace farcall
