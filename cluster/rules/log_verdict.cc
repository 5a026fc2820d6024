// SPDX-License-Identifier: Apache-2.0
#include "cluster/rules/log_verdict.h"

namespace farcall {

std::string_view ReasonOf(Refusal refusal) {
  switch (refusal) {
    case Refusal::kNone:
      return "";
    case Refusal::kRepeated:
      return "repeated";
    case Refusal::kNoGenesis:
      return "before the first genesis";
    case Refusal::kOtherGenesis:
      return "genesis differs from the first one";
    case Refusal::kNewerFormat:
      return "format is newer than this binary knows";
    case Refusal::kOldEpoch:
      return "epoch is over";
    case Refusal::kUnclaimedEpoch:
      return "epoch was not claimed";
    case Refusal::kNotOwner:
      return "writer is not the owner";
    case Refusal::kNoOwner:
      return "epoch was released";
    case Refusal::kNumberOutOfOrder:
      return "number out of order";
    case Refusal::kPartOutOfOrder:
      return "part out of order";
  }
  return "unknown";
}

}  // namespace farcall
