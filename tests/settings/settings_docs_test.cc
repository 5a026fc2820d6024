// SPDX-License-Identifier: Apache-2.0
#include "settings/settings_docs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "settings/given_settings.h"
#include "tests/server/temp_file.h"
#include "tests/settings/kettle_settings.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

const char* NotSet(const char* /*name*/) { return nullptr; }

TEST(SettingsDocs, HelpHasEachSettingBelowItsGroup) {
  EXPECT_THAT(SettingsHelp(kKettleSettings, KettleConfig{}),
              StartsWith("\nWater:\n"
                         "  --cups=N\n"
                         "      How many are filled.\n"
                         "      1 to 12 cups; default 2\n"
                         "  --steam-bytes-max=N\n"));
  const std::string help = SettingsHelp(kKettleSettings, KettleConfig{});
  for (const char* part :
       {"--whistle=CHOICE\n", "\nTea:\n  --tea=CHOICE\n", "--listen=ADDRESS\n",
        "--order-url=URL\n", "--owner=NAME\n",
        " or empty;\n      default empty\n", "a name; default nobody\n"}) {
    EXPECT_THAT(help, HasSubstr(part));
  }
}

TEST(SettingsDocs, ConfigFileHasEverySettingAndReadsBackTheSame) {
  KettleConfig config;
  config.cups = 7;
  config.owner = "a \"quoted\" \\ #name";
  const std::string text = ConfigFileText(kKettleSettings, config);
  EXPECT_THAT(text, StartsWith("# Settings of kettle 1.2.3\n\n"
                               "# Water\ncups = 7\n"
                               "steam-bytes-max = 1048576\nwhistle = true\n\n"
                               "# Tea\ntea = \"black\"\n"));
  const TempFile file(text);
  const std::string flag = "--config=" + file.path();
  const std::string_view arguments[] = {flag};
  GivenSettings given(kKettleSettings, {}, arguments);
  KettleConfig again;
  given.Resolve(NotSet, again);
  EXPECT_THAT(given.errors(), IsEmpty());
  EXPECT_EQ(ConfigFileText(kKettleSettings, again), text);
}

TEST(SettingsDocs, MarkdownHasATableForEachGroup) {
  const std::string text = SettingsMarkdown(kKettleSettings, KettleConfig{});
  EXPECT_THAT(text, StartsWith("\n## Water\n\n"
                               "| setting | default | allowed | what it does "
                               "|\n|---|---|---|---|\n"
                               "| `cups` | 2 | 1 to 12 cups | How many are "
                               "filled. |\n"));
  EXPECT_THAT(text, HasSubstr("\n## Orders\n\n"));
  EXPECT_THAT(text, HasSubstr("| `order-url` | empty | http://HOST or"));
}

}  // namespace
}  // namespace farcall
