// SPDX-License-Identifier: Apache-2.0
#include "settings/config_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/temp_file.h"

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// The values of the file's lines, or its errors.
std::vector<std::string> Values(std::string_view content) {
  const TempFile file(content);
  const ConfigFile read = ReadConfigFile(file.path());
  if (!read.errors.empty()) return read.errors;
  std::vector<std::string> values;
  values.reserve(read.entries.size());
  for (const auto& entry : read.entries) values.push_back(entry.value);
  return values;
}

TEST(ConfigFile, TellsNameValueAndLine) {
  const TempFile file("# comment\n\n  drain-seconds=1\n");
  const ConfigFile read = ReadConfigFile(file.path());
  ASSERT_EQ(read.entries.size(), 1);
  EXPECT_EQ(read.entries[0].name, "drain-seconds");
  EXPECT_EQ(read.entries[0].value, "1");
  EXPECT_EQ(read.entries[0].source, file.path() + ":3");
}

TEST(ConfigFile, ReadsPlainQuotedAndLiteralValues) {
  EXPECT_THAT(Values("a = plain words # comment\n"
                     "b = x#y\n"
                     "c = \"# \\\"quoted\\\" \\\\ \" # comment\n"
                     "d = 'c:\\dir # x'\r\n"
                     "e = \"\"\n"
                     "f = a,b=c"),
              ElementsAre("plain words", "x#y", "# \"quoted\" \\ ",
                          "c:\\dir # x", "", "a,b=c"));
}

TEST(ConfigFile, ReadsBackWhatItQuotes) {
  const std::string value = "a \"b\" \\ 'c' # d";
  EXPECT_THAT(Values("a = " + QuotedConfigValue(value)), ElementsAre(value));
}

TEST(ConfigFile, NamesTheLineOfEachBrokenValue) {
  for (const char* line : {"a =", "a = # x", "a = \"x", "a = \"x\" y", "a = 'x",
                           "a = 'x' y", "a = \"\\n\"", "a = \"\\"}) {
    EXPECT_THAT(Values(line), ElementsAre(HasSubstr(":1: the value"))) << line;
  }
}

TEST(ConfigFile, RefusesLinesOfAnotherForm) {
  EXPECT_THAT(
      Values("[section]\nlisten"),
      ElementsAre(HasSubstr(":1: not a line"), HasSubstr(":2: not a line")));
}

TEST(ConfigFile, TellsWhyItCannotBeRead) {
  EXPECT_THAT(ReadConfigFile("/tmp").errors,
              ElementsAre(HasSubstr("/tmp: Is a directory")));
}

TEST(ConfigFile, TakesAnEmptyFile) { EXPECT_THAT(Values(""), IsEmpty()); }

}  // namespace
}  // namespace farcall
