// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace farcall {

// Whether `text` is UTF-8 as protobuf wants it of a string: no overlong forms,
// no surrogates, nothing above U+10FFFF.
bool IsUtf8(std::string_view text);

namespace utf8_internal {

using Bytes16 = unsigned char __attribute__((vector_size(16)));
using Signed16 = signed char __attribute__((vector_size(16)));

template <typename Word>
inline Word Load(const char* from) {
  Word word;
  std::memcpy(&word, from, sizeof(word));
  return word;
}

// Bytes outside of 0x20..0x7e have all bits set in the result: as signed
// numbers, such a byte plus one is below 0x21.
inline Signed16 Unprintable(Bytes16 bytes) {
  const Bytes16 next = bytes + 1;
  return reinterpret_cast<Signed16>(next) < 0x21;
}

inline bool AnySet(Signed16 bytes) {
  uint64_t halves[2];
  std::memcpy(halves, &bytes, sizeof(halves));
  return (halves[0] | halves[1]) != 0;
}

// The first and the last bytes of a text of 1 to 15 bytes, which overlap, or
// one after the other; printable bytes fill the rest.
inline Bytes16 LoadShort(const char* text, size_t size) {
  uint64_t halves[2] = {0x2020202020202020, 0x2020202020202020};
  if (size >= 8) {
    halves[0] = Load<uint64_t>(text);
    halves[1] = Load<uint64_t>(text + size - 8);
  } else if (size >= 4) {
    halves[0] = Load<uint32_t>(text) | uint64_t{Load<uint32_t>(text + size - 4)}
                                           << 32;
  } else {
    uint64_t bytes = 0x2020202020202020;
    for (size_t i = 0; i < size; ++i) {
      bytes = bytes << 8 | static_cast<unsigned char>(text[i]);
    }
    halves[0] = bytes;
  }
  Bytes16 both;
  std::memcpy(&both, halves, sizeof(both));
  return both;
}

}  // namespace utf8_internal

// Whether all bytes are printable ASCII, 0x20 to 0x7e: then `text` is UTF-8
// without control characters.
inline bool IsPrintableAscii(std::string_view text) {
  using namespace utf8_internal;
  const char* position = text.data();
  const size_t size = text.size();
  if (size == 0) return true;
  if (size < 16) return !AnySet(Unprintable(LoadShort(position, size)));
  const char* const last = position + size - 16;
  Signed16 unprintable = Unprintable(Load<Bytes16>(last));
  for (; position < last; position += 16) {
    unprintable |= Unprintable(Load<Bytes16>(position));
  }
  return !AnySet(unprintable);
}

}  // namespace farcall
