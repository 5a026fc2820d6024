// SPDX-License-Identifier: Apache-2.0
#include "ingest/mover/backoff.h"

#include <algorithm>

namespace farcall {

std::chrono::milliseconds Backoff::Next(
    std::optional<std::chrono::milliseconds> asked) {
  std::uniform_int_distribution<int64_t> upper_half(bound_.count() / 2,
                                                    bound_.count());
  const std::chrono::milliseconds wait(upper_half(random_));
  bound_ = std::min(2 * bound_, limits_.max);
  return std::max(wait, asked.value_or(wait));
}

}  // namespace farcall
