// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace farcall {

// How much is known of an entity. On disk: never renumber.
enum class BaselineState : uint8_t {
  kCold = 1,      // next to nothing: its score leans on its peers
  kLearning = 2,  // some history
  kReady = 3,     // enough that what it never did is news
};

std::string_view BaselineStateName(BaselineState state);

}  // namespace farcall
