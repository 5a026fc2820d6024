// SPDX-License-Identifier: Apache-2.0
#include "scoring/event/baseline_state.h"

namespace farcall {

std::string_view BaselineStateName(BaselineState state) {
  switch (state) {
    case BaselineState::kCold:
      return "COLD";
    case BaselineState::kLearning:
      return "LEARNING";
    case BaselineState::kReady:
      return "READY";
  }
  return "COLD";
}

}  // namespace farcall
