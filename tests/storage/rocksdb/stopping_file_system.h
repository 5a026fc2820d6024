// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <rocksdb/file_system.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace farcall {

// The real file system, of which a process makes no more use after a number of
// operations that change something: as if it had died there. Syncs are not
// done, since the machine goes on. Thread-safe.
class StoppingFileSystem : public rocksdb::FileSystemWrapper {
 public:
  explicit StoppingFileSystem(int64_t operations)
      : FileSystemWrapper(rocksdb::FileSystem::Default()), left_(operations) {}

  const char* Name() const override { return "StoppingFileSystem"; }
  // Whether it came so far.
  bool has_stopped() const { return left_ < 0; }

  rocksdb::IOStatus NewWritableFile(
      const std::string& path, const rocksdb::FileOptions& options,
      std::unique_ptr<rocksdb::FSWritableFile>* file,
      rocksdb::IODebugContext* debug) override {
    rocksdb::IOStatus status = Do();
    if (!status.ok()) return status;
    status = target()->NewWritableFile(path, options, file, debug);
    if (status.ok()) *file = std::make_unique<File>(std::move(*file), *this);
    return status;
  }
  rocksdb::IOStatus NewDirectory(
      const std::string& path, const rocksdb::IOOptions& options,
      std::unique_ptr<rocksdb::FSDirectory>* directory,
      rocksdb::IODebugContext* debug) override {
    directory->reset(new Directory);
    return target()->FileExists(path, options, debug);
  }
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                               const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override {
    const rocksdb::IOStatus status = Do();
    return status.ok() ? target()->RenameFile(from, to, options, debug)
                       : status;
  }
  rocksdb::IOStatus LinkFile(const std::string& from, const std::string& to,
                             const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* debug) override {
    const rocksdb::IOStatus status = Do();
    return status.ok() ? target()->LinkFile(from, to, options, debug) : status;
  }
  rocksdb::IOStatus DeleteFile(const std::string& path,
                               const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override {
    const rocksdb::IOStatus status = Do();
    return status.ok() ? target()->DeleteFile(path, options, debug) : status;
  }

 private:
  class Directory : public rocksdb::FSDirectory {
   public:
    rocksdb::IOStatus Fsync(const rocksdb::IOOptions&,
                            rocksdb::IODebugContext*) override {
      return rocksdb::IOStatus::OK();
    }
  };

  class File : public rocksdb::FSWritableFileOwnerWrapper {
   public:
    File(std::unique_ptr<rocksdb::FSWritableFile>&& file,
         StoppingFileSystem& system)
        : FSWritableFileOwnerWrapper(std::move(file)), system_(system) {}

    using FSWritableFileOwnerWrapper::Append;
    rocksdb::IOStatus Append(const rocksdb::Slice& data,
                             const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* debug) override {
      const rocksdb::IOStatus status = system_.Do();
      return status.ok()
                 ? FSWritableFileOwnerWrapper::Append(data, options, debug)
                 : status;
    }

    rocksdb::IOStatus Sync(const rocksdb::IOOptions&,
                           rocksdb::IODebugContext*) override {
      return rocksdb::IOStatus::OK();
    }
    rocksdb::IOStatus Fsync(const rocksdb::IOOptions&,
                            rocksdb::IODebugContext*) override {
      return rocksdb::IOStatus::OK();
    }
    rocksdb::IOStatus RangeSync(uint64_t, uint64_t, const rocksdb::IOOptions&,
                                rocksdb::IODebugContext*) override {
      return rocksdb::IOStatus::OK();
    }

   private:
    StoppingFileSystem& system_;
  };

  rocksdb::IOStatus Do() {
    if (left_ < 0 || --left_ < 0) return rocksdb::IOStatus::IOError("died");
    return rocksdb::IOStatus::OK();
  }

  std::atomic<int64_t> left_;
};

}  // namespace farcall
