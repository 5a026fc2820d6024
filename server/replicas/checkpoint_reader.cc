// SPDX-License-Identifier: Apache-2.0
#include "server/replicas/checkpoint_reader.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "server/replicas/checkpoint_bounds.h"
#include "server/replicas/crc32c.h"

namespace farcall {
namespace {

// Fills `bytes`; shortens it where the file ends early. False = errno says why.
bool Fill(int fd, std::string& bytes) {
  size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t got = read(fd, &bytes[filled], bytes.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return false;
    if (got == 0) break;
    filled += static_cast<size_t>(got);
  }
  bytes.resize(filled);
  return true;
}

}  // namespace

absl::StatusOr<std::unique_ptr<CheckpointReader>> CheckpointReader::Open(
    std::string directory) {
  std::vector<std::string> names;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(directory, error), end;
       !error && entry != end; entry.increment(error)) {
    names.push_back(entry->path().filename().string());
  }
  if (error) return absl::ErrnoToStatus(error.value(), directory);
  std::ranges::sort(names);
  return std::unique_ptr<CheckpointReader>(
      new CheckpointReader(std::move(directory), std::move(names)));
}

absl::StatusOr<bool> CheckpointReader::Next(
    cluster::v1::FetchCheckpointResponse& part) {
  part.Clear();
  if (is_over_) return false;
  if (at_ < names_.size()) {
    absl::Status status = Read(part);
    if (!status.ok()) return status;
  } else {
    part.set_files(static_cast<uint32_t>(names_.size()));
    is_over_ = true;
  }
  return true;
}

absl::Status CheckpointReader::Read(
    cluster::v1::FetchCheckpointResponse& part) {
  const std::string path = directory_ + "/" + names_[at_];
  if (!file_.has_value()) {
    file_.emplace(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    offset_ = 0;
    crc32c_ = 0;
  }
  std::string& data = *part.mutable_data();
  data.resize(kCheckpointPartBytesMax);
  if (file_->get() < 0 || !Fill(file_->get(), data)) {
    return absl::ErrnoToStatus(errno, path);
  }
  part.set_file(names_[at_]);
  part.set_offset(offset_);
  offset_ += data.size();
  crc32c_ = Crc32c(data, crc32c_);
  if (data.size() < kCheckpointPartBytesMax) {
    part.set_crc32c(crc32c_);
    file_.reset();
    ++at_;
  }
  return absl::OkStatus();
}

}  // namespace farcall
