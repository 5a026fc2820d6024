// SPDX-License-Identifier: Apache-2.0
#include "server/replicas/checkpoint_writer.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <utility>

#include "files/replace_directory.h"
#include "files/write_all.h"
#include "server/replicas/crc32c.h"

namespace farcall {
namespace {

constexpr mode_t kFileMode = 0644;
// RocksDB writes it last, and opens no store without it.
constexpr char kLastFile[] = "/CURRENT";

bool IsLetterOrDigit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
         (c >= 'a' && c <= 'z');
}

// A name that means the same everywhere, in the directory alone.
bool IsPlain(std::string_view name) {
  return !name.empty() && name.size() <= kCheckpointNameBytesMax &&
         IsLetterOrDigit(name.front()) && std::ranges::all_of(name, [](char c) {
           return IsLetterOrDigit(c) || c == '.' || c == '-' || c == '_';
         });
}

absl::Status Damaged(const std::string& what) {
  return absl::DataLossError("the store that was sent " + what);
}

}  // namespace

absl::Status CheckpointWriter::Take(
    const cluster::v1::FetchCheckpointResponse& part) {
  if (!failed_.ok()) return failed_;
  if (is_over_) {
    failed_ = Damaged("goes on behind its end");
  } else if (part.file().empty()) {
    failed_ = TakeEnd(part);
  } else {
    failed_ = Write(part);
  }
  return failed_;
}

absl::Status CheckpointWriter::Write(
    const cluster::v1::FetchCheckpointResponse& part) {
  if (!file_.has_value()) {
    absl::Status status = Begin(part.file());
    if (!status.ok()) return status;
  }
  if (part.file() != name_ || part.offset() != offset_) {
    return Damaged("has a gap in file " + name_);
  }
  const std::string& data = part.data();
  if (data.size() > kCheckpointPartBytesMax ||
      (data.empty() && !part.has_crc32c())) {
    return Damaged("has a part of a wrong size");
  }
  if (data.size() > bounds_.bytes_max - bytes_) {
    return absl::ResourceExhaustedError(
        "the store that was sent has more than " +
        std::to_string(bounds_.bytes_max) + " bytes");
  }
  if (!WriteAll(file_->get(), data)) {
    return absl::ErrnoToStatus(errno, directory_ + "/" + name_);
  }
  bytes_ += data.size();
  offset_ += data.size();
  crc32c_ = Crc32c(data, crc32c_);
  return part.has_crc32c() ? EndFile(part.crc32c()) : absl::OkStatus();
}

absl::Status CheckpointWriter::Begin(const std::string& name) {
  if (!IsPlain(name)) return Damaged("has a file whose name is not plain");
  if (files_ >= bounds_.files_max) {
    return absl::ResourceExhaustedError(
        "the store that was sent has more than " +
        std::to_string(bounds_.files_max) + " files");
  }
  const std::string path = directory_ + "/" + name;
  const int fd =
      open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kFileMode);
  if (fd < 0 && errno == EEXIST) return Damaged("has file " + name + " twice");
  if (fd < 0) return absl::ErrnoToStatus(errno, path);
  file_.emplace(fd);
  name_ = name;
  offset_ = 0;
  crc32c_ = 0;
  return absl::OkStatus();
}

absl::Status CheckpointWriter::EndFile(uint32_t crc32c) {
  if (crc32c != crc32c_) return Damaged("is damaged in file " + name_);
  if (fsync(file_->get()) != 0) {
    return absl::ErrnoToStatus(errno, directory_ + "/" + name_);
  }
  file_.reset();
  ++files_;
  return absl::OkStatus();
}

absl::Status CheckpointWriter::TakeEnd(
    const cluster::v1::FetchCheckpointResponse& end) {
  if (file_.has_value()) return Damaged("ends within file " + name_);
  if (end.files() != files_) return Damaged("lacks files");
  is_over_ = true;
  return absl::OkStatus();
}

absl::Status CheckpointWriter::Finish() {
  if (!failed_.ok()) return failed_;
  if (!is_over_) return Damaged("has no end");
  if (access((directory_ + kLastFile).c_str(), R_OK) != 0) {
    return Damaged("is none of RocksDB");
  }
  return SyncPath(directory_);
}

}  // namespace farcall
