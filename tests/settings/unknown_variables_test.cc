// SPDX-License-Identifier: Apache-2.0
#include "settings/unknown_variables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string_view>
#include <vector>

#include "tests/settings/kettle_settings.h"

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::string_view kOfOthers[] = {"KETTLE_LID"};

TEST(UnknownVariables, WarnsOfThoseWithThePrefixThatNobodyReads) {
  EXPECT_THAT(
      UnknownVariables(
          kKettleSettings, kOfOthers,
          std::vector<std::string_view>{"KETTLE_CUP", "KETTLE_TEMPERATURE"}),
      ElementsAre("environment variable KETTLE_CUP is no setting; did you mean "
                  "KETTLE_CUPS?",
                  "environment variable KETTLE_TEMPERATURE is no setting"));
}

TEST(UnknownVariables, PassesOverSettingsOtherProgramsAndServices) {
  EXPECT_THAT(
      UnknownVariables(
          kKettleSettings, kOfOthers,
          std::vector<std::string_view>{
              "PATH", "FARCALL_LISTEN", "KETTLE_CUPS", "KETTLE_CONFIG",
              "KETTLE_LID", "KETTLE_SERVICE_HOST", "KETTLE_SERVICE_PORT_HTTP",
              "KETTLE_PORT", "KETTLE_PORT_80_TCP_ADDR"}),
      IsEmpty());
}

}  // namespace
}  // namespace farcall
