// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/parsed_record.h"

namespace farcall {

std::string_view SkipReasonName(SkipReason reason) {
  switch (reason) {
    case SkipReason::kDigest:
      return "digest";
    case SkipReason::kInsights:
      return "insights";
    case SkipReason::kS3Notification:
      return "s3_notification";
    case SkipReason::kControlMessage:
      return "control_message";
  }
  return "unknown";
}

}  // namespace farcall
