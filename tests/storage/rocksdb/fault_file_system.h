// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace farcall {

// The real file system, whose log files (*.log) fail, stall or tell what was
// synced of them. Thread-safe.
class FaultFileSystem : public rocksdb::FileSystemWrapper {
 public:
  FaultFileSystem() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}

  const char* Name() const override { return "FaultFileSystem"; }

  void FailAppends();
  void FailSyncs();
  // Syncs are counted and told, not done: where no power is lost but by the
  // test itself, to wait for the disk is of no use.
  void PretendSyncs();

  // Syncs wait from now until LetSyncsGo.
  void HoldSyncs();
  void LetSyncsGo();
  void AwaitHeldSync();

  int syncs() const;
  // Bytes of a log file that a loss of power leaves, at least.
  uint64_t SyncedBytes(const std::string& path) const;

  rocksdb::IOStatus NewWritableFile(
      const std::string& path, const rocksdb::FileOptions& options,
      std::unique_ptr<rocksdb::FSWritableFile>* file,
      rocksdb::IODebugContext* debug) override;

 private:
  class LogFile;

  rocksdb::IOStatus BeforeAppend() const;
  rocksdb::IOStatus BeforeSync();
  bool pretends_syncs() const;
  void AfterSync(const std::string& path, uint64_t bytes);

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool fail_appends_ = false;
  bool fail_syncs_ = false;
  bool pretend_syncs_ = false;
  bool hold_syncs_ = false;
  int held_ = 0;
  int syncs_ = 0;
  std::map<std::string, uint64_t> synced_bytes_;
};

}  // namespace farcall
