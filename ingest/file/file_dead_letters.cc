// SPDX-License-Identifier: Apache-2.0
#include "ingest/file/file_dead_letters.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>

#include "files/file_descriptor.h"
#include "files/write_all.h"

namespace farcall {
namespace {

absl::Status CannotWrite(const std::string& path) {
  return absl::UnavailableError(path + ": " + std::strerror(errno));
}

// What a write that failed has left: the next line would go on from it.
bool EndsWithinALine(int descriptor) {
  struct stat status {};
  char last = '\n';
  if (fstat(descriptor, &status) != 0 || status.st_size == 0) return false;
  return pread(descriptor, &last, 1, status.st_size - 1) == 1 && last != '\n';
}

}  // namespace

absl::Status FileDeadLetters::Write(std::span<const DeadLetter> letters) {
  const auto now = std::chrono::system_clock::now();
  std::string lines;
  for (const DeadLetter& letter : letters) {
    lines += DeadLetterJson(letter, now, kLineBytesMax) + '\n';
  }
  const std::lock_guard lock(mutex_);
  const FileDescriptor file(
      open(path_.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600));
  if (file.get() < 0) return CannotWrite(path_);
  if (EndsWithinALine(file.get())) lines.insert(0, 1, '\n');
  if (!WriteAll(file.get(), lines) || fdatasync(file.get()) != 0) {
    return CannotWrite(path_);
  }
  return absl::OkStatus();
}

}  // namespace farcall
