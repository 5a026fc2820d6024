// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "files/file_descriptor.h"

namespace farcall {

// A lock of a file, which other processes that ask for it respect, also those
// of other machines on a volume whose file system knows locks. It ends with the
// object or the process.
class FileLock {
 public:
  enum class Kind {
    kShared,     // with others of this kind
    kExclusive,  // alone
  };

  // Makes the file if it is not there, and never waits: ABORTED where another
  // has the lock.
  static absl::StatusOr<std::unique_ptr<FileLock>> Take(const std::string& path,
                                                        Kind kind);

 private:
  explicit FileLock(int fd) : file_(fd) {}

  const FileDescriptor file_;
};

}  // namespace farcall
