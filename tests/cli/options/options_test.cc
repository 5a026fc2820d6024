// SPDX-License-Identifier: Apache-2.0
#include "cli/options/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Options Parsed(const std::vector<std::string>& arguments) {
  const auto parsed = ParseOptions(arguments);
  if (const auto* notice = std::get_if<ParsedNotice>(&parsed)) {
    ADD_FAILURE() << notice->text;
    return {};
  }
  return std::get<Options>(parsed);
}

ParsedNotice Notice(const std::vector<std::string>& arguments) {
  const auto parsed = ParseOptions(arguments);
  const auto* notice = std::get_if<ParsedNotice>(&parsed);
  return notice != nullptr ? *notice : ParsedNotice{ExitCode::kOk, "(parsed)"};
}

TEST(Options, ScoreHasDefaults) {
  const Options options = Parsed({"score", "a.json", "-"});
  const auto& score = std::get<ScoreOptions>(options.command);
  EXPECT_EQ(options.target.server.address, "localhost:50051");
  EXPECT_EQ(options.target.tenant, "");
  EXPECT_THAT(score.inputs, ElementsAre("a.json", "-"));
  EXPECT_EQ(score.mode, v1::SCORING_MODE_SCORE_AND_LEARN);
  EXPECT_EQ(score.format, OutputFormat::kText);
  EXPECT_EQ(score.top, 20u);
  EXPECT_EQ(score.risk_min, std::nullopt);
  EXPECT_EQ(score.fail_on, std::nullopt);
  EXPECT_EQ(score.batch_events, 1000u);
  EXPECT_EQ(score.retry_seconds, 30);
}

TEST(Options, ScoreTakesAll) {
  const auto score = std::get<ScoreOptions>(
      Parsed({"score", "--mode", "learn-only", "--format=ndjson", "--top", "5",
              "--min-risk", "HIGH", "--fail-on=critical", "--batch-events",
              "10", "--retry-seconds", "0", "dir"})
          .command);
  EXPECT_EQ(score.mode, v1::SCORING_MODE_LEARN_ONLY);
  EXPECT_EQ(score.format, OutputFormat::kJson);
  EXPECT_EQ(score.top, 5u);
  EXPECT_EQ(score.risk_min, v1::RISK_LEVEL_HIGH);
  EXPECT_EQ(score.fail_on, v1::RISK_LEVEL_CRITICAL);
  EXPECT_EQ(score.batch_events, 10u);
  EXPECT_EQ(score.retry_seconds, 0);
  EXPECT_THAT(score.inputs, ElementsAre("dir"));
}

TEST(Options, ServerMayStandBeforeOrAfterTheCommand) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"--server", "h:1", "--tenant", "t", "score",
                                 "f"},
        {"score", "f", "--server", "h:1", "--tenant=t"},
        {"score", "--server=h:1", "--tenant", "t", "f"}}) {
    const Options options = Parsed(arguments);
    EXPECT_EQ(options.target.server.address, "h:1");
    EXPECT_EQ(options.target.tenant, "t");
    EXPECT_THAT(std::get<ScoreOptions>(options.command).inputs,
                ElementsAre("f"));
  }
}

TEST(Options, ServerComesFromTheEnvironmentUnlessItIsGiven) {
  setenv("FARCALL_SERVER", "env:1", 1);
  const std::string from_environment =
      Parsed({"score", "f"}).target.server.address;
  const std::string given =
      Parsed({"score", "f", "--server", "h:2"}).target.server.address;
  unsetenv("FARCALL_SERVER");
  EXPECT_EQ(from_environment, "env:1");
  EXPECT_EQ(given, "h:2");
}

TEST(Options, BaselineGuessesTheKind) {
  const auto kind_of = [](const std::string& name) {
    return std::get<BaselineOptions>(Parsed({"baseline", name}).command).kind;
  };
  EXPECT_EQ(kind_of("111122223333"), v1::ENTITY_KIND_PRINCIPAL);
  EXPECT_EQ(kind_of("iam:CreateUser"), v1::ENTITY_KIND_COMMAND);
  EXPECT_EQ(kind_of("arn:aws:iam::111122223333:user/alice"),
            v1::ENTITY_KIND_PRINCIPAL);
  EXPECT_EQ(kind_of("111122223333:root"), v1::ENTITY_KIND_PRINCIPAL);
  EXPECT_EQ(kind_of("alice"), v1::ENTITY_KIND_PRINCIPAL);
  EXPECT_EQ(kind_of("sts:user/alice"), v1::ENTITY_KIND_PRINCIPAL);
  EXPECT_EQ(kind_of("11112222333"), v1::ENTITY_KIND_PRINCIPAL);
}

TEST(Options, BaselineTakesAKindOverTheGuess) {
  const auto baseline = std::get<BaselineOptions>(
      Parsed({"baseline", "--kind", "principal", "111122223333"}).command);
  EXPECT_EQ(baseline.kind, v1::ENTITY_KIND_PRINCIPAL);
  EXPECT_EQ(std::get<BaselineOptions>(
                Parsed({"baseline", "--kind", "tenant"}).command)
                .kind,
            v1::ENTITY_KIND_TENANT);
}

TEST(Options, TakeARoleWhereverTheyTakeAKindOfBaseline) {
  const std::string role = "arn:aws:iam::111122223333:role/Engineer";
  const auto baseline = std::get<BaselineOptions>(
      Parsed({"baseline", "--kind", "role", role}).command);
  EXPECT_EQ(baseline.kind, v1::ENTITY_KIND_ROLE);
  const auto baselines = std::get<BaselinesOptions>(
      Parsed({"baselines", "--kind", "role"}).command);
  EXPECT_EQ(baselines.kind, v1::ENTITY_KIND_ROLE);
  const auto forget = std::get<ForgetOptions>(
      Parsed({"forget", "--yes", "--kind", "role", role}).command);
  EXPECT_EQ(forget.kind, v1::ENTITY_KIND_ROLE);
}

TEST(Options, OtherCommandsTakeTheirs) {
  const auto explain = std::get<ExplainOptions>(
      Parsed({"explain", "-", "--record", "3", "--format", "json"}).command);
  EXPECT_EQ(explain.input, "-");
  EXPECT_EQ(explain.record, 3u);
  EXPECT_EQ(explain.format, OutputFormat::kJson);
  const auto baselines =
      std::get<BaselinesOptions>(Parsed({"baselines", "--kind", "command",
                                         "--prefix", "iam:", "--limit", "7"})
                                     .command);
  EXPECT_EQ(baselines.kind, v1::ENTITY_KIND_COMMAND);
  EXPECT_EQ(baselines.prefix, "iam:");
  EXPECT_EQ(baselines.limit, 7u);
  const auto forget =
      std::get<ForgetOptions>(Parsed({"forget", "alice", "--yes"}).command);
  EXPECT_EQ(forget.name, "alice");
  EXPECT_TRUE(forget.yes);
}

TEST(Options, FeedbackCommandsTakeTheirs) {
  const auto benign = std::get<MarkOptions>(
      Parsed({"benign", "alice", "@private", "--account", "111122223333",
              "--reason", "vpn", "--actor", "carol", "--feedback-id", "f"})
          .command);
  EXPECT_EQ(benign.verdict, MarkOptions::Verdict::kBenign);
  EXPECT_EQ(benign.principal, "alice");
  EXPECT_EQ(benign.origin, "@private");
  EXPECT_EQ(benign.account, "111122223333");
  EXPECT_EQ(benign.statement.reason, "vpn");
  EXPECT_EQ(benign.statement.actor, "carol");
  EXPECT_EQ(benign.statement.feedback_id, "f");
  const auto malicious = std::get<MarkOptions>(
      Parsed({"malicious", "--record", "-", "--actor=c"}).command);
  EXPECT_EQ(malicious.verdict, MarkOptions::Verdict::kMalicious);
  EXPECT_EQ(malicious.record_file, "-");
  const auto range = std::get<ForgetRangeOptions>(
      Parsed({"forget-range", "alice", "2026-01-02", "2026-01-02T01:00Z",
              "--actor=c"})
          .command);
  EXPECT_EQ(range.from_seconds, 1767312000);
  EXPECT_EQ(range.to_seconds, 1767315600);
  const auto feedback = std::get<FeedbackOptions>(
      Parsed({"feedback", "--limit", "7", "--format=ndjson"}).command);
  EXPECT_EQ(feedback.principal, "");
  EXPECT_EQ(feedback.limit, 7u);
  EXPECT_EQ(feedback.format, OutputFormat::kJson);
}

TEST(Options, TheActorIsWhoIsLoggedInUnlessItIsGiven) {
  setenv("LOGNAME", "carol", 1);
  const auto mark =
      std::get<MarkOptions>(Parsed({"benign", "alice", "JP"}).command);
  unsetenv("LOGNAME");
  EXPECT_NE(mark.statement.actor, "");
}

TEST(Options, SaysInOneLineWhatIsWrong) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{}, "subcommand is required"},
      {{"scroe", "f"}, "`scroe` is no command"},
      {{"score"}, "input is required"},
      {{"score", "f", "--mode", "x"},
       "--mode: `x` is none of score-and-learn|score-only|learn-only"},
      {{"score", "f", "--top", "-1"}, "--top: `-1` is not a number from 0"},
      {{"score", "f", "--batch-events", "0"}, "from 1 to 100000"},
      {{"score", "f", "--retry-seconds", "1e3"}, "`1e3` is not a number"},
      {{"score", "f", "--top", "99999999999999999999"}, "is not a number"},
      {{"score", "-", "-"}, "- can be given once"},
      {{"score", "f", "--bogus"}, "--bogus"},
      {{"explain", "f", "--record", "0"}, "--record"},
      {{"baseline"}, "NAME is required"},
      {{"baseline", "--kind", "tenant", "x"}, "--tenant"},
      {{"forget"}, "name is required"},
      {{"forget", ""}, "NAME is empty"},
      {{"forget", "--kind", "account", "111122223333"},
       "principal|command|role"},
      {{"benign", "alice"}, "PRINCIPAL and ORIGIN are required, or --record"},
      {{"benign", "alice", "JP", "--record", "f"}, "a record says by itself"},
      {{"malicious"}, "PRINCIPAL and ORIGIN are required, or --record"},
      {{"forget-range", "alice", "2026-01-02"}, "to is required"},
      {{"forget-range", "alice", "yesterday", "2026-01-02"},
       "`yesterday` is no time"},
      {{"forget-range", "alice", "2026-01-02", "2026-01-02"},
       "TO is not after FROM"},
      {{"--server", "", "score", "f"}, "--server: must not be empty"},
      {{"--server", "127.0.0.1", "score", "f"}, "has no port"},
      {{"--server", "http://127.0.0.1:50051", "score", "f"}, "is a URL"},
      {{"admin", "statistics", "--admin-server", "localhost"},
       "--admin-server: `localhost` has no port"},
      {{"admin", "verify", "--shard", "4096"},
       "`4096` is not a number from 0 to 4095"},
  };
  for (const auto& [arguments, message] : cases) {
    const ParsedNotice notice = Notice(arguments);
    EXPECT_EQ(notice.exit_code, ExitCode::kUsage) << message;
    EXPECT_THAT(notice.text, HasSubstr(message));
    EXPECT_EQ(notice.text.find('\n'), std::string::npos) << notice.text;
  }
}

TEST(Options, HelpTeachesWithExamplesAndExitCodes) {
  const ParsedNotice help = Notice({"--help"});
  EXPECT_EQ(help.exit_code, ExitCode::kOk);
  EXPECT_THAT(help.text, HasSubstr("Exit codes:"));
  for (const char* command :
       {"score", "explain", "baseline", "baselines", "forget", "benign",
        "malicious", "forget-range", "feedback", "findings", "card", "events",
        "watch", "ack", "close", "reopen", "note", "whoami"}) {
    EXPECT_THAT(help.text, HasSubstr(command));
    const ParsedNotice command_help = Notice({command, "--help"});
    EXPECT_EQ(command_help.exit_code, ExitCode::kOk);
    EXPECT_THAT(command_help.text,
                HasSubstr(std::string("farcall ") + command));
    EXPECT_THAT(command_help.text, HasSubstr("Examples:"));
  }
}

TEST(Options, VersionIsOneLine) {
  EXPECT_THAT(Notice({"--version"}).text,
              ::testing::MatchesRegex("farcall [0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

// All `--name` in a text.
std::vector<std::string> OptionsIn(const std::string& text) {
  std::vector<std::string> options;
  for (size_t at = text.find("--"); at != std::string::npos;
       at = text.find("--", at + 2)) {
    const size_t end =
        text.find_first_not_of("abcdefghijklmnopqrstuvwxyz-", at);
    options.push_back(text.substr(at, end - at));
  }
  return options;
}

TEST(Options, GuideNamesEveryOption) {
  std::ifstream file(FARCALL_CLI_GUIDE);
  std::stringstream guide;
  guide << file.rdbuf();
  std::set<std::string> options;
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"--help"},
        {"score", "--help"},
        {"explain", "--help"},
        {"baseline", "--help"},
        {"baselines", "--help"},
        {"forget", "--help"},
        {"benign", "--help"},
        {"malicious", "--help"},
        {"forget-range", "--help"},
        {"feedback", "--help"},
        {"findings", "--help"},
        {"card", "--help"},
        {"events", "--help"},
        {"whoami", "--help"},
        {"watch", "--help"},
        {"ack", "--help"},
        {"close", "--help"},
        {"reopen", "--help"},
        {"note", "--help"},
        {"exempt", "--help"},
        {"exemptions", "--help"}}) {
    for (const std::string& name : OptionsIn(Notice(arguments).text)) {
      options.insert(name);
    }
  }
  // Of other programs, in examples.
  options.erase("--max-results");
  options.erase("--unbuffered");
  EXPECT_GT(options.size(), 10u);
  for (const std::string& name : options) {
    EXPECT_THAT(guide.str(), HasSubstr("`" + name)) << "in docs/cli.md";
  }
}

}  // namespace
}  // namespace farcall
