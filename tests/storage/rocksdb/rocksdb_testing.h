// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "storage/codec/key_codec.h"
#include "storage/rocksdb/rocksdb_database.h"
#include "storage/rocksdb/rocksdb_histogram_store.h"

namespace farcall {

inline RocksDbStoreOptions At(const std::string& path) {
  RocksDbStoreOptions options;
  options.path = path;
  return options;
}

inline std::unique_ptr<RocksDbHistogramStore> OpenOrFail(
    RocksDbStoreOptions options) {
  auto store = RocksDbHistogramStore::Open(std::move(options));
  EXPECT_TRUE(store.ok()) << store.status();
  return store.ok() ? *std::move(store) : nullptr;
}

inline std::vector<std::filesystem::path> FilesIn(const std::string& directory,
                                                  const std::string& ending) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    if (entry.path().string().ends_with(ending)) files.push_back(entry.path());
  }
  return files;
}

// Whether a file of a store holds a text.
inline bool AnyFileHas(const std::string& directory, const std::string& text) {
  for (const auto& file : FilesIn(directory, "")) {
    std::ifstream stream(file, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(stream)),
                            std::istreambuf_iterator<char>());
    if (bytes.find(text) != std::string::npos) return true;
  }
  return false;
}

// Makes a store in which this baseline cannot be read.
inline void MakeStoreWithDamaged(const std::string& path,
                                 const EntityKey& entity) {
  OpenOrFail(At(path));
  const auto database = RocksDbDatabase::Open(At(path));
  ASSERT_TRUE(database.ok()) << database.status();
  const rocksdb::Status written =
      (*database)->db().Put(rocksdb::WriteOptions(), (*database)->baselines(),
                            *EncodeEntityKey(entity), "\x01\x01\x07garbage");
  ASSERT_TRUE(written.ok()) << written.ToString();
}

// What the disk holds if the process dies now: a copy of a live store.
inline void CopyAsAfterKill(const std::string& from, const std::string& to) {
  std::filesystem::create_directories(to);
  for (const auto& file : FilesIn(from, "")) {
    if (file.filename() == "LOCK") continue;
    std::filesystem::copy_file(file, to / file.filename());
  }
}

}  // namespace farcall
