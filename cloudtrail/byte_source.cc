// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/byte_source.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/status/status.h"

namespace farcall {
namespace {

constexpr size_t kBufferBytes = 256 << 10;

absl::Status ErrnoStatus(int error, const std::string& name) {
  const std::string message = name + ": " + std::strerror(error);
  if (error == ENOENT) return absl::NotFoundError(message);
  if (error == EACCES) return absl::PermissionDeniedError(message);
  if (error == EISDIR) return absl::InvalidArgumentError(message);
  return absl::UnavailableError(message);
}

}  // namespace

absl::StatusOr<std::unique_ptr<ByteSource>> ByteSource::Open(
    const std::string& path) {
  const bool standard_input = path == "-";
  const std::string name = standard_input ? "standard input" : path;
  const int descriptor = standard_input
                             ? dup(STDIN_FILENO)
                             : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return ErrnoStatus(errno, name);
  return std::unique_ptr<ByteSource>(new ByteSource(descriptor, name));
}

ByteSource::ByteSource(int descriptor, std::string name)
    : descriptor_(descriptor), name_(std::move(name)), buffer_(kBufferBytes) {}

ByteSource::~ByteSource() { close(descriptor_); }

absl::Status ByteSource::Refill() {
  // A pipe may give less than two bytes, too few to tell gzip by.
  size_t filled = 0;
  while (!at_end_ && filled < 2) {
    const ssize_t got =
        read(descriptor_, buffer_.data() + filled, buffer_.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return ErrnoStatus(errno, name_);
    at_end_ = got == 0;
    filled += static_cast<size_t>(got);
  }
  bytes_read_ += filled;
  unused_ = std::string_view(buffer_.data(), filled);
  if (!begun_ && Gunzip::HasMagic(unused_)) gunzip_.emplace();
  begun_ = true;
  return absl::OkStatus();
}

absl::StatusOr<size_t> ByteSource::Read(std::span<char> output) {
  if (unused_.empty() && !at_end_) {
    if (absl::Status status = Refill(); !status.ok()) return status;
  }
  if (gunzip_) return Decompress(*gunzip_, output);
  const size_t size = std::min(unused_.size(), output.size());
  std::copy_n(unused_.data(), size, output.data());
  unused_.remove_prefix(size);
  return size;
}

absl::StatusOr<size_t> ByteSource::Decompress(Gunzip& gunzip,
                                              std::span<char> output) {
  while (true) {
    const absl::StatusOr<size_t> written = gunzip.Inflate(unused_, output);
    if (!written.ok()) {
      return absl::Status(
          written.status().code(),
          name_ + ": " + std::string(written.status().message()));
    }
    if (*written > 0) return *written;
    if (!unused_.empty()) continue;
    if (at_end_) break;
    if (absl::Status status = Refill(); !status.ok()) return status;
  }
  if (gunzip.complete()) return size_t{0};
  return absl::DataLossError(name_ + ": gzip data ends early");
}

}  // namespace farcall
