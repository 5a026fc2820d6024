// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rocksdb/db.h>

#include <fstream>
#include <string>

#include "storage/codec/byte_coding.h"
#include "tests/storage/rocksdb/rocksdb_testing.h"
#include "tests/storage/store_testing.h"
#include "tests/storage/temp_dir.h"

namespace farcall {
namespace {

using testing::AllOf;
using testing::HasSubstr;

absl::Status OpenStatus(const RocksDbStoreOptions& options) {
  return RocksDbHistogramStore::Open(options).status();
}

void WriteMeta(const std::string& path, const std::string& key,
               const std::string& value) {
  const auto database = RocksDbDatabase::Open(At(path));
  ASSERT_TRUE(database.ok()) << database.status();
  ASSERT_TRUE((*database)
                  ->db()
                  .Put(rocksdb::WriteOptions(), (*database)->meta(), key, value)
                  .ok());
}

void ExpectStatus(const absl::Status& status, absl::StatusCode code,
                  const testing::Matcher<const std::string&>& message) {
  EXPECT_EQ(status.code(), code) << status;
  EXPECT_THAT(std::string(status.message()), message);
}

TEST(RocksDbOpen, MakesTheDirectoriesAboveIt) {
  TempDir dir;
  OpenOrFail(At(dir / "a/b/db"));
  EXPECT_TRUE(std::filesystem::exists(dir / "a/b/db/CURRENT"));
}

TEST(RocksDbOpen, RefusesOptionsOutOfRange) {
  TempDir dir;
  const auto refuses = [&](const char* field, auto&& spoil) {
    RocksDbStoreOptions options = At(dir / "db");
    spoil(options);
    ExpectStatus(OpenStatus(options), absl::StatusCode::kInvalidArgument,
                 HasSubstr(field));
  };
  refuses("path", [](RocksDbStoreOptions& options) { options.path = ""; });
  refuses("seen_window_seconds", [](RocksDbStoreOptions& options) {
    options.seen_window_seconds = 0;
  });
  refuses("seen_events_max",
          [](RocksDbStoreOptions& options) { options.seen_events_max = 0; });
  refuses("write_buffer_bytes is 1, must be at least 65536",
          [](RocksDbStoreOptions& options) { options.write_buffer_bytes = 1; });
}

TEST(RocksDbOpen, SaysThatAnotherHasItOpen) {
  TempDir dir;
  const auto store = OpenOrFail(At(dir / "db"));
  ExpectStatus(OpenStatus(At(dir / "db")),
               absl::StatusCode::kFailedPrecondition,
               AllOf(HasSubstr(dir / "db"), HasSubstr("in use")));
}

TEST(RocksDbOpen, SaysThatThePathCannotBeADirectory) {
  TempDir dir;
  std::ofstream(dir / "file") << "not a directory";
  ExpectStatus(OpenStatus(At(dir / "file/db")),
               absl::StatusCode::kFailedPrecondition,
               AllOf(HasSubstr(dir / "file/db"), HasSubstr("directory")));
}

TEST(RocksDbOpen, RefusesANewerFormatAndSaysWhatToDo) {
  TempDir dir;
  std::string newer;
  AppendFixed32(kStorageFormat + 1, newer);
  WriteMeta(dir / "db", "format_version", newer);
  ExpectStatus(
      OpenStatus(At(dir / "db")), absl::StatusCode::kFailedPrecondition,
      AllOf(HasSubstr("has format " + std::to_string(kStorageFormat + 1)),
            HasSubstr("reads up to " + std::to_string(kStorageFormat)),
            HasSubstr("newer binary")));
}

TEST(RocksDbOpen, RefusesANewerFormatWithFamiliesItDoesNotKnow) {
  TempDir dir;
  {
    const auto database = RocksDbDatabase::Open(At(dir / "db"));
    ASSERT_TRUE(database.ok()) << database.status();
    rocksdb::ColumnFamilyHandle* family = nullptr;
    ASSERT_TRUE(
        (*database)->db().CreateColumnFamily({}, "cities", &family).ok());
    (*database)->db().DestroyColumnFamilyHandle(family);
  }
  ExpectStatus(OpenStatus(At(dir / "db")),
               absl::StatusCode::kFailedPrecondition, HasSubstr("cities"));
}

TEST(RocksDbOpen, RefusesABadFormatVersionOrHashKey) {
  TempDir dir;
  WriteMeta(dir / "a", "format_version", "12345");
  ExpectStatus(OpenStatus(At(dir / "a")), absl::StatusCode::kDataLoss,
               HasSubstr("format version"));
  WriteMeta(dir / "b", "event_hash_key", "short");
  ExpectStatus(OpenStatus(At(dir / "b")), absl::StatusCode::kDataLoss,
               HasSubstr("hash key"));
}

TEST(RocksDbOpen, RefusesAnotherPseudonymKeyThanTheStoreWasMadeWith) {
  TempDir dir;
  const auto with_key = [&](const char* name, const std::string& check) {
    RocksDbStoreOptions options = At(dir / name);
    options.pseudonym_key_check = check;
    return options;
  };
  OpenOrFail(with_key("hidden", "one key"));
  OpenOrFail(with_key("hidden", "one key"));
  ExpectStatus(OpenStatus(with_key("hidden", "another")),
               absl::StatusCode::kFailedPrecondition,
               HasSubstr("with another pseudonym key"));
  ExpectStatus(OpenStatus(with_key("hidden", "")),
               absl::StatusCode::kFailedPrecondition,
               HasSubstr("it opens with the pseudonym key"));
  OpenOrFail(with_key("named", ""));
  ExpectStatus(OpenStatus(with_key("named", "one key")),
               absl::StatusCode::kFailedPrecondition,
               HasSubstr("holds names of principals as they are"));
  // Nothing was written meanwhile.
  OpenOrFail(with_key("named", ""));
  OpenOrFail(with_key("hidden", "one key"));
}

TEST(RocksDbOpen, RefusesTheDatabaseOfAnotherProgram) {
  TempDir dir;
  rocksdb::Options options;
  options.create_if_missing = true;
  rocksdb::DB* db = nullptr;
  ASSERT_TRUE(rocksdb::DB::Open(options, dir / "db", &db).ok());
  ASSERT_TRUE(db->Put(rocksdb::WriteOptions(), "theirs", "value").ok());
  delete db;
  ExpectStatus(OpenStatus(At(dir / "db")),
               absl::StatusCode::kFailedPrecondition,
               HasSubstr("not a Farcall store"));
}

TEST(RocksDbOpen, FinishesAStoreWhoseMakingWasInterrupted) {
  TempDir dir;
  rocksdb::Options options;
  options.create_if_missing = true;
  rocksdb::DB* db = nullptr;
  ASSERT_TRUE(rocksdb::DB::Open(options, dir / "db", &db).ok());
  delete db;
  const auto store = OpenOrFail(At(dir / "db"));
  EXPECT_TRUE(CountBatch(*store, {EventOf("e1", "alice")}).ok());
}

TEST(RocksDbOpen, SaysThatTheStoreIsDamaged) {
  TempDir dir;
  OpenOrFail(At(dir / "db"));
  for (const auto& file : FilesIn(dir / "db", ".sst")) {
    std::filesystem::resize_file(file, 10);
  }
  const absl::Status tables = OpenStatus(At(dir / "db"));
  ExpectStatus(tables, absl::StatusCode::kDataLoss,
               AllOf(HasSubstr(dir / "db"), HasSubstr("damaged")));
  std::ofstream(dir / "db/CURRENT") << "no manifest";
  EXPECT_EQ(OpenStatus(At(dir / "db")).code(), absl::StatusCode::kDataLoss);
}

TEST(RocksDbOpen, SaysTheWaysOutWhereWhatTheStoreKnowsOfItselfIsDamaged) {
  TempDir dir;
  OpenOrFail(At(dir / "db"));
  for (const auto& path : FilesIn(dir / "db", ".sst")) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(3);
    file.put('\x7f');
  }
  ExpectStatus(OpenStatus(At(dir / "db")), absl::StatusCode::kDataLoss,
               AllOf(HasSubstr("format version"), HasSubstr(".sst"),
                     HasSubstr("--restore-backup")));
}

TEST(RocksDbOpen, RefusesADamagedBlockOfSeenEvents) {
  TempDir dir;
  {
    const auto database = RocksDbDatabase::Open(At(dir / "db"));
    ASSERT_TRUE(database.ok()) << database.status();
    ASSERT_TRUE((*database)
                    ->db()
                    .Put(rocksdb::WriteOptions(), (*database)->seen(),
                         EncodeSeenBlockKey(1), "\x01short")
                    .ok());
  }
  ExpectStatus(OpenStatus(At(dir / "db")), absl::StatusCode::kDataLoss,
               HasSubstr("seen events"));
}

}  // namespace
}  // namespace farcall
