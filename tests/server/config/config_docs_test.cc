// SPDX-License-Identifier: Apache-2.0
#include "server/config/config_docs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "server/config/settings.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;

TEST(ConfigDocs, CommittedFileIsUpToDate) {
  std::ifstream file(FARCALL_SOURCE_DIR "/docs/configuration.md");
  std::stringstream committed;
  committed << file.rdbuf();
  EXPECT_EQ(committed.str(), ConfigurationMarkdown())
      << "run: farcall_print_docs configuration > docs/configuration.md";
}

TEST(ConfigDocs, HelpNamesEverySettingWithinEightyColumns) {
  const std::string help = HelpText();
  for (const Setting& setting : ServerSettings().settings) {
    EXPECT_THAT(help, HasSubstr("--" + std::string(setting.name) + "="));
  }
  std::istringstream lines(help);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(line.size(), 80) << line;
  }
}

TEST(ConfigDocs, HelpTellsRangeAndDefault) {
  EXPECT_THAT(HelpText(), HasSubstr("1 to 100000 events; default 5000\n"));
}

}  // namespace
}  // namespace farcall
