// SPDX-License-Identifier: Apache-2.0
#include "triage/statistics/new_command.h"

#include <gtest/gtest.h>

namespace farcall {
namespace {

constexpr int64_t kAt = 20000 * kDaySeconds;

TEST(NewCommand, IsNewForFourteenDays) {
  EXPECT_TRUE(IsNewCommand(kAt, kAt));
  EXPECT_TRUE(IsNewCommand(kAt - 14 * kDaySeconds, kAt));
  EXPECT_FALSE(IsNewCommand(kAt - 14 * kDaySeconds - 1, kAt));
}

TEST(NewCommand, HasASignOfAutomationInTwoPrincipals) {
  EXPECT_EQ(CountSigns({.principals = 1}), 0);
  EXPECT_EQ(CountSigns({.principals = 2}), 1);
}

TEST(NewCommand, HasASignOfAutomationInNineOfTenCallsByPrograms) {
  EXPECT_EQ(CountSigns({.calls = 10, .program_calls = 9}), 1);
  EXPECT_EQ(CountSigns({.calls = 100, .program_calls = 89}), 0);
  EXPECT_EQ(CountSigns({.calls = 0, .program_calls = 0}), 0);
}

TEST(NewCommand, HasASignOfAutomationInThreeRunsOfOneShape) {
  EXPECT_EQ(CountSigns({.runs = 3, .has_one_shape = true}), 1);
  EXPECT_EQ(CountSigns({.runs = 2, .has_one_shape = true}), 0);
  EXPECT_EQ(CountSigns({.runs = 3, .has_one_shape = false}), 0);
}

TEST(NewCommand, AddsItsSignsUp) {
  EXPECT_EQ(CountSigns({.principals = 4,
                        .calls = 20,
                        .program_calls = 20,
                        .runs = 5,
                        .has_one_shape = true}),
            kAutomationSigns);
}

}  // namespace
}  // namespace farcall
