// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace farcall {

// Numbers as bytes of tokens, the most significant byte first. `bytes` is 1 to
// 8.
inline void AppendBigEndian(uint64_t value, size_t bytes, std::string& text) {
  while (bytes-- > 0) {
    text.push_back(static_cast<char>((value >> (8 * bytes)) & 0xff));
  }
}

// Takes the number off the front of `text`, which has so many bytes.
inline uint64_t TakeBigEndian(std::string_view& text, size_t bytes) {
  uint64_t value = 0;
  for (const char c : text.substr(0, bytes)) {
    value = (value << 8) | static_cast<unsigned char>(c);
  }
  text.remove_prefix(bytes);
  return value;
}

}  // namespace farcall
