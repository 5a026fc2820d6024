// SPDX-License-Identifier: Apache-2.0
#include "files/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>

#include "absl/memory/memory.h"
#include "absl/status/status.h"

namespace farcall {

absl::StatusOr<std::unique_ptr<FileLock>> FileLock::Take(
    const std::string& path, Kind kind) {
  auto lock = absl::WrapUnique(
      new FileLock(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640)));
  if (lock->file_.get() < 0) {
    return absl::ErrnoToStatus(errno, path + ": can't open");
  }
  const int operation = kind == Kind::kShared ? LOCK_SH : LOCK_EX;
  if (flock(lock->file_.get(), operation | LOCK_NB) == 0) return lock;
  if (errno == EWOULDBLOCK) {
    return absl::AbortedError(path + " is locked by another");
  }
  return absl::ErrnoToStatus(errno, path + ": can't lock");
}

}  // namespace farcall
