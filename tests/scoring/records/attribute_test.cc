// SPDX-License-Identifier: Apache-2.0
#include "scoring/records/attribute.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace farcall {
namespace {

TEST(Attribute, HasANameOfItsOwn) {
  std::set<std::string_view> names;
  for (const Attribute attribute : kAttributes) {
    names.insert(AttributeName(attribute));
  }
  EXPECT_EQ(names.size(), kAttributes.size());
  EXPECT_FALSE(names.contains("unknown"));
  EXPECT_EQ(AttributeName(Attribute::kNone), "unknown");
  EXPECT_EQ(AttributeName(static_cast<Attribute>(kAttributeEnd)), "unknown");
}

TEST(Attribute, ThatIsAPlaceIsAHabit) {
  for (const Attribute attribute : kAttributes) {
    EXPECT_TRUE(!IsPlace(attribute) || IsHabit(attribute));
  }
}

class Value : public ::testing::Test {
 protected:
  std::string Of(Attribute attribute) {
    Texts texts;
    return std::string(ValueOf(attribute, event_, origin_, texts));
  }

  Event event_{.principal = "arn:aws:iam::111122223333:user/alice",
               .command = "iam:CreateUser",
               .source_address = "91.1.2.3"};
  Origin origin_{.value = "DE"};
};

TEST_F(Value, IsTakenFromEventAndOrigin) {
  EXPECT_EQ(Of(Attribute::kCountry), "DE");
  EXPECT_EQ(Of(Attribute::kCity), "");
  origin_.city = "Berlin";
  EXPECT_EQ(Of(Attribute::kCity), "DE/Berlin");
  EXPECT_EQ(Of(Attribute::kCommand), "iam:CreateUser");
  EXPECT_EQ(Of(Attribute::kService), "iam");
  EXPECT_EQ(Of(Attribute::kErrorCode), "");
  EXPECT_EQ(Of(Attribute::kFailures), "");
  EXPECT_EQ(Of(Attribute::kInstanceSite), "");
}

TEST_F(Value, OfTheCountryIsNothingWhereAwsCallsForThePrincipal) {
  origin_.value = kOriginInternal;
  EXPECT_EQ(Of(Attribute::kCountry), "");
  event_.principal.clear();
  EXPECT_EQ(Of(Attribute::kCountry), kOriginInternal);
}

TEST_F(Value, OfTheNetworkIsItsFirstParts) {
  EXPECT_EQ(Of(Attribute::kNetwork), "91.1.2");
  event_.source_address = "2003:c1:12:3400::1";
  EXPECT_EQ(Of(Attribute::kNetwork), "2003:c1:12");
  event_.source_address = "cloudformation.amazonaws.com";
  EXPECT_EQ(Of(Attribute::kNetwork), "");
}

TEST_F(Value, OfNetworkAndOperatorIsNothingWhereTheCallerChoseTheAddress) {
  origin_.network_operator.key = "AS3320";
  EXPECT_EQ(Of(Attribute::kOperator), "AS3320");
  event_.vpc_endpoint_id = "vpce-0a1b";
  EXPECT_EQ(Of(Attribute::kOperator), "");
  EXPECT_EQ(Of(Attribute::kNetwork), "");
}

TEST_F(Value, OfTheToolIsTheConsoleForItsSessions) {
  event_.user_agent = "Boto3/1.36.21";
  EXPECT_EQ(Of(Attribute::kTool), "Boto3");
  event_.from_console = true;
  EXPECT_EQ(Of(Attribute::kTool), "console");
}

}  // namespace
}  // namespace farcall
