// SPDX-License-Identifier: Apache-2.0
#include "logging/json_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>
#include <vector>

namespace farcall {
namespace {

using ::testing::EndsWith;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;

// A log, and what was written to it.
struct Captured {
  explicit Captured(LogFormat format = LogFormat::kJson,
                    LogLevel level = LogLevel::kDebug)
      : log(level, format,
            std::make_shared<spdlog::sinks::ostream_sink_mt>(stream)) {}

  // The only line written.
  std::string line() const {
    const std::string text = stream.str();
    EXPECT_EQ(text.find('\n'), text.size() - 1) << text;
    return text.substr(0, text.size() - 1);
  }
  nlohmann::json json() const { return nlohmann::json::parse(line()); }

  std::ostringstream stream;
  Log log;
};

// Text that has tried to break logs or the terminals that show them.
const std::vector<std::string>& Hostile() {
  static const std::vector<std::string> kTexts = {
      "a\nb",
      "a\r\n{\"level\":\"error\"}",
      "\"quoted\" \\",
      "\x1b[31mred\x1b[0m",
      std::string("nul\0byte", 8),
      "\x7f\b",
      "\u009b31m",     // CSI as a C1 control character
      "\xe2\x80\xa8",  // line separator
      "\xe2\x80\xaeright to left",
      "\xff\xfe broken",
      "cut \xe2\x82",
      "\xed\xa0\x80 surrogate",
      "{} %v %s"};
  return kTexts;
}

TEST(JsonLog, WritesOneObjectWithTimeLevelMessageAndFields) {
  Captured captured;
  captured.log.Warn("batch failed", {{"tenant", "acme"}, {"events", 12}});
  EXPECT_THAT(
      captured.line(),
      MatchesRegex("\\{\"time\":\"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}"
                   ":[0-9]{2}\\.[0-9]{3}Z\",\"level\":\"warn\",\"message\":"
                   "\"batch failed\",\"tenant\":\"acme\",\"events\":12\\}"));
}

TEST(JsonLog, KeepsTheTypesOfFields) {
  Captured captured;
  const std::string text = "text";
  captured.log.Info("m", {{"string", text},
                          {"view", std::string_view("view")},
                          {"bool", true},
                          {"negative", -5},
                          {"large", std::numeric_limits<uint64_t>::max()},
                          {"size", size_t{7}},
                          {"double", 0.5},
                          {"nan", std::nan("")}});
  const nlohmann::json json = captured.json();
  EXPECT_EQ(json["string"], "text");
  EXPECT_EQ(json["view"], "view");
  EXPECT_EQ(json["bool"], true);
  EXPECT_EQ(json["negative"], -5);
  EXPECT_EQ(json["large"], std::numeric_limits<uint64_t>::max());
  EXPECT_EQ(json["size"], 7);
  EXPECT_EQ(json["double"], 0.5);
  EXPECT_TRUE(json["nan"].is_null());
}

TEST(JsonLog, StaysOneLineOfAsciiWhateverIsLogged) {
  for (const LogFormat format : {LogFormat::kJson, LogFormat::kText}) {
    for (const std::string& text : Hostile()) {
      Captured captured(format);
      captured.log.Error(text, {{"field", text}, {text, "value"}});
      for (const char c : captured.line()) {
        EXPECT_TRUE(c >= ' ' && c < 0x7f) << captured.line();
      }
    }
  }
}

TEST(JsonLog, KeepsValidTextToTheByte) {
  Captured captured;
  const std::string text = "\"a\"\n\x1b \xe2\x82\xac \xf0\x9f\x98\x80";
  captured.log.Info(text, {{"field", text}});
  EXPECT_EQ(captured.json()["message"], text);
  EXPECT_EQ(captured.json()["field"], text);
}

TEST(JsonLog, ReplacesWhatIsNotUtf8) {
  Captured captured;
  captured.log.Info("m", {{"field",
                           "a\xff"
                           "b"}});
  EXPECT_EQ(captured.json()["field"],
            "a\xef\xbf\xbd"
            "b");
}

TEST(JsonLog, LeavesOutWhatIsBelowItsLevel) {
  Captured captured(LogFormat::kJson, LogLevel::kWarn);
  captured.log.Debug("no");
  captured.log.Info("no");
  EXPECT_THAT(captured.stream.str(), IsEmpty());
  EXPECT_FALSE(captured.log.Enabled(LogLevel::kInfo));
  captured.log.Warn("yes");
  EXPECT_EQ(captured.json()["message"], "yes");
}

TEST(JsonLog, NamesEveryLevel) {
  Captured captured;
  captured.log.Debug("m");
  captured.log.Info("m");
  captured.log.Warn("m");
  captured.log.Error("m");
  std::istringstream lines(captured.stream.str());
  for (const char* level : {"debug", "info", "warn", "error"}) {
    std::string line;
    std::getline(lines, line);
    EXPECT_EQ(nlohmann::json::parse(line)["level"], level);
  }
}

TEST(JsonLog, TextQuotesOnlyWhatIsNoPlainWord) {
  Captured captured(LogFormat::kText);
  captured.log.Info("it is \"ready\"", {{"address", "127.0.0.1:1"},
                                        {"path", "a b"},
                                        {"empty", ""},
                                        {"forged", "x level=error"},
                                        {"n", 3}});
  EXPECT_THAT(captured.line(),
              EndsWith("Z INFO  it is \\\"ready\\\" address=127.0.0.1:1 "
                       "path=\"a b\" empty=\"\" forged=\"x level=error\" n=3"));
}

}  // namespace
}  // namespace farcall
