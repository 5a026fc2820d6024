// SPDX-License-Identifier: Apache-2.0
#include "files/file_content.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/status/status.h"
#include "files/file_descriptor.h"

namespace farcall {
namespace {

constexpr int64_t kNanosecondsPerSecond = 1'000'000'000;

int64_t Nanoseconds(const timespec& time) {
  return int64_t{time.tv_sec} * kNanosecondsPerSecond + time.tv_nsec;
}

FileVersion VersionFrom(const struct stat& status) {
  return {.device = status.st_dev,
          .inode = status.st_ino,
          .size = status.st_size,
          .modified_nanoseconds = Nanoseconds(status.st_mtim),
          .changed_nanoseconds = Nanoseconds(status.st_ctim)};
}

absl::Status ErrnoStatus(const std::string& path, const std::string& verb) {
  return absl::ErrnoToStatus(errno, path + ": can't " + verb);
}

// Fills `bytes` from `fd`; shortens it where the file ends early.
absl::Status Fill(int fd, const std::string& path, std::string& bytes) {
  size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t got = read(fd, &bytes[filled], bytes.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return ErrnoStatus(path, "read");
    if (got == 0) break;
    filled += static_cast<size_t>(got);
  }
  bytes.resize(filled);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<FileVersion> VersionOf(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return ErrnoStatus(path, "stat");
  return VersionFrom(status);
}

absl::StatusOr<FileContent> ReadFile(const std::string& path,
                                     size_t bytes_max) {
  // Without O_NONBLOCK, opening a FIFO would wait for its writer.
  const FileDescriptor file(
      open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0) return ErrnoStatus(path, "open");

  struct stat before {};
  if (fstat(file.get(), &before) != 0) return ErrnoStatus(path, "stat");
  if (!S_ISREG(before.st_mode)) {
    return absl::InvalidArgumentError(path + ": not a regular file");
  }
  const auto size = static_cast<size_t>(before.st_size);
  if (size > bytes_max) {
    return absl::InvalidArgumentError(path + ": " + std::to_string(size) +
                                      " bytes, the limit is " +
                                      std::to_string(bytes_max));
  }

  FileContent content{std::string(size, '\0'), VersionFrom(before)};
  if (absl::Status read = Fill(file.get(), path, content.bytes); !read.ok()) {
    return read;
  }
  struct stat after {};
  if (fstat(file.get(), &after) != 0) return ErrnoStatus(path, "stat");
  if (content.bytes.size() != size || VersionFrom(after) != content.version) {
    return absl::UnavailableError(path + ": changed while being read");
  }
  return content;
}

}  // namespace farcall
