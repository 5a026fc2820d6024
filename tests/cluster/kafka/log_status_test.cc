// SPDX-License-Identifier: Apache-2.0
#include "cluster/kafka/log_status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farcall {
namespace {

using ::testing::StartsWith;

TEST(LogStatus, TellsWhatACallerCanDo) {
  const std::pair<RdKafka::ErrorCode, absl::StatusCode> cases[] = {
      {RdKafka::ERR_UNKNOWN_TOPIC_OR_PART, absl::StatusCode::kNotFound},
      {RdKafka::ERR__UNKNOWN_TOPIC, absl::StatusCode::kNotFound},
      {RdKafka::ERR__UNKNOWN_PARTITION, absl::StatusCode::kNotFound},
      {RdKafka::ERR_OFFSET_OUT_OF_RANGE, absl::StatusCode::kOutOfRange},
      {RdKafka::ERR__AUTO_OFFSET_RESET, absl::StatusCode::kOutOfRange},
      {RdKafka::ERR_MSG_SIZE_TOO_LARGE, absl::StatusCode::kInvalidArgument},
      {RdKafka::ERR_TOPIC_AUTHORIZATION_FAILED,
       absl::StatusCode::kPermissionDenied},
      {RdKafka::ERR__AUTHENTICATION, absl::StatusCode::kUnauthenticated},
      {RdKafka::ERR__MSG_TIMED_OUT, absl::StatusCode::kUnavailable},
      {RdKafka::ERR__QUEUE_FULL, absl::StatusCode::kUnavailable},
      {RdKafka::ERR_NO_ERROR, absl::StatusCode::kOk},
  };
  for (const auto& [code, expected] : cases) {
    EXPECT_EQ(LogStatus(code, "append").code(), expected)
        << RdKafka::err2str(code);
  }
}

TEST(LogStatus, TellsWhatFailedAndWhy) {
  EXPECT_THAT(
      std::string(LogStatus(RdKafka::ERR__TRANSPORT, "append").message()),
      StartsWith("append: "));
}

}  // namespace
}  // namespace farcall
