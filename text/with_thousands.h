// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "text/text_buffer.h"

namespace farcall {

// 4812 -> `4,812`
inline void AppendWithThousands(uint64_t number, TextBuffer& text) {
  if (number >= 1000) {
    AppendWithThousands(number / 1000, text);
    const auto rest = static_cast<uint32_t>(number % 1000);
    char* const to = text.Take(4);
    to[0] = ',';
    to[1] = static_cast<char>('0' + rest / 100);
    to[2] = static_cast<char>('0' + rest / 10 % 10);
    to[3] = static_cast<char>('0' + rest % 10);
    return;
  }
  const auto rest = static_cast<uint32_t>(number);
  if (rest >= 100) text.Add(static_cast<char>('0' + rest / 100));
  if (rest >= 10) text.Add(static_cast<char>('0' + rest / 10 % 10));
  text.Add(static_cast<char>('0' + rest % 10));
}

inline std::string WithThousands(uint64_t number) {
  std::array<char, 32> room;
  TextBuffer text(room);
  AppendWithThousands(number, text);
  return std::string(text.bytes());
}

}  // namespace farcall
