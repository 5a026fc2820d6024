// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace farcall {

enum class Utf16Order { kLittleEndian, kBigEndian };

// The order of bytes if `head`, the first bytes of a text, is UTF-16: by its
// byte order mark, or by the zero bytes beside its first characters.
std::optional<Utf16Order> Utf16OrderOf(std::string_view head);

// Decodes UTF-16 to UTF-8, a piece at a time. What is no UTF-16 becomes U+FFFD.
class Utf16Decoder {
 public:
  explicit Utf16Decoder(Utf16Order order) : order_(order) {}

  std::string Decode(std::string_view bytes);
  // What is left at the end of the text.
  std::string Finish();

 private:
  void Take(uint32_t unit, std::string& to);

  const Utf16Order order_;
  std::optional<unsigned char> half_unit_;  // of a unit, the first byte
  std::optional<uint32_t> high_;            // of a surrogate pair
};

}  // namespace farcall
