// SPDX-License-Identifier: Apache-2.0
#include "ingest/telemetry/readiness.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farcall {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Step = MoverEvents::Step;

TEST(Readiness, IsThereUntilAStepFails) {
  Readiness readiness;
  EXPECT_THAT(readiness.Reasons(), IsEmpty());
  readiness.Fail(Step::kScore, absl::UnavailableError("server is down"));
  readiness.Fail(Step::kDeadLetters, absl::PermissionDeniedError("403"));
  EXPECT_THAT(readiness.Reasons(),
              HasSubstr("score: UNAVAILABLE: server is down\n"));
  EXPECT_THAT(readiness.Reasons(),
              HasSubstr("dead_letters: PERMISSION_DENIED"));
}

TEST(Readiness, ComesBackWithTheLastStepThatRecovers) {
  Readiness readiness;
  readiness.Fail(Step::kScore, absl::UnavailableError("down"));
  readiness.Fail(Step::kReceive, absl::UnavailableError("down"));
  readiness.Recover(Step::kScore);
  EXPECT_THAT(readiness.Reasons(), Not(HasSubstr("score")));
  EXPECT_THAT(readiness.Reasons(), HasSubstr("receive"));
  readiness.Recover(Step::kReceive);
  EXPECT_THAT(readiness.Reasons(), IsEmpty());
}

TEST(Readiness, EndsWithTheProcess) {
  Readiness readiness;
  readiness.Drain();
  EXPECT_EQ(readiness.Reasons(), "draining\n");
}

TEST(StepName, IsALabelForEach) {
  EXPECT_EQ(StepName(Step::kReceive), "receive");
  EXPECT_EQ(StepName(Step::kExtend), "extend");
}

}  // namespace
}  // namespace farcall
