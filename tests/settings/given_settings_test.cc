// SPDX-License-Identifier: Apache-2.0
#include "settings/given_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "tests/server/temp_file.h"
#include "tests/settings/kettle_settings.h"

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

using Variables = std::map<std::string, std::string>;

constexpr std::string_view kPlain[] = {"--descale"};
constexpr std::string_view kWithValue[] = {"--pour", "--pour-cold"};

// What came of a command line.
struct Outcome {
  GivenSettings given;
  KettleConfig config;
};

Outcome Read(const std::vector<std::string_view>& arguments,
             const Variables& variables = {}) {
  Outcome outcome{.given = GivenSettings(
                      kKettleSettings,
                      {.plain = kPlain, .with_value = kWithValue}, arguments),
                  .config = {}};
  outcome.given.Resolve(
      [&](const char* name) -> const char* {
        const auto found = variables.find(name);
        return found == variables.end() ? nullptr : found->second.c_str();
      },
      outcome.config);
  return outcome;
}

std::vector<std::string> Errors(const std::vector<std::string_view>& arguments,
                                const Variables& variables = {}) {
  return Read(arguments, variables).given.errors();
}

TEST(GivenSettings, NothingGivenLeavesTheDefaults) {
  const Outcome outcome = Read({});
  EXPECT_THAT(outcome.given.errors(), IsEmpty());
  EXPECT_EQ(outcome.config.cups, 2);
  EXPECT_EQ(outcome.config.tea, KettleConfig::Tea::kBlack);
}

TEST(GivenSettings, FlagWinsOverEnvironmentOverFileOverDefault) {
  const TempFile file("cups = 3\ntea = green\nwhistle = false\n");
  const std::string flag = "--config=" + file.path();
  const Outcome outcome = Read(
      {flag, "--cups", "1"}, {{"KETTLE_CUPS", "4"}, {"KETTLE_TEA", "herbal"}});
  EXPECT_THAT(outcome.given.errors(), IsEmpty());
  EXPECT_EQ(outcome.config.cups, 1);
  EXPECT_EQ(outcome.config.tea, KettleConfig::Tea::kHerbal);
  EXPECT_FALSE(outcome.config.whistle);
  EXPECT_EQ(outcome.config.owner, "nobody");
}

TEST(GivenSettings, TheVariableOfThePrefixNamesTheFile) {
  const TempFile file("cups = 5\n");
  EXPECT_EQ(Read({}, {{"KETTLE_CONFIG", file.path()}}).config.cups, 5);
}

TEST(GivenSettings, EmptyVariableIsAsIfNotSet) {
  EXPECT_EQ(Read({}, {{"KETTLE_CUPS", ""}}).config.cups, 2);
}

TEST(GivenSettings, LastOfARepeatedFlagCounts) {
  EXPECT_EQ(Read({"--cups=1", "--cups=7"}).config.cups, 7);
}

TEST(GivenSettings, KnowsTheCommandsOfEveryProgramAndItsOwn) {
  const Outcome outcome = Read({"-h", "--check-config", "--descale"});
  EXPECT_THAT(outcome.given.errors(), IsEmpty());
  for (const char* flag : {"--help", "--check-config", "--descale"}) {
    EXPECT_TRUE(outcome.given.Has(flag)) << flag;
  }
  for (const char* flag : {"--version", "--print-config"}) {
    EXPECT_FALSE(outcome.given.Has(flag)) << flag;
  }
}

TEST(GivenSettings, KeepsCommandsWithAValueInTheirOrder) {
  const Outcome outcome = Read({"--pour=2", "--pour-cold", "1", "--pour="});
  EXPECT_THAT(outcome.given.errors(), IsEmpty());
  std::vector<std::string> told;
  for (const auto& [flag, value] : outcome.given.commands()) {
    told.push_back(flag + " " + value);
  }
  EXPECT_THAT(told, ElementsAre("--pour 2", "--pour-cold 1", "--pour "));
}

TEST(GivenSettings, ErrorsNameSettingValueRangeAndSource) {
  const TempFile file("\nowner = \"\"\n");
  const std::string flag = "--config=" + file.path();
  EXPECT_THAT(
      Errors({flag, "--cups=13"}, {{"KETTLE_TEA", "mint"}}),
      UnorderedElementsAre(
          "cups: \"13\" is not allowed: must be 1 to 12 cups (from flag "
          "--cups)",
          "tea: \"mint\" is not allowed: must be green, black or herbal (from "
          "environment variable KETTLE_TEA)",
          "owner: \"\" is not allowed: must be a name (from " + file.path() +
              ":2)"));
}

TEST(GivenSettings, NamesWhatIsUnknownAndWhatItMayMean) {
  const TempFile file("tee = green\ntea = green\ntea = black\n");
  const std::string flag = "--config=" + file.path();
  EXPECT_THAT(
      Errors({"--cup=1", "--temperature=99", "now", flag}),
      ElementsAre(
          "unknown flag \"--cup\"; did you mean --cups?",
          "unknown flag \"--temperature\"", "unexpected argument \"now\"",
          file.path() + ":1: unknown setting \"tee\"; did you mean tea?",
          file.path() + ":3: tea is already set in " + file.path() + ":2"));
}

TEST(GivenSettings, RefusesFlagWithoutValue) {
  for (const char* flag : {"--cups", "--pour", "--config"}) {
    const std::string needs = std::string("flag ") + flag + " needs a value";
    EXPECT_THAT(Errors({flag, "--whistle=true"}), ElementsAre(needs));
    EXPECT_THAT(Errors({flag}), ElementsAre(needs));
  }
}

TEST(GivenSettings, RefusesCommandWithAValueItDoesNotTake) {
  EXPECT_THAT(Errors({"--descale=1"}),
              ElementsAre("unknown flag \"--descale\""));
}

TEST(GivenSettings, RefusesFileThatIsNotThere) {
  EXPECT_THAT(Errors({"--config=/nonexistent/kettle.toml"}),
              ElementsAre(HasSubstr("/nonexistent/kettle.toml: No such file")));
}

TEST(GivenSettings, DescribesAValueWithItsSource) {
  const Outcome outcome = Read({"--cups=3"});
  EXPECT_EQ(outcome.given.Described("cups", outcome.config),
            "3 (from flag --cups)");
  EXPECT_EQ(outcome.given.Described("tea", outcome.config), "black (default)");
}

TEST(GivenSettings, ErrorsAreLinesOfTheProgram) {
  Outcome outcome = Read({"now"});
  outcome.given.AddError("tea: is out");
  EXPECT_EQ(outcome.given.ErrorLines(),
            "kettle: unexpected argument \"now\"\n"
            "kettle: tea: is out\n"
            "kettle: `kettle --help` explains every setting\n");
}

TEST(GivenSettings, TextsOfOthersAreCutAndPrintable) {
  EXPECT_EQ(QuotedInError("\x1b[2J\na"), "\"?[2J?a\"");
  EXPECT_EQ(QuotedInError(std::string(129, 'x')),
            '"' + std::string(128, 'x') + "\"...");
}

}  // namespace
}  // namespace farcall
