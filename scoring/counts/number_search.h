// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
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
  const Number* at = numbers.data() + from;
  const Number* const end = numbers.data() + numbers.size();
  // What is found most often lies at the front.
  for (const Number* near = at + std::min<std::ptrdiff_t>(4, end - at);
       at < near; ++at) {
    if (*at == wanted) return static_cast<size_t>(at - numbers.data());
  }
  for (; end - at >= static_cast<std::ptrdiff_t>(kBlock); at += kBlock) {
    Number any = 0;
    for (size_t i = 0; i < kBlock; ++i) {
      any = static_cast<Number>(any | (at[i] == wanted ? 1 : 0));
    }
    if (any != 0) break;
  }
  while (at < end && *at != wanted) ++at;
  return static_cast<size_t>(at - numbers.data());
}

}  // namespace farcall
