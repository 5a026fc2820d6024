// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

namespace farcall {

// The position of the first number of that value from `from` on; the size of
// `numbers` if there is none. Blocks are compared as a whole, without a branch
// for each number, so that the compiler uses vector instructions.
template <typename Number>
size_t FindNumber(std::span<const Number> numbers, Number wanted,
                  size_t from = 0) {
  constexpr size_t kBlock = 64 / sizeof(Number);
  size_t at = from;
  for (; at + kBlock <= numbers.size(); at += kBlock) {
    Number any = 0;
    for (size_t i = 0; i < kBlock; ++i) {
      any = static_cast<Number>(any | (numbers[at + i] == wanted ? 1 : 0));
    }
    if (any != 0) break;
  }
  while (at < numbers.size() && numbers[at] != wanted) ++at;
  return at;
}

}  // namespace farcall
