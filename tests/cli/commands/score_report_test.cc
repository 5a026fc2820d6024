// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/score_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/output/captured_terminal.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

v1::EventResult Scored(const std::string& id, v1::RiskLevel risk) {
  v1::EventResult result;
  result.set_event_id(id);
  result.mutable_score()->set_score(50);
  result.mutable_score()->set_risk_level(risk);
  return result;
}

v1::EventResult Failed(const std::string& id) {
  v1::EventResult result;
  result.set_event_id(id);
  result.mutable_error()->set_field("eventTime");
  result.mutable_error()->set_message("is missing");
  return result;
}

std::string PlaceOf(uint64_t number) {
  return "trail.json, record " + std::to_string(number + 1);
}

TEST(InputOrder, WritesEachLineWhenAllBeforeItAreThere) {
  std::ostringstream out;
  InputOrder order(out);
  order.Put(1, "b");
  EXPECT_EQ(out.str(), "");
  order.Put(0, "a");
  EXPECT_EQ(out.str(), "a\nb\n");
  order.Put(3, "d");
  order.Put(2, std::nullopt);
  EXPECT_EQ(out.str(), "a\nb\nd\n");
}

TEST(InputOrder, WritesWhatWaitsForARecordThatNeverCame) {
  std::ostringstream out;
  InputOrder order(out);
  order.Put(2, "c");
  order.Put(1, "b");
  order.WriteRest();
  EXPECT_EQ(out.str(), "b\nc\n");
}

TEST(ScoreReport, WritesEveryRecordAsALineUnlessARiskIsAsked) {
  CapturedTerminal captured;
  ScoreOptions options;
  options.format = OutputFormat::kJson;
  ScoreReport report(options, captured.terminal, PlaceOf);
  report.Take(0, Scored("a", v1::RISK_LEVEL_NONE));
  report.Take(1, Failed("b"));
  report.Finish({});
  EXPECT_THAT(captured.out.str(), HasSubstr("\"event_id\":\"a\""));
  EXPECT_THAT(captured.out.str(), HasSubstr("\"event_id\":\"b\""));
  EXPECT_EQ(captured.err.str(), "");
}

TEST(ScoreReport, LeavesOutLinesBelowTheRiskAsked) {
  CapturedTerminal captured;
  ScoreOptions options;
  options.format = OutputFormat::kJson;
  options.risk_min = v1::RISK_LEVEL_HIGH;
  ScoreReport report(options, captured.terminal, PlaceOf);
  report.Take(0, Scored("low", v1::RISK_LEVEL_LOW));
  report.Take(1, Failed("failed"));
  report.Take(2, Scored("high", v1::RISK_LEVEL_HIGH));
  report.Take(3, Scored("critical", v1::RISK_LEVEL_CRITICAL));
  report.Finish({});
  EXPECT_THAT(captured.out.str(), Not(HasSubstr("low")));
  EXPECT_THAT(captured.out.str(), Not(HasSubstr("failed")));
  EXPECT_THAT(captured.out.str(), HasSubstr("high"));
  EXPECT_THAT(captured.out.str(), HasSubstr("critical"));
  EXPECT_EQ(report.summary().answered(), 4u) << "all are counted";
}

TEST(ScoreReport, TellsOfReconnectionsBesideLines) {
  CapturedTerminal captured;
  ScoreOptions options;
  options.format = OutputFormat::kJson;
  ScoreReport report(options, captured.terminal, PlaceOf);
  report.Finish({.reconnections = 2, .batches_resent = 9});
  EXPECT_EQ(captured.err.str(),
            "farcall: reconnected 2 times, 9 batches sent again\n");
}

TEST(ScoreReport, FiltersTheTableByRiskAndNotTheSummary) {
  CapturedTerminal captured;
  ScoreOptions options;
  options.risk_min = v1::RISK_LEVEL_HIGH;
  ScoreReport report(options, captured.terminal, PlaceOf);
  report.Take(0, Scored("a", v1::RISK_LEVEL_LOW));
  report.Finish({});
  EXPECT_THAT(captured.out.str(), Not(HasSubstr("SCORE")));
  EXPECT_THAT(captured.out.str(), HasSubstr("LOW 1"));
}

TEST(ScoreReport, TellsThePlacesOfTheFirstErrorsBesideATable) {
  CapturedTerminal captured;
  const ScoreOptions options;
  ScoreReport report(options, captured.terminal, PlaceOf);
  for (uint64_t number = 0; number < 7; ++number) {
    report.Take(number, Failed("x"));
  }
  report.Finish({});
  EXPECT_THAT(
      captured.err.str(),
      HasSubstr("farcall: trail.json, record 5: eventTime: is missing\n"));
  EXPECT_THAT(captured.err.str(), Not(HasSubstr("record 6")));
  EXPECT_THAT(captured.err.str(),
              HasSubstr("farcall: 2 more records with errors"));
}

}  // namespace
}  // namespace farcall
