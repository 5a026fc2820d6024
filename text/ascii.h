// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace farcall {

// Questions of short texts, answered 16 bytes at a time: each is asked of every
// event.
namespace ascii_internal {

using Bytes16 = unsigned char __attribute__((vector_size(16)));
using Mask16 = signed char __attribute__((vector_size(16)));

template <typename Word>
inline Word Load(const char* from) {
  Word word;
  std::memcpy(&word, from, sizeof(word));
  return word;
}

// A text of 1 to 15 bytes, some of them twice: its first and its last ones.
inline Bytes16 LoadShort(const char* text, size_t size) {
  uint64_t halves[2];
  if (size >= 8) {
    halves[0] = Load<uint64_t>(text);
    halves[1] = Load<uint64_t>(text + size - 8);
  } else if (size >= 4) {
    halves[0] = Load<uint32_t>(text) | uint64_t{Load<uint32_t>(text + size - 4)}
                                           << 32;
    halves[1] = halves[0];
  } else {
    const auto byte = [text](size_t i) {
      return uint64_t{static_cast<unsigned char>(text[i])};
    };
    const uint64_t three =
        byte(0) | byte(size / 2) << 8 | byte(size - 1) << 16 | byte(0) << 24;
    halves[0] = three | three << 32;
    halves[1] = halves[0];
  }
  Bytes16 both;
  std::memcpy(&both, halves, sizeof(both));
  return both;
}

inline bool AnySet(Mask16 mask) {
  uint64_t halves[2];
  std::memcpy(halves, &mask, sizeof(halves));
  return (halves[0] | halves[1]) != 0;
}

// Whether `matches`, which gives a mask of 16 bytes, is true of any byte.
template <typename Matches>
inline bool AnyByte(std::string_view text, Matches matches) {
  const char* position = text.data();
  const size_t size = text.size();
  if (size == 0) return false;
  if (size < 16) return AnySet(matches(LoadShort(position, size)));
  const char* const last = position + size - 16;
  Mask16 any = matches(Load<Bytes16>(last));
  for (; position < last; position += 16) {
    any |= matches(Load<Bytes16>(position));
  }
  return AnySet(any);
}

inline Mask16 Signed(Bytes16 bytes) { return reinterpret_cast<Mask16>(bytes); }

}  // namespace ascii_internal

// Whether all bytes are printable ASCII, 0x20 to 0x7e: then `text` is UTF-8
// without control characters.
inline bool IsPrintableAscii(std::string_view text) {
  using namespace ascii_internal;
  // As a signed number, any other byte plus one is below 0x21.
  return !AnyByte(
      text, [](Bytes16 bytes) -> Mask16 { return Signed(bytes + 1) < 0x21; });
}

// Whether all bytes are digits or dots.
inline bool IsDigitsAndDots(std::string_view text) {
  using namespace ascii_internal;
  return !AnyByte(text, [](Bytes16 bytes) -> Mask16 {
    // '0' to '9' become -128 to -119.
    const Mask16 no_digit = Signed(bytes + (0x80 - '0')) > -119;
    const Mask16 no_dot = Signed(bytes) != '.';
    return no_digit & no_dot;
  });
}

constexpr char ToLowerAscii(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

// Whether two names or values are equal but for letter case.
constexpr bool EqualsIgnoringCase(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (ToLowerAscii(a[i]) != ToLowerAscii(b[i])) return false;
  }
  return true;
}

// Whether any byte is `a` or `b`.
inline bool HasEither(std::string_view text, char a, char b) {
  using namespace ascii_internal;
  return AnyByte(text, [a, b](Bytes16 bytes) -> Mask16 {
    return (Signed(bytes) == a) | (Signed(bytes) == b);
  });
}

}  // namespace farcall
