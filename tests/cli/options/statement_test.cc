// SPDX-License-Identifier: Apache-2.0
#include "cli/options/statement.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>

namespace farcall {
namespace {

TEST(LoginName, IsNotEmptyWithoutALoginOrItsVariables) {
  for (const char* variable : {"LOGNAME", "USER"}) unsetenv(variable);
  EXPECT_NE(LoginName(), "");
}

TEST(NewRequestId, IsAnotherEachTime) {
  EXPECT_NE(NewRequestId(), NewRequestId());
}

}  // namespace
}  // namespace farcall
