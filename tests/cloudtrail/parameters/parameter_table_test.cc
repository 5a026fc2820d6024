// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/parameters/parameter_table.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "text/ascii.h"

namespace farcall {
namespace {

TEST(ParameterTable, HasEachNameOnce) {
  std::set<std::string> names;
  for (const ParameterRow& row : ParameterRows()) {
    std::string lower(row.name);
    for (char& c : lower) c = ToLowerAscii(c);
    EXPECT_TRUE(names.insert(lower).second) << row.name;
  }
}

TEST(ParameterTable, FindsEachNameInAnyLetterCase) {
  const auto rows = ParameterRows();
  for (size_t i = 0; i < rows.size(); ++i) {
    std::string capital(rows[i].name);
    capital[0] = static_cast<char>(capital[0] & ~0x20);
    EXPECT_EQ(ParameterRank(rows[i].name, true), i) << rows[i].name;
    EXPECT_EQ(ParameterRank(capital, true), i) << capital;
    EXPECT_EQ(ParameterRank(rows[i].name, false).has_value(),
              !rows[i].is_top_only);
  }
  EXPECT_EQ(ParameterRank("", true), std::nullopt);
  EXPECT_EQ(ParameterRank("cidr", true), std::nullopt);
}

TEST(ParameterTable, WithholdsWhatMayHoldSecretsInAnyLetterCase) {
  for (const char* name : {"secretString", "MasterUserPASSWORD", "sessionToken",
                           "privateKey", "clientCREDENTIALS", "xAmzSignature",
                           "userData", "UserData", "assumeRolePolicyDocument",
                           "zipFileContent", "environment", "pAsSwOrD"}) {
    EXPECT_TRUE(IsWithheld(name)) << name;
  }
  for (const ParameterRow& row : ParameterRows()) {
    EXPECT_FALSE(IsWithheld(row.name)) << row.name;
  }
  EXPECT_FALSE(IsWithheld(""));
  EXPECT_FALSE(IsWithheld("secre"));
}

}  // namespace
}  // namespace farcall
