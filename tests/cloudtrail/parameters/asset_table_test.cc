// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/parameters/asset_table.h"

#include <gtest/gtest.h>

#include <string>
#include <tuple>

#include "text/ascii.h"

namespace farcall {
namespace {

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = ToLowerAscii(c);
  return lower;
}

TEST(AssetTable, IsSortedAndHasEachRowOnce) {
  const auto key = [](const AssetRow& row) {
    return std::tuple(Lower(row.name), row.service, row.call);
  };
  const auto rows = AssetRows();
  for (size_t i = 1; i < rows.size(); ++i) {
    EXPECT_LT(key(rows[i - 1]), key(rows[i])) << rows[i].name;
  }
}

TEST(AssetTable, HasFormsOfKnownPlacesOnly) {
  for (const AssetRow& row : AssetRows()) {
    for (size_t at = row.form.find('$'); at != row.form.npos;
         at = row.form.find('$', at + 1)) {
      ASSERT_LT(at + 1, row.form.size()) << row.name;
      EXPECT_TRUE(row.form[at + 1] == 'r' || row.form[at + 1] == 'a')
          << row.form;
    }
  }
}

TEST(AssetTable, FindsEachRowInAnyLetterCase) {
  for (const AssetRow& row : AssetRows()) {
    for (const std::string& name : {std::string(row.name), Lower(row.name)}) {
      EXPECT_EQ(FindAssetRow(name, row.service, row.call, true), &row)
          << row.name << " " << row.service << " " << row.call;
    }
  }
}

TEST(AssetTable, FindsNothingElse) {
  EXPECT_EQ(FindAssetRow("", "iam", "CreateUser", true), nullptr);
  EXPECT_EQ(FindAssetRow("userNames", "iam", "CreateUser", true), nullptr);
  EXPECT_EQ(FindAssetRow("userName", "transfer", "CreateUser", true), nullptr);
  EXPECT_EQ(FindAssetRow("name", "ec2", "CreateImage", true), nullptr);
  EXPECT_EQ(FindAssetRow(std::string(5000, 'n'), "iam", "", true), nullptr);
}

TEST(AssetTable, TakesNamesThatMeanAnythingAtTheTopAlone) {
  EXPECT_NE(FindAssetRow("name", "ssm", "GetParameter", true), nullptr);
  EXPECT_EQ(FindAssetRow("name", "ssm", "GetParameter", false), nullptr);
}

TEST(AssetTable, PrefersTheRowOfTheService) {
  EXPECT_EQ(FindAssetRow("roleArn", "sts", "AssumeRole", true)->role,
            AssetRole::kTarget);
  EXPECT_EQ(FindAssetRow("roleArn", "ecs", "RunTask", true)->role,
            AssetRole::kBeside);
}

}  // namespace
}  // namespace farcall
