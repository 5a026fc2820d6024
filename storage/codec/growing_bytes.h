// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace farcall {

// Bytes that are written one after the other, laid out as by byte_coding.h.
// Room is made for many at once, so that a number costs little more than its
// store: Reserve() goes before what is put.
class GrowingBytes {
 public:
  static constexpr size_t kVarintBytesMax = 10;

  // Makes room for so many bytes more.
  void Reserve(size_t count) {
    if (bytes_.size() - end_ < count) {
      bytes_.resize(std::max(bytes_.size() * 2, end_ + count));
    }
  }
  void PutByte(uint8_t byte) { bytes_[end_++] = static_cast<char>(byte); }
  void PutVarint(uint64_t number) {
    while (number >= 0x80) {
      PutByte(static_cast<uint8_t>((number & 0x7f) | 0x80));
      number >>= 7;
    }
    PutByte(static_cast<uint8_t>(number));
  }
  void PutDouble(double number) {
    const auto bits = std::bit_cast<uint64_t>(number);
    for (int shift = 56; shift >= 0; shift -= 8) {
      PutByte(static_cast<uint8_t>(bits >> shift));
    }
  }
  // The length and the bytes of a text, for which it makes room, and for
  // `count` bytes after it.
  void PutText(std::string_view text, size_t count) {
    Reserve(kVarintBytesMax + text.size() + count);
    PutVarint(text.size());
    if (text.empty()) return;
    std::memcpy(&bytes_[end_], text.data(), text.size());
    end_ += text.size();
  }
  std::string Take() && {
    bytes_.resize(end_);
    return std::move(bytes_);
  }

 private:
  std::string bytes_;  // with room behind the end
  size_t end_ = 0;
};

}  // namespace farcall
