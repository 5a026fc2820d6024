// SPDX-License-Identifier: Apache-2.0
#include "triage/statistics/new_principal.h"

#include <gtest/gtest.h>

namespace farcall {
namespace {

constexpr int64_t kAt = 20000 * kDaySeconds;

PrincipalHistory SeenFor(int64_t days) {
  return {.first_seen_seconds = kAt - days * kDaySeconds,
          .last_before_seconds = kAt - 3600,
          .at_seconds = kAt,
          .is_place_new = true,
          .are_commands_shared = true};
}

TEST(NewPrincipal, IsNewForThirtyDays) {
  EXPECT_TRUE(IsNew(SeenFor(0)));
  EXPECT_TRUE(IsNew(SeenFor(30)));
  EXPECT_FALSE(IsNew(SeenFor(31)));
}

TEST(NewPrincipal, IsDormantAfterSixtyDaysWithoutACall) {
  PrincipalHistory history = SeenFor(170);
  EXPECT_FALSE(IsDormant(history));
  history.last_before_seconds = kAt - 60 * kDaySeconds + 1;
  EXPECT_FALSE(IsDormant(history));
  history.last_before_seconds = kAt - 60 * kDaySeconds;
  EXPECT_TRUE(IsDormant(history));
  history.last_before_seconds = 0;  // it never called before
  EXPECT_FALSE(IsDormant(history));
}

TEST(NewPrincipal, IsLikelyTheReasonIfItDoesWhatOthersDo) {
  EXPECT_EQ(JudgeNewcomer(SeenFor(2)), Newcomer::kLikely);
}

TEST(NewPrincipal, MayBeTheReasonIfItDoesWhatNobodyElseDoes) {
  PrincipalHistory history = SeenFor(2);
  history.are_commands_shared = false;
  EXPECT_EQ(JudgeNewcomer(history), Newcomer::kOpen);
  history = SeenFor(2);
  history.has_unshared_harm = true;
  EXPECT_EQ(JudgeNewcomer(history), Newcomer::kOpen);
}

TEST(NewPrincipal, IsNotTheReasonOfOneThatIsKnownInANewPlace) {
  PrincipalHistory history = SeenFor(100);
  EXPECT_EQ(JudgeNewcomer(history), Newcomer::kUnlikely);
  history.is_place_new = false;
  EXPECT_EQ(JudgeNewcomer(history), Newcomer::kOpen);
}

TEST(NewPrincipal, IsNotTheReasonOfOneThatWasDormant) {
  PrincipalHistory history = SeenFor(170);
  history.is_place_new = false;
  history.last_before_seconds = kAt - 97 * kDaySeconds;
  EXPECT_EQ(JudgeNewcomer(history), Newcomer::kUnlikely);
}

}  // namespace
}  // namespace farcall
