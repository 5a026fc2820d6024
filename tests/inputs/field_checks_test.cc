// SPDX-License-Identifier: Apache-2.0
#include "inputs/field_checks.h"

#include <gtest/gtest.h>

#include "inputs/limits.h"

namespace farcall {
namespace {

TEST(FieldChecks, TakeNoTenantForTheDefaultOne) {
  EXPECT_EQ(TenantOf(""), "default");
  EXPECT_EQ(TenantOf("acme"), "acme");
  EXPECT_TRUE(CheckTenant("").empty());
}

TEST(FieldChecks, HoldATenantToItsFormAndLength) {
  EXPECT_TRUE(CheckTenant("Acme-1_2.eu").empty());
  EXPECT_TRUE(CheckTenant(std::string(kTenantBytesMax, 'a')).empty());
  EXPECT_EQ(CheckTenant(std::string(kTenantBytesMax + 1, 'a')).size(), 1U);
  for (const char* tenant : {"a b", "a/b", "\xc3\xa4", "a\n"}) {
    const auto violations = CheckTenant(tenant);
    ASSERT_EQ(violations.size(), 1U) << tenant;
    EXPECT_EQ(violations[0].field, "tenant");
  }
}

TEST(FieldChecks, FindControlCharacters) {
  EXPECT_FALSE(HasControlCharacter("arn:aws \xc3\xa4"));
  for (const char c : {'\0', '\n', '\x1f', '\x7f'}) {
    EXPECT_TRUE(HasControlCharacter(std::string("a") + c));
  }
}

TEST(FieldChecks, WantTwelveDigitsOfAnAccount) {
  EXPECT_TRUE(IsAccountId("111122223333"));
  EXPECT_FALSE(IsAccountId("11112222333"));
  EXPECT_FALSE(IsAccountId("1111222233334"));
  EXPECT_FALSE(IsAccountId("11112222333x"));
}

}  // namespace
}  // namespace farcall
