// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace farcall {

// The longest beginning of `text` that fits and cuts no UTF-8 character.
inline std::string_view CutTo(std::string_view text, size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  size_t end = bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) {
    --end;
  }
  return text.substr(0, end);
}

inline bool IsControl(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

// A text from an input, fit for a message: `?` stands for each control
// character, and `...` for what is beyond the limit.
inline std::string ShownText(std::string_view text, size_t bytes_max = 64) {
  std::string shown(CutTo(text, bytes_max));
  std::ranges::replace_if(shown, IsControl, '?');
  if (text.size() > bytes_max) shown += "...";
  return shown;
}

}  // namespace farcall
