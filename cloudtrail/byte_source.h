// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "cloudtrail/gunzip.h"

namespace farcall {

// The bytes of a file or of standard input, decompressed where they are gzip.
class ByteSource {
 public:
  // `path` "-" is standard input.
  static absl::StatusOr<std::unique_ptr<ByteSource>> Open(
      const std::string& path);
  ~ByteSource();
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  // Fills the front of `output`, which is not empty; 0 at the end.
  absl::StatusOr<size_t> Read(std::span<char> output);

  // Bytes taken of the file, compressed where it is.
  uint64_t bytes_read() const { return bytes_read_; }
  const std::string& name() const { return name_; }

 private:
  ByteSource(int descriptor, std::string name);

  // Reads on when all that was read is used up.
  absl::Status Refill();
  absl::StatusOr<size_t> Decompress(Gunzip& gunzip, std::span<char> output);

  const int descriptor_;
  const std::string name_;  // for messages
  std::vector<char> buffer_;
  std::string_view unused_;  // what is left in buffer_
  bool at_end_ = false;
  bool begun_ = false;
  std::optional<Gunzip> gunzip_;  // where the data is gzip
  uint64_t bytes_read_ = 0;
};

}  // namespace farcall
