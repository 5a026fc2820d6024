// SPDX-License-Identifier: Apache-2.0
#include "settings/setting_values.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "tests/settings/kettle_settings.h"

namespace farcall {
namespace {

const Setting& Of(std::string_view name) {
  return *FindSetting(kKettleSettings, name);
}

bool Allows(std::string_view name, std::string_view value) {
  KettleConfig config;
  return SetValue(Of(name), value, config).ok();
}

TEST(SettingValues, EachKindIsSetAndTold) {
  KettleConfig config;
  for (const auto& [name, value] : {std::pair{"cups", "12"},
                                    {"whistle", "false"},
                                    {"tea", "herbal"},
                                    {"listen", "[::]:1"},
                                    {"order-url", "https://tea/now"}}) {
    EXPECT_TRUE(SetValue(Of(name), value, config).ok()) << name;
    EXPECT_EQ(ValueOf(Of(name), config), value);
  }
  EXPECT_EQ(config.cups, 12);
  EXPECT_FALSE(config.whistle);
  EXPECT_EQ(config.tea, KettleConfig::Tea::kHerbal);
  EXPECT_EQ(config.listen, "[::]:1");
  EXPECT_EQ(config.order_url, "https://tea/now");
}

TEST(SettingValues, ASettingChangesItsOwnFieldAlone) {
  KettleConfig config;
  ASSERT_TRUE(SetValue(Of("cups"), "3", config).ok());
  for (const Setting& setting : kKettleSettings.settings) {
    if (setting.name == "cups") continue;
    EXPECT_EQ(ValueOf(setting, config), ValueOf(setting, KettleConfig{}));
  }
}

TEST(SettingValues, RefusalTellsWhatIsAllowedAndChangesNothing) {
  KettleConfig config;
  EXPECT_EQ(SetValue(Of("cups"), "13", config).message(),
            "must be 1 to 12 cups");
  EXPECT_EQ(SetValue(Of("whistle"), "yes", config).message(),
            "must be true or false");
  EXPECT_EQ(SetValue(Of("tea"), "Green", config).message(),
            "must be green, black or herbal");
  EXPECT_EQ(SetValue(Of("owner"), "", config).message(), "must be a name");
  for (const Setting& setting : kKettleSettings.settings) {
    EXPECT_EQ(ValueOf(setting, config), ValueOf(setting, KettleConfig{}));
  }
}

TEST(SettingValues, IntegersAreDigitsAloneAndInTheirRange) {
  for (const char* value : {"1", "12"}) EXPECT_TRUE(Allows("cups", value));
  for (const char* value : {"", " 1", "1 ", "1k", "0x1", "1.5", "+1", "1e0",
                            "0", "-1", "13", "99999999999999999999"}) {
    EXPECT_FALSE(Allows("cups", value)) << value;
  }
}

TEST(SettingValues, NoTextHasControlCharacters) {
  EXPECT_TRUE(Allows("owner", "A. Nybody"));
  for (const std::string_view value :
       {std::string_view("a\nb"), std::string_view("a\0b", 3),
        std::string_view("\x7f")}) {
    EXPECT_FALSE(Allows("owner", value));
  }
}

TEST(SettingValues, BytesAreAlsoToldInLargerUnits) {
  EXPECT_EQ(AllowedValues(Of("steam-bytes-max")),
            "1024 (1 KiB) to 1073741824 (1 GiB) bytes");
  EXPECT_EQ(ReadableValueOf(Of("steam-bytes-max"), KettleConfig{}),
            "1048576 (1 MiB)");
  EXPECT_EQ(ReadableValueOf(Of("cups"), KettleConfig{}), "2");
}

}  // namespace
}  // namespace farcall
