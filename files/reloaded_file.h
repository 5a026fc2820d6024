// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "files/file_content.h"

namespace farcall {

// What a reload did to one file.
enum class FileReload {
  kUnchanged,  // the file is as it was, good or bad
  kLoaded,     // its new content is in use
  kFailed,     // its content can't be used; what was loaded before stays
};

// The newest good content of a file, as a T, which has a `kBytesMax` and a
// `FromBytes(bytes, path)`. Not thread-safe.
template <typename T>
class ReloadedFile {
 public:
  static absl::StatusOr<ReloadedFile> Open(std::string path) {
    ReloadedFile file(std::move(path));
    file.Reload();
    if (!file.error_.ok()) return file.error_;
    return file;
  }

  // Loads the file if it is another than at the last call. A bad file is
  // reported once: kUnchanged until it, or what is wrong, changes.
  FileReload Reload() {
    bool loaded = false;
    absl::Status status = Try(loaded);
    const bool news = !status.ok() && status != error_;
    error_ = std::move(status);
    return loaded ? FileReload::kLoaded
                  : (news ? FileReload::kFailed : FileReload::kUnchanged);
  }

  const std::shared_ptr<const T>& content() const { return content_; }

  // When the file of content() was last written, as Unix time.
  int64_t content_seconds() const { return content_seconds_; }

  // Why the file as it is now is not what content() holds; OK if it is.
  const absl::Status& error() const { return error_; }

 private:
  static constexpr int64_t kNanosecondsPerSecond = 1'000'000'000;

  explicit ReloadedFile(std::string path) : path_(std::move(path)) {}

  absl::Status Try(bool& loaded) {
    absl::StatusOr<FileVersion> version = VersionOf(path_);
    if (!version.ok()) return version.status();
    if (*version == judged_version_) return judgement_;

    absl::StatusOr<FileContent> file = ReadFile(path_, T::kBytesMax);
    if (!file.ok()) return file.status();
    absl::StatusOr<std::shared_ptr<const T>> content =
        T::FromBytes(file->bytes, path_);
    loaded = content.ok();
    absl::Status status = content.status();
    if (loaded) {
      content_ = *std::move(content);
      content_seconds_ =
          file->version.modified_nanoseconds / kNanosecondsPerSecond;
    }
    // Other failures, such as want of memory, may pass: try again.
    if (loaded || absl::IsInvalidArgument(status)) {
      judged_version_ = file->version;
      judgement_ = status;
    }
    return status;
  }

  std::string path_;
  std::shared_ptr<const T> content_;
  int64_t content_seconds_ = 0;
  FileVersion judged_version_;  // the last one whose content was parsed
  absl::Status judgement_;
  absl::Status error_;
};

}  // namespace farcall
