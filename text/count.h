// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "text/text_buffer.h"
#include "text/with_thousands.h"

namespace farcall {

// `1 call`, `4,812 calls`
inline void AppendCount(uint64_t number, std::string_view noun,
                        TextBuffer& text) {
  AppendWithThousands(number, text);
  text.Add(' ');
  text.Add(noun);
  if (number != 1) text.Add('s');
}

inline std::string Count(uint64_t number, std::string_view noun) {
  std::array<char, 64> room;
  TextBuffer text(room);
  AppendCount(number, noun, text);
  return std::string(text.bytes());
}

}  // namespace farcall
