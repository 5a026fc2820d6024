// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace farcall {

// A stream of bytes: a file, or what a filter makes of another stream.
class ByteStream {
 public:
  virtual ~ByteStream() = default;

  // Fills the front of `output`, which is not empty; 0 at the end.
  virtual absl::StatusOr<size_t> Read(std::span<char> output) = 0;
};

// The bytes of a file or of standard input as UTF-8, decompressed where they
// are gzip, also where they were packed more than once.
class ByteSource : public ByteStream {
 public:
  // `path` "-" is standard input.
  static absl::StatusOr<std::unique_ptr<ByteSource>> Open(
      const std::string& path);

  // Of what `bytes` views, which must outlive it. `name` is for messages.
  static std::unique_ptr<ByteSource> OfBytes(std::string_view bytes,
                                             std::string name);

  absl::StatusOr<size_t> Read(std::span<char> output) override;

  // Bytes taken of the file, compressed where it is.
  uint64_t bytes_read() const { return *bytes_read_; }
  const std::string& name() const { return name_; }

 private:
  ByteSource(std::unique_ptr<ByteStream> file, std::string name,
             std::shared_ptr<uint64_t> bytes_read);

  // Puts a filter onto the stream for each packing or encoding that its first
  // bytes show.
  void Unwrap();

  std::unique_ptr<ByteStream> stream_;
  const std::string name_;  // for messages
  std::shared_ptr<uint64_t> bytes_read_;
  bool unwrapped_ = false;
};

}  // namespace farcall
