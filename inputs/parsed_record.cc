// SPDX-License-Identifier: Apache-2.0
#include "inputs/parsed_record.h"

#include "text/shown_text.h"

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
    case SkipReason::kAggregated:
      return "aggregated";
    case SkipReason::kOtherEvent:
      return "other_event";
  }
  return "unknown";
}

FieldError MakeFieldError(std::string_view field, FieldErrorReason reason,
                          std::string_view what) {
  FieldError error{.field = ShownText(field), .reason = reason, .message = {}};
  error.message.append(error.field).append(" ").append(what);
  return error;
}

}  // namespace farcall
