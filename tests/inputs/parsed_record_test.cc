// SPDX-License-Identifier: Apache-2.0
#include "inputs/parsed_record.h"

#include <gtest/gtest.h>

namespace farcall {
namespace {

TEST(FieldError, NamesItsFieldInItsMessage) {
  const FieldError error =
      MakeFieldError("eventTime", FieldErrorReason::kMissing, "is missing");
  EXPECT_EQ(error.field, "eventTime");
  EXPECT_EQ(error.message, "eventTime is missing");
  EXPECT_EQ(error.reason, FieldErrorReason::kMissing);
}

TEST(SkipReason, HasANameForMetrics) {
  EXPECT_EQ(SkipReasonName(SkipReason::kDigest), "digest");
  EXPECT_EQ(SkipReasonName(SkipReason::kOtherEvent), "other_event");
}

}  // namespace
}  // namespace farcall
