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
  ASSERT_TRUE(findings.fail_on.has_value());
  EXPECT_EQ(findings.fail_on->risk_min, v1::RISK_LEVEL_CRITICAL);
  EXPECT_EQ(findings.fail_on->priority_max, 0);
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

TEST(FindingOptions, FindingsFailsOnAPriority) {
  for (const int32_t priority : {1, 2, 3, 4}) {
    const auto findings = Parsed<FindingsOptions>(
        {"findings", "--fail-on", "priority" + std::to_string(priority)});
    ASSERT_TRUE(findings.fail_on.has_value());
    EXPECT_EQ(findings.fail_on->priority_max, priority);
  }
}

TEST(FindingOptions, FindingsAndWatchWriteTheSchemasOfOthers) {
  using Findings = FindingsOptions::Format;
  using Watch = WatchOptions::Format;
  EXPECT_EQ(Parsed<FindingsOptions>({"findings", "--format=ocsf"}).format,
            Findings::kOcsf);
  EXPECT_EQ(Parsed<FindingsOptions>({"findings", "--format=ecs"}).format,
            Findings::kEcs);
  EXPECT_EQ(Parsed<WatchOptions>({"watch"}).format, Watch::kLines);
  EXPECT_EQ(Parsed<WatchOptions>({"watch", "--format=ndjson"}).format,
            Watch::kLines);
  EXPECT_EQ(Parsed<WatchOptions>({"watch", "--format=ocsf"}).format,
            Watch::kOcsf);
  EXPECT_EQ(Parsed<WatchOptions>({"watch", "--format=ecs"}).format,
            Watch::kEcs);
}

TEST(FindingOptions, CardTakesItsOptions) {
  using Format = CardOptions::Format;
  const auto plain = Parsed<CardOptions>({"card", "abc"});
  EXPECT_EQ(plain.finding_id, "abc");
  EXPECT_EQ(plain.format, Format::kText);
  EXPECT_FALSE(plain.runbook);
  EXPECT_TRUE(Parsed<CardOptions>({"card", "abc", "--runbook"}).runbook);
  EXPECT_EQ(Parsed<CardOptions>({"card", "abc", "--format=json"}).format,
            Format::kDocument);
  EXPECT_EQ(Parsed<CardOptions>({"card", "abc", "--format=markdown"}).format,
            Format::kMarkdown);
}

TEST(FindingOptions, EventsTakesItsOptions) {
  const auto plain = Parsed<EventsOptions>({"events", "--principal", "alice"});
  EXPECT_EQ(plain.principal, "alice");
  EXPECT_EQ(plain.limit, 100u);
  EXPECT_EQ(plain.format, OutputFormat::kText);
  const auto events = Parsed<EventsOptions>(
      {"events", "--key=AKIA", "--limit=7", "--format=ndjson"});
  EXPECT_EQ(events.access_key_id, "AKIA");
  EXPECT_EQ(events.limit, 7u);
  EXPECT_EQ(events.format, OutputFormat::kJson);
}

TEST(FindingOptions, WhoAmITakesAFormat) {
  EXPECT_EQ(Parsed<WhoAmIOptions>({"whoami"}).format, OutputFormat::kText);
  EXPECT_EQ(Parsed<WhoAmIOptions>({"whoami", "--format=json"}).format,
            OutputFormat::kJson);
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
       "--format: `text` is none of table|ndjson|json|ocsf|ecs"},
      {{"findings", "--id", ""}, "--id is empty"},
      {{"findings", "--id", "abc", "alice"}, "--id names one finding"},
      {{"findings", "--id", "abc", "--state", "open"}, "--id names one"},
      {{"findings", "--id", "abc", "--risk", "none"}, "--id names one"},
      {{"findings", "alice", "bob"}, "bob"},
      {{"watch", "--cursor-file", ""}, "--cursor-file is empty"},
      {{"watch", "--risk", "huge"}, "--risk: `huge` is none of"},
      {{"findings", "--fail-on", "priority5"},
       "--fail-on: `priority5` is none of none|low|medium|high|critical|"
       "priority1|priority2|priority3|priority4"},
      {{"watch", "--format", "table"},
       "--format: `table` is none of ndjson|ocsf|ecs"},
      {{"card"}, "id is required"},
      {{"card", ""}, "ID is empty"},
      {{"card", "abc", "--format", "yaml"},
       "--format: `yaml` is none of text|json|markdown"},
      {{"card", "abc", "--runbook", "--format=json"},
       "--runbook writes a script: leave out --format"},
      {{"events"},
       "exactly one of --principal, --finding, --address, --key and --asset"},
      {{"events", "--finding", ""}, "exactly one of --principal"},
      {{"events", "--finding=f", "--key=k"}, "exactly one of --principal"},
      {{"events", "--finding=f", "--limit=0"}, "`0` is not a number from 1"},
      {{"whoami", "alice"}, "alice"},
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
