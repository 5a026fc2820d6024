// SPDX-License-Identifier: Apache-2.0
#include "cluster/kafka/log_status.h"

#include "absl/strings/str_cat.h"

namespace farcall {

absl::Status LogStatus(RdKafka::ErrorCode code, const std::string& what) {
  const std::string message = absl::StrCat(what, ": ", RdKafka::err2str(code));
  switch (code) {
    case RdKafka::ERR_UNKNOWN_TOPIC_OR_PART:
    case RdKafka::ERR__UNKNOWN_TOPIC:
    case RdKafka::ERR__UNKNOWN_PARTITION:
      return absl::NotFoundError(message);
    case RdKafka::ERR_OFFSET_OUT_OF_RANGE:
    case RdKafka::ERR__AUTO_OFFSET_RESET:
      return absl::OutOfRangeError(message);
    case RdKafka::ERR_MSG_SIZE_TOO_LARGE:
      return absl::InvalidArgumentError(message);
    default:
      return FromKafka(code, what);
  }
}

}  // namespace farcall
