// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace farcall {

// Decompresses gzip data of one or more members. What follows the last member
// and is no gzip is ignored, as gzip(1) does.
class Gunzip {
 public:
  Gunzip();
  ~Gunzip();
  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;

  static bool HasMagic(std::string_view bytes) {
    return bytes.starts_with("\x1F\x8B");
  }

  // Takes from the front of `input` and fills `output` as far as that goes;
  // returns how much was written. Nothing written and `input` empty: more is
  // needed. DATA_LOSS if the data is broken.
  absl::StatusOr<size_t> Inflate(std::string_view& input,
                                 std::span<char> output);

  // Whether the data may end here.
  bool complete() const { return !in_member_; }

 private:
  // Whether `input` begins with data of a member.
  bool EnterMember(std::string_view& input);

  z_stream stream_{};
  int init_ = Z_OK;
  bool in_member_ = false;
  bool first_member_ = true;
  bool ended_ = false;
};

// The whole of `compressed`; nothing if it is broken or more than `bytes_max`.
std::optional<std::string> GunzipAll(std::string_view compressed,
                                     uint64_t bytes_max);

}  // namespace farcall
