// SPDX-License-Identifier: Apache-2.0
#include "cli/output/score_summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace farcall {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

v1::EventResult Scored(double score, v1::RiskLevel risk, bool duplicate) {
  v1::EventResult result;
  result.set_duplicate(duplicate);
  result.mutable_score()->set_score(score);
  result.mutable_score()->set_risk_level(risk);
  return result;
}

v1::EventResult Skipped(v1::SkipReason reason) {
  v1::EventResult result;
  result.set_skipped(reason);
  return result;
}

v1::EventResult Failed(const std::string& field) {
  v1::EventResult result;
  result.mutable_error()->set_field(field);
  return result;
}

ScoreSummary SummaryOfAll() {
  ScoreSummary summary;
  summary.Count(Scored(5, v1::RISK_LEVEL_NONE, false));
  summary.Count(Scored(92, v1::RISK_LEVEL_CRITICAL, false));
  summary.Count(Scored(75, v1::RISK_LEVEL_HIGH, true));
  summary.Count(Skipped(v1::SKIP_REASON_INSIGHTS));
  summary.Count(Skipped(v1::SKIP_REASON_DIGEST));
  summary.Count(Skipped(v1::SKIP_REASON_DIGEST));
  summary.Count(Failed("eventTime"));
  summary.Count(v1::EventResult());
  return summary;
}

TEST(ScoreSummary, CountsEachRecordOnce) {
  const ScoreSummary summary = SummaryOfAll();
  EXPECT_EQ(summary.scored, 2u);
  EXPECT_EQ(summary.duplicates, 1u);
  EXPECT_EQ(summary.skipped(), 3u);
  EXPECT_EQ(summary.errors(), 2u);
  EXPECT_EQ(summary.answered(), 8u);
  EXPECT_EQ(summary.score_highest, 92);
}

TEST(ScoreSummary, CountsRisksFromALevelUp) {
  const ScoreSummary summary = SummaryOfAll();
  EXPECT_EQ(summary.AtLeast(v1::RISK_LEVEL_NONE), 3u);
  EXPECT_EQ(summary.AtLeast(v1::RISK_LEVEL_HIGH), 2u);
  EXPECT_EQ(summary.AtLeast(v1::RISK_LEVEL_CRITICAL), 1u);
}

TEST(ScoreSummary, IsWrittenWithReasonsFieldsAndRisks) {
  std::ostringstream out;
  WriteSummary(SummaryOfAll(), {.files = 2, .seconds = 2}, Charset::kUtf8, out);
  EXPECT_EQ(
      out.str(),
      "read                  8   records of 2 files in 2.0 s, 4 events/s\n"
      "scored                2\n"
      "duplicates            1   counted before\n"
      "skipped               3   DIGEST 2, INSIGHTS 1\n"
      "errors                2   (no outcome) 1, eventTime 1\n"
      "risk        CRITICAL 1, HIGH 1, MEDIUM 0, LOW 0, NONE 1\n");
}

TEST(ScoreSummary, TellsHowOftenBatchesWereResent) {
  std::ostringstream out;
  WriteSummary(SummaryOfAll(), {.reconnections = 2, .batches_resent = 1},
               Charset::kUtf8, out);
  EXPECT_THAT(out.str(), HasSubstr("reconnected 2 times, 1 batch sent again"));

  out.str("");
  WriteSummary(SummaryOfAll(), {}, Charset::kUtf8, out);
  EXPECT_THAT(out.str(), Not(HasSubstr("reconnected")));
}

}  // namespace
}  // namespace farcall
