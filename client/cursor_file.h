// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace farcall {

// A file that keeps one resume token over restarts. Errors name the file.
class CursorFile {
 public:
  static constexpr size_t kBytesMax = 4096;

  // Reads the file if it exists, and makes sure that it can be written.
  static absl::StatusOr<CursorFile> Open(std::string path);

  // Empty = there is no file yet.
  const std::string& token() const { return token_; }
  const std::string& path() const { return path_; }

  // Keeps another token. After a crash the file has the old one or the new one.
  absl::Status Store(const std::string& token);

 private:
  explicit CursorFile(std::string path)
      : path_(std::move(path)), new_path_(path_ + ".tmp") {}

  absl::Status Read();
  absl::Status WriteNew(const std::string& bytes) const;

  std::string path_;
  std::string new_path_;  // beside it, so that it can be renamed
  std::string token_;
};

}  // namespace farcall
