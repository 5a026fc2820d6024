// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "cli/options/options.h"

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

template <typename Command>
Command Parsed(const std::vector<std::string>& arguments) {
  const auto parsed = ParseOptions(arguments);
  if (const auto* notice = std::get_if<ParsedNotice>(&parsed)) {
    ADD_FAILURE() << notice->text;
    return {};
  }
  return std::get<Command>(std::get<Options>(parsed).command);
}

ParsedNotice Notice(const std::vector<std::string>& arguments) {
  const auto parsed = ParseOptions(arguments);
  const auto* notice = std::get_if<ParsedNotice>(&parsed);
  return notice != nullptr ? *notice : ParsedNotice{ExitCode::kOk, "(parsed)"};
}

TEST(FindingOptions, FindingsHasDefaults) {
  const auto findings = Parsed<FindingsOptions>({"findings"});
  EXPECT_EQ(findings.finding_id, std::nullopt);
  EXPECT_THAT(findings.states, IsEmpty());
  EXPECT_EQ(findings.principal, "");
  EXPECT_EQ(findings.origin, "");
  EXPECT_EQ(findings.account, "");
  EXPECT_EQ(findings.risk_from, std::nullopt);
  EXPECT_EQ(findings.class_from, std::nullopt);
  EXPECT_EQ(findings.active_since_seconds, std::nullopt);
  EXPECT_EQ(findings.fail_on, std::nullopt);
  EXPECT_EQ(findings.limit, 100u);
  EXPECT_EQ(findings.format, FindingsOptions::Format::kTable);
}

TEST(FindingOptions, FindingsTakesAll) {
  const auto findings = Parsed<FindingsOptions>(
      {"findings", "--state", "Open,malicious", "alice", "--risk=high",
       "--class=secret-read", "--origin", "VN", "--account", "111122223333",
       "--since", "2026-01-02", "--limit", "7", "--fail-on", "critical",
       "--format=json"});
  EXPECT_THAT(findings.states, ElementsAre(v1::Finding::STATE_OPEN,
                                           v1::Finding::STATE_MALICIOUS));
  EXPECT_EQ(findings.principal, "alice");
  EXPECT_EQ(findings.origin, "VN");
  EXPECT_EQ(findings.account, "111122223333");
  EXPECT_EQ(findings.risk_from, v1::RISK_LEVEL_HIGH);
  EXPECT_EQ(findings.class_from, v1::COMMAND_CLASS_SECRET_READ);
  EXPECT_EQ(findings.active_since_seconds, 1767312000);
  EXPECT_EQ(findings.fail_on, v1::RISK_LEVEL_CRITICAL);
  EXPECT_EQ(findings.limit, 7u);
  EXPECT_EQ(findings.format, FindingsOptions::Format::kDocument);
  EXPECT_EQ(Parsed<FindingsOptions>({"findings", "--format", "ndjson"}).format,
            FindingsOptions::Format::kLines);
  EXPECT_EQ(Parsed<FindingsOptions>({"findings", "--id", "abc"}).finding_id,
            "abc");
}

TEST(FindingOptions, FindingsTakesEveryState) {
  EXPECT_THAT(
      Parsed<FindingsOptions>(
          {"findings", "--state", "open,acknowledged,benign,malicious,expired"})
          .states,
      ElementsAre(v1::Finding::STATE_OPEN, v1::Finding::STATE_ACKNOWLEDGED,
                  v1::Finding::STATE_BENIGN, v1::Finding::STATE_MALICIOUS,
                  v1::Finding::STATE_EXPIRED));
}

TEST(FindingOptions, FindingsTakesEveryClass) {
  for (int number = v1::COMMAND_CLASS_DISCOVERY; number <= v1::CommandClass_MAX;
       ++number) {
    const auto command_class = static_cast<v1::CommandClass>(number);
    std::string name =
        v1::CommandClass_Name(command_class).substr(sizeof("COMMAND_CLASS"));
    std::ranges::replace(name, '_', '-');
    EXPECT_EQ(Parsed<FindingsOptions>({"findings", "--class", name}).class_from,
              command_class);
  }
}

TEST(FindingOptions, WatchTakesItsOptions) {
  const auto plain = Parsed<WatchOptions>({"watch"});
  EXPECT_EQ(plain.cursor_file, std::nullopt);
  EXPECT_FALSE(plain.from_start);
  EXPECT_EQ(plain.risk_from, std::nullopt);
  const auto watch = Parsed<WatchOptions>(
      {"watch", "--cursor-file", "c", "--from-start", "--risk", "medium"});
  EXPECT_EQ(watch.cursor_file, "c");
  EXPECT_TRUE(watch.from_start);
  EXPECT_EQ(watch.risk_from, v1::RISK_LEVEL_MEDIUM);
}

TEST(FindingOptions, SaysInOneLineWhatIsWrong) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{"findings", "--state", "open,opened"},
       "--state: `opened` is none of "
       "open|acknowledged|benign|malicious|expired"},
      {{"findings", "--state", "open,"}, "--state: `` is none of open|"},
      {{"findings", "--state", ""}, "--state"},
      {{"findings", "--risk", "huge"},
       "--risk: `huge` is none of none|low|medium|high|critical"},
      {{"findings", "--class", "read"},
       "--class: `read` is none of discovery|"},
      {{"findings", "--since", "yesterday"}, "`yesterday` is no time"},
      {{"findings", "--limit", "0"}, "`0` is not a number from 1 to 1000000"},
      {{"findings", "--format", "text"},
       "--format: `text` is none of table|ndjson|json"},
      {{"findings", "--id", ""}, "--id is empty"},
      {{"findings", "--id", "abc", "alice"}, "--id names one finding"},
      {{"findings", "--id", "abc", "--state", "open"}, "--id names one"},
      {{"findings", "--id", "abc", "--risk", "none"}, "--id names one"},
      {{"findings", "alice", "bob"}, "bob"},
      {{"watch", "--cursor-file", ""}, "--cursor-file is empty"},
      {{"watch", "--risk", "huge"}, "--risk: `huge` is none of"},
      {{"watch", "--format", "table"}, "--format"},
  };
  for (const auto& [arguments, message] : cases) {
    const ParsedNotice notice = Notice(arguments);
    EXPECT_EQ(notice.exit_code, ExitCode::kUsage) << message;
    EXPECT_THAT(notice.text, HasSubstr(message));
    EXPECT_EQ(notice.text.find('\n'), std::string::npos) << notice.text;
  }
}

TEST(FindingOptions, HelpTellsDefaultsAndChoices) {
  const std::string findings = Notice({"findings", "--help"}).text;
  EXPECT_THAT(findings,
              HasSubstr("open|acknowledged|benign|malicious|expired"));
  EXPECT_THAT(findings, HasSubstr("(default open,acknowledged)"));
  EXPECT_THAT(findings, HasSubstr("farcall findings --id"));
  const std::string watch = Notice({"watch", "--help"}).text;
  EXPECT_THAT(watch, HasSubstr("--cursor-file FILE"));
  EXPECT_THAT(watch, HasSubstr("farcall watch --from-start --cursor-file"));
}

}  // namespace
}  // namespace farcall
