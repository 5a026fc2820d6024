// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/rocksdb/fault_file_system.h"

#include <utility>

namespace farcall {
namespace {

// The analyzer does not see that a status owns its message.
// NOLINTBEGIN(clang-analyzer-cplusplus.NewDeleteLeaks)
rocksdb::IOStatus ErrorIf(bool fails, const char* message) {
  return fails ? rocksdb::IOStatus::IOError(message) : rocksdb::IOStatus::OK();
}
// NOLINTEND(clang-analyzer-cplusplus.NewDeleteLeaks)

}  // namespace

class FaultFileSystem::LogFile : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  LogFile(FaultFileSystem& faults, std::string path,
          std::unique_ptr<rocksdb::FSWritableFile> file)
      : FSWritableFileOwnerWrapper(std::move(file)),
        faults_(faults),
        path_(std::move(path)) {}

  rocksdb::IOStatus Append(const rocksdb::Slice& bytes,
                           const rocksdb::IOOptions& options,
                           rocksdb::IODebugContext* debug) override {
    const rocksdb::IOStatus status = faults_.BeforeAppend();
    return status.ok()
               ? FSWritableFileOwnerWrapper::Append(bytes, options, debug)
               : status;
  }

  rocksdb::IOStatus Append(const rocksdb::Slice& bytes,
                           const rocksdb::IOOptions& options,
                           const rocksdb::DataVerificationInfo&,
                           rocksdb::IODebugContext* debug) override {
    return Append(bytes, options, debug);
  }

  rocksdb::IOStatus Sync(const rocksdb::IOOptions& options,
                         rocksdb::IODebugContext* debug) override {
    const uint64_t bytes = GetFileSize(options, debug);
    rocksdb::IOStatus status = faults_.BeforeSync();
    if (status.ok() && !faults_.pretends_syncs()) {
      status = FSWritableFileOwnerWrapper::Sync(options, debug);
    }
    if (status.ok()) faults_.AfterSync(path_, bytes);
    return status;
  }

  rocksdb::IOStatus Fsync(const rocksdb::IOOptions& options,
                          rocksdb::IODebugContext* debug) override {
    return Sync(options, debug);
  }

 private:
  FaultFileSystem& faults_;
  const std::string path_;
};

void FaultFileSystem::FailAppends() {
  const std::lock_guard lock(mutex_);
  fail_appends_ = true;
}

void FaultFileSystem::FailSyncs() {
  const std::lock_guard lock(mutex_);
  fail_syncs_ = true;
}

void FaultFileSystem::PretendSyncs() {
  const std::lock_guard lock(mutex_);
  pretend_syncs_ = true;
}

void FaultFileSystem::HoldSyncs() {
  const std::lock_guard lock(mutex_);
  hold_syncs_ = true;
}

void FaultFileSystem::LetSyncsGo() {
  const std::lock_guard lock(mutex_);
  hold_syncs_ = false;
  changed_.notify_all();
}

void FaultFileSystem::AwaitHeldSync() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return held_ > 0; });
}

bool FaultFileSystem::pretends_syncs() const {
  const std::lock_guard lock(mutex_);
  return pretend_syncs_;
}

int FaultFileSystem::syncs() const {
  const std::lock_guard lock(mutex_);
  return syncs_;
}

uint64_t FaultFileSystem::SyncedBytes(const std::string& path) const {
  const std::lock_guard lock(mutex_);
  const auto it = synced_bytes_.find(path);
  return it == synced_bytes_.end() ? 0 : it->second;
}

rocksdb::IOStatus FaultFileSystem::NewWritableFile(
    const std::string& path, const rocksdb::FileOptions& options,
    std::unique_ptr<rocksdb::FSWritableFile>* file,
    rocksdb::IODebugContext* debug) {
  rocksdb::IOStatus status =
      FileSystemWrapper::NewWritableFile(path, options, file, debug);
  if (status.ok() && path.ends_with(".log")) {
    *file = std::make_unique<LogFile>(*this, path, std::move(*file));
  }
  return status;
}

rocksdb::IOStatus FaultFileSystem::BeforeAppend() const {
  const std::lock_guard lock(mutex_);
  return ErrorIf(fail_appends_, "no append today");
}

rocksdb::IOStatus FaultFileSystem::BeforeSync() {
  std::unique_lock lock(mutex_);
  ++held_;
  changed_.notify_all();
  changed_.wait(lock, [this] { return !hold_syncs_; });
  --held_;
  return ErrorIf(fail_syncs_, "no sync today");
}

void FaultFileSystem::AfterSync(const std::string& path, uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  ++syncs_;
  uint64_t& synced = synced_bytes_[path];
  if (bytes > synced) synced = bytes;
}

}  // namespace farcall
