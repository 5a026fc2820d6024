// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace farcall {

// Numbers as bytes on disk. Varints are little-endian groups of seven bits, the
// high bit meaning that more follow; fixed numbers are big-endian.
inline void AppendVarint(uint64_t number, std::string& out) {
  while (number >= 0x80) {
    out.push_back(static_cast<char>((number & 0x7f) | 0x80));
    number >>= 7;
  }
  out.push_back(static_cast<char>(number));
}
// The size of `bytes` as a varint, then these.
inline void AppendSized(std::string_view bytes, std::string& out) {
  AppendVarint(bytes.size(), out);
  out.append(bytes);
}
void AppendFixed16(uint16_t number, std::string& out);
void AppendFixed32(uint32_t number, std::string& out);
void AppendFixed64(uint64_t number, std::string& out);

// Bytes as text: two lower-case digits each.
inline constexpr std::string_view kHexDigits = "0123456789abcdef";
std::string HexOf(std::string_view bytes);

// Takes numbers and bytes off the front of a string that outlives the reader.
// Each function returns false and takes nothing if what it wants is not there.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  bool Byte(uint8_t& byte);
  bool Varint(uint64_t& number);
  bool Fixed16(uint16_t& number);
  bool Fixed32(uint32_t& number);
  bool Fixed64(uint64_t& number);
  bool Bytes(size_t count, std::string_view& bytes);
  // As AppendSized() writes them.
  bool Sized(std::string_view& bytes);
  bool Sized(std::string& bytes);

  size_t remaining() const { return rest_.size(); }

 private:
  std::string_view rest_;
};

}  // namespace farcall
