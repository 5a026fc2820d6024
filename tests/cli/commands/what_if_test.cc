// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/what_if.h"

#include <gtest/gtest.h>

namespace farcall {
namespace {

v1::EventResult From(const std::string& origin, const std::string& detector,
                     const std::string& usual) {
  v1::EventResult result;
  result.set_origin(origin);
  v1::Factor& factor = *result.mutable_score()->add_factors();
  factor.set_detector(detector);
  factor.add_usual()->set_value(usual);
  return result;
}

TEST(UsualCountry, IsWhereThePrincipalMostlyCallsFrom) {
  EXPECT_EQ(UsualCountry(From("BR", "country_for_principal", "DE")), "DE");
  EXPECT_EQ(UsualCountry(From("BR", "country_for_command", "DE")), "DE");
}

TEST(UsualCountry, IsNothingWhereTheCallCameFromThereOrNoneIsKnown) {
  EXPECT_EQ(UsualCountry(From("DE", "country_for_principal", "DE")),
            std::nullopt);
  EXPECT_EQ(UsualCountry(From("BR", "country_for_principal", "@private")),
            std::nullopt);
  EXPECT_EQ(UsualCountry(From("BR", "tool_for_principal", "Boto3")),
            std::nullopt);
  EXPECT_EQ(UsualCountry(v1::EventResult()), std::nullopt);
}

}  // namespace
}  // namespace farcall
