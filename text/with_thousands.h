// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace farcall {

// 4812 -> `4,812`
inline std::string WithThousands(uint64_t number) {
  std::string text = std::to_string(number);
  for (size_t end = text.size(); end > 3;) {
    end -= 3;
    text.insert(end, 1, ',');
  }
  return text;
}

}  // namespace farcall
