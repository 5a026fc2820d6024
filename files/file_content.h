// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace farcall {

// Tells one state of a file from another. The time of the inode's change is
// there for writers that set the modification time back.
struct FileVersion {
  dev_t device = 0;
  ino_t inode = 0;
  off_t size = 0;
  int64_t modified_nanoseconds = 0;
  int64_t changed_nanoseconds = 0;

  bool operator==(const FileVersion&) const = default;
};

struct FileContent {
  std::string bytes;
  FileVersion version;
};

// The version of the file that `path` leads to, links followed.
absl::StatusOr<FileVersion> VersionOf(const std::string& path);

// Reads a regular file of at most `bytes_max`. UNAVAILABLE if it was written
// while being read. Errors name the path.
absl::StatusOr<FileContent> ReadFile(const std::string& path, size_t bytes_max);

}  // namespace farcall
