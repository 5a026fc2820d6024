// SPDX-License-Identifier: Apache-2.0
#include "scoring/event/feedback_entry.h"

namespace farcall {

std::string_view FeedbackActionName(FeedbackAction action) {
  switch (action) {
    case FeedbackAction::kBenign:
      return "benign";
    case FeedbackAction::kMalicious:
      return "malicious";
    case FeedbackAction::kForget:
      return "forget";
    case FeedbackAction::kClear:
      return "clear";
  }
  return "unknown";
}

}  // namespace farcall
