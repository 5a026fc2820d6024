// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace farcall {

namespace utf8_internal {

// Bytes in the sequence that `lead` starts; 0 = it starts none.
inline size_t SequenceLength(uint8_t lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead < 0xe0) return 2;
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  if (lead >= 0xf0 && lead < 0xf5) return 4;
  return 0;
}

// The second byte shuts out overlong forms, surrogates and what lies above
// U+10FFFF.
inline bool IsSecondByte(uint8_t lead, uint8_t second) {
  const uint8_t first_allowed = lead == 0xe0   ? 0xa0
                                : lead == 0xf0 ? 0x90
                                               : 0x80;
  const uint8_t last_allowed = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  return second >= first_allowed && second <= last_allowed;
}

}  // namespace utf8_internal

// Whether `text` is well-formed UTF-8 (RFC 3629), as a proto string must be.
inline bool IsUtf8(std::string_view text) {
  using namespace utf8_internal;
  for (size_t i = 0; i < text.size();) {
    const auto lead = static_cast<uint8_t>(text[i]);
    const size_t length = SequenceLength(lead);
    if (length == 0 || length > text.size() - i) return false;
    for (size_t k = 1; k < length; ++k) {
      const auto byte = static_cast<uint8_t>(text[i + k]);
      if ((byte & 0xc0) != 0x80) return false;
      if (k == 1 && !IsSecondByte(lead, byte)) return false;
    }
    i += length;
  }
  return true;
}

}  // namespace farcall
