// SPDX-License-Identifier: Apache-2.0
#include "files/replace_directory.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "files/file_descriptor.h"

namespace farcall {
namespace {

namespace fs = std::filesystem;

absl::Status Failed(const std::string& path, const std::error_code& error) {
  return absl::ErrnoToStatus(error.value(), path);
}

absl::Status Remove(const std::string& path) {
  std::error_code error;
  fs::remove_all(path, error);
  return error ? Failed(path, error) : absl::OkStatus();
}

absl::Status Rename(const std::string& from, const std::string& to) {
  std::error_code error;
  fs::rename(from, to, error);
  return error ? Failed(from, error) : absl::OkStatus();
}

absl::Status MakeAndFill(
    const std::string& path,
    absl::FunctionRef<absl::Status(const std::string& directory)> fill) {
  absl::Status status = Remove(path);
  if (!status.ok()) return status;
  std::error_code error;
  fs::create_directory(path, error);
  if (error) return Failed(path, error);
  status = fill(path);
  return status.ok() ? SyncPath(path) : status;
}

absl::Status Swap(const std::string& incoming, const std::string& path,
                  const std::string& replaced) {
  std::error_code error;
  const bool is_there = fs::exists(path, error);
  if (error) return Failed(path, error);
  if (is_there) {
    absl::Status status = Rename(path, replaced);
    if (!status.ok()) return status;
  }
  absl::Status status = Rename(incoming, path);
  if (!status.ok() && is_there) Rename(replaced, path).IgnoreError();
  return status;
}

}  // namespace

absl::Status SyncPath(const std::string& path) {
  const FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0 || fsync(file.get()) != 0) {
    return absl::ErrnoToStatus(errno, path + ": can't sync");
  }
  return absl::OkStatus();
}

absl::Status ReplaceDirectory(
    const std::string& path,
    absl::FunctionRef<absl::Status(const std::string& directory)> fill) {
  const std::string incoming = path + ".incoming";
  const std::string replaced = path + ".replaced";
  absl::Status status = MakeAndFill(incoming, fill);
  if (status.ok()) status = Remove(replaced);
  if (status.ok()) status = Swap(incoming, path, replaced);
  if (!status.ok()) {
    Remove(incoming).IgnoreError();
    return status;
  }
  status = SyncPath(fs::absolute(path).parent_path().string());
  Remove(replaced).IgnoreError();  // the next call does
  return status;
}

}  // namespace farcall
