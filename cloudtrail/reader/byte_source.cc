// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/reader/byte_source.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "cloudtrail/encoding/gunzip.h"
#include "cloudtrail/encoding/utf16.h"

namespace farcall {
namespace {

constexpr size_t kBufferBytes = 256 << 10;
constexpr size_t kHeadBytes = 4;  // tell gzip and UTF-16
constexpr int kPackingsMax = 3;   // gzip inside of gzip

absl::Status ErrnoStatus(int error, const std::string& name) {
  const std::string message = name + ": " + std::strerror(error);
  if (error == ENOENT) return absl::NotFoundError(message);
  if (error == EACCES) return absl::PermissionDeniedError(message);
  if (error == EISDIR) return absl::InvalidArgumentError(message);
  return absl::UnavailableError(message);
}

class FileStream : public ByteStream {
 public:
  FileStream(int descriptor, std::string name,
             std::shared_ptr<uint64_t> bytes_read)
      : descriptor_(descriptor),
        name_(std::move(name)),
        bytes_read_(std::move(bytes_read)),
        buffer_(kBufferBytes) {}
  ~FileStream() override { close(descriptor_); }
  FileStream(const FileStream&) = delete;
  FileStream& operator=(const FileStream&) = delete;

  absl::StatusOr<size_t> Read(std::span<char> output) override {
    if (unused_.empty()) {
      if (absl::Status status = Refill(); !status.ok()) return status;
    }
    const size_t size = std::min(unused_.size(), output.size());
    std::copy_n(unused_.data(), size, output.data());
    unused_.remove_prefix(size);
    return size;
  }

 private:
  // A pipe of packets loses what of a packet is not read at once.
  absl::Status Refill() {
    while (true) {
      const ssize_t got = read(descriptor_, buffer_.data(), buffer_.size());
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return ErrnoStatus(errno, name_);
      *bytes_read_ += static_cast<uint64_t>(got);
      unused_ = std::string_view(buffer_.data(), static_cast<size_t>(got));
      return absl::OkStatus();
    }
  }

  const int descriptor_;
  const std::string name_;
  const std::shared_ptr<uint64_t> bytes_read_;
  std::vector<char> buffer_;
  std::string_view unused_;  // what is left in buffer_
};

class MemoryStream : public ByteStream {
 public:
  MemoryStream(std::string_view bytes, std::shared_ptr<uint64_t> bytes_read)
      : left_(bytes), bytes_read_(std::move(bytes_read)) {}

  absl::StatusOr<size_t> Read(std::span<char> output) override {
    const size_t size = left_.copy(output.data(), output.size());
    left_.remove_prefix(size);
    *bytes_read_ += size;
    return size;
  }

 private:
  std::string_view left_;
  const std::shared_ptr<uint64_t> bytes_read_;
};

// A stream whose first bytes can be looked at.
class PeekedStream : public ByteStream {
 public:
  explicit PeekedStream(std::unique_ptr<ByteStream> inner)
      : inner_(std::move(inner)) {}

  // The first bytes, up to `size`: fewer only at the end, or where an error
  // follows them.
  std::string_view Peek(size_t size) {
    head_.resize(size);
    size_t filled = 0;
    while (filled < size) {
      const auto got = inner_->Read(std::span(head_).subspan(filled));
      if (!got.ok()) error_ = got.status();
      if (got.value_or(0) == 0) break;
      filled += *got;
    }
    head_.resize(filled);
    unread_ = head_;
    return unread_;
  }

  absl::StatusOr<size_t> Read(std::span<char> output) override {
    if (unread_.empty()) {
      if (!error_.ok()) return error_;
      return inner_->Read(output);
    }
    const size_t size = std::min(unread_.size(), output.size());
    std::copy_n(unread_.data(), size, output.data());
    unread_.remove_prefix(size);
    return size;
  }

 private:
  const std::unique_ptr<ByteStream> inner_;
  std::string head_;
  std::string_view unread_;  // of head_
  absl::Status error_;       // behind head_
};

class GunzipStream : public ByteStream {
 public:
  GunzipStream(std::unique_ptr<ByteStream> packed, std::string name)
      : packed_(std::move(packed)),
        name_(std::move(name)),
        buffer_(kBufferBytes) {}

  absl::StatusOr<size_t> Read(std::span<char> output) override {
    while (true) {
      const absl::StatusOr<size_t> written = gunzip_.Inflate(unused_, output);
      if (!written.ok()) {
        return absl::Status(
            written.status().code(),
            name_ + ": " + std::string(written.status().message()));
      }
      if (*written > 0) return *written;
      if (!unused_.empty()) continue;
      if (at_end_) break;
      const absl::StatusOr<size_t> got = packed_->Read(buffer_);
      if (!got.ok()) return got.status();
      at_end_ = *got == 0;
      unused_ = std::string_view(buffer_.data(), *got);
    }
    if (gunzip_.complete()) return size_t{0};
    return absl::DataLossError(name_ + ": gzip data ends early");
  }

 private:
  const std::unique_ptr<ByteStream> packed_;
  const std::string name_;
  Gunzip gunzip_;
  std::vector<char> buffer_;
  std::string_view unused_;  // what is left in buffer_
  bool at_end_ = false;
};

// UTF-16 as UTF-8.
class Utf16Stream : public ByteStream {
 public:
  Utf16Stream(std::unique_ptr<ByteStream> encoded, Utf16Order order)
      : encoded_(std::move(encoded)), decoder_(order), buffer_(kBufferBytes) {}

  absl::StatusOr<size_t> Read(std::span<char> output) override {
    while (unread_.empty()) {
      if (at_end_) return size_t{0};
      const absl::StatusOr<size_t> got = encoded_->Read(buffer_);
      if (!got.ok()) return got.status();
      at_end_ = *got == 0;
      decoded_ =
          at_end_ ? decoder_.Finish() : decoder_.Decode({buffer_.data(), *got});
      unread_ = decoded_;
    }
    const size_t size = std::min(unread_.size(), output.size());
    std::copy_n(unread_.data(), size, output.data());
    unread_.remove_prefix(size);
    return size;
  }

 private:
  const std::unique_ptr<ByteStream> encoded_;
  Utf16Decoder decoder_;
  std::vector<char> buffer_;
  std::string decoded_;
  std::string_view unread_;  // of decoded_
  bool at_end_ = false;
};

}  // namespace

absl::StatusOr<std::unique_ptr<ByteSource>> ByteSource::Open(
    const std::string& path) {
  const bool standard_input = path == "-";
  const std::string name = standard_input ? "standard input" : path;
  const int descriptor = standard_input
                             ? dup(STDIN_FILENO)
                             : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return ErrnoStatus(errno, name);
  auto bytes_read = std::make_shared<uint64_t>(0);
  auto file = std::make_unique<FileStream>(descriptor, name, bytes_read);
  return std::unique_ptr<ByteSource>(
      new ByteSource(std::move(file), name, std::move(bytes_read)));
}

std::unique_ptr<ByteSource> ByteSource::OfBytes(std::string_view bytes,
                                                std::string name) {
  auto bytes_read = std::make_shared<uint64_t>(0);
  auto stream = std::make_unique<MemoryStream>(bytes, bytes_read);
  return std::unique_ptr<ByteSource>(new ByteSource(
      std::move(stream), std::move(name), std::move(bytes_read)));
}

ByteSource::ByteSource(std::unique_ptr<ByteStream> file, std::string name,
                       std::shared_ptr<uint64_t> bytes_read)
    : stream_(std::move(file)),
      name_(std::move(name)),
      bytes_read_(std::move(bytes_read)) {}

absl::StatusOr<size_t> ByteSource::Read(std::span<char> output) {
  if (!unwrapped_) Unwrap();
  return stream_->Read(output);
}

void ByteSource::Unwrap() {
  unwrapped_ = true;
  for (int packings = 0;; ++packings) {
    auto peeked = std::make_unique<PeekedStream>(std::move(stream_));
    const std::string_view head = peeked->Peek(kHeadBytes);
    if (Gunzip::HasMagic(head) && packings < kPackingsMax) {
      stream_ = std::make_unique<GunzipStream>(std::move(peeked), name_);
    } else if (const auto order = Utf16OrderOf(head)) {
      stream_ = std::make_unique<Utf16Stream>(std::move(peeked), *order);
      return;
    } else {
      stream_ = std::move(peeked);
      return;
    }
  }
}

}  // namespace farcall
