// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "text/with_thousands.h"

namespace farcall {

// `1 call`, `4,812 calls`
inline std::string Count(uint64_t number, std::string_view noun) {
  std::string text = WithThousands(number);
  text.append(" ").append(noun);
  if (number != 1) text += 's';
  return text;
}

}  // namespace farcall
