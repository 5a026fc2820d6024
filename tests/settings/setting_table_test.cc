// SPDX-License-Identifier: Apache-2.0
#include "settings/setting_table.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/settings/kettle_settings.h"

namespace farcall {
namespace {

TEST(SettingTable, FindsASettingByItsWholeName) {
  EXPECT_EQ(FindSetting(kKettleSettings, "tea"), &kKettleRows[3]);
  EXPECT_EQ(FindSetting(kKettleSettings, "te"), nullptr);
  EXPECT_EQ(FindSetting(kKettleSettings, ""), nullptr);
}

TEST(SettingTable, VariablesHaveThePrefixAndCapitals) {
  EXPECT_EQ(EnvironmentName(kKettleSettings, "steam-bytes-max"),
            "KETTLE_STEAM_BYTES_MAX");
  EXPECT_EQ(EnvironmentName(kKettleSettings, "s3-bucket"), "KETTLE_S3_BUCKET");
}

TEST(SettingTable, OffersTheNearestNameWithinThreeChanges) {
  EXPECT_EQ(NearestSettingName(kKettleSettings, "wistle"), "whistle");
  EXPECT_EQ(NearestSettingName(kKettleSettings, "steam-byte-mx"),
            "steam-bytes-max");
  EXPECT_EQ(NearestSettingName(kKettleSettings, "temperature"), "");
  EXPECT_EQ(NearestSettingName(kKettleSettings, std::string(65, 'x')), "");
}

TEST(SettingTable, OffersNothingOfAnEmptyTable) {
  EXPECT_EQ(NearestSettingName(SettingTable{}, "tea"), "");
}

}  // namespace
}  // namespace farcall
