// SPDX-License-Identifier: Apache-2.0
#include "triage/statistics/command_callers.h"

#include <gtest/gtest.h>

namespace farcall {
namespace {

constexpr char kCommand[] = "iam:CreateAccessKey";
constexpr int64_t kStart = 1300 * kPeriodSeconds;

// A principal that calls the command twice in the period with this number.
void CallIn(int64_t period, Baseline& command, Baseline* principal = nullptr) {
  const int64_t at_seconds = kStart + period * kPeriodSeconds;
  Histogram& callers = command.At(Attribute::kCommand);
  callers.CountAs(Histogram::As::kObservation, kCommand, at_seconds);
  callers.CountAs(Histogram::As::kCall, kCommand, at_seconds + 60);
  if (principal == nullptr) return;
  principal->At(Attribute::kCommand).Count(kCommand, at_seconds);
  principal->At(Attribute::kCommand).Count(kCommand, at_seconds + 60);
}

TEST(CommandCallers, AreAtLeastTheMostOfOnePeriod) {
  Baseline command;
  Baseline alice;
  CallIn(0, command);
  CallIn(1, command, &alice);
  CallIn(1, command);
  CallIn(1, command);
  CallIn(2, command, &alice);
  const CommandCallers callers =
      CallersOf(kCommand, command, &alice, kStart + 3 * kPeriodSeconds);
  EXPECT_EQ(callers.first_seen_seconds, kStart);
  EXPECT_EQ(callers.calls, 10U);
  EXPECT_EQ(callers.others, 2U);
  EXPECT_EQ(
      CallersOf(kCommand, command, nullptr, kStart + 3 * kPeriodSeconds).others,
      3U);
}

TEST(CommandCallers, AreNobodyElseWhereOnePrincipalCallsAlone) {
  Baseline command;
  Baseline alice;
  for (int64_t period = 0; period < 5; ++period) {
    CallIn(period, command, &alice);
  }
  EXPECT_EQ(
      CallersOf(kCommand, command, &alice, kStart + 5 * kPeriodSeconds).others,
      0U);
}

TEST(CommandCallers, OfLaterPeriodsAreLeftOut) {
  Baseline command;
  CallIn(0, command);
  CallIn(1, command);
  CallIn(1, command);
  const CommandCallers callers =
      CallersOf(kCommand, command, nullptr, kStart + 60);
  EXPECT_EQ(callers.calls, 2U);
  EXPECT_EQ(callers.others, 1U);
}

TEST(CommandCallers, OfACommandThatIsNotKnownAreNone) {
  const CommandCallers callers =
      CallersOf(kCommand, Baseline(), nullptr, kStart);
  EXPECT_EQ(callers.first_seen_seconds, 0);
  EXPECT_EQ(callers.calls, 0U);
  EXPECT_EQ(callers.others, 0U);
}

}  // namespace
}  // namespace farcall
