// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/cli/commands/run_farcall.h"
#include "tests/formats/sample_finding.h"

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr int64_t kDay = 1767312000;  // 2026-01-02T00:00:00Z

v1::BacktestResponse SampleBacktest() {
  v1::BacktestResponse backtest;
  backtest.mutable_from()->set_seconds(kDay);
  backtest.mutable_to()->set_seconds(kDay);
  backtest.set_alerts_before(1);
  backtest.set_alerts_after(2);
  v1::BacktestDay& day = *backtest.add_days();
  day.mutable_day()->set_seconds(kDay);
  day.set_before(1);
  day.set_after(2);
  v1::LedgerEntry& added = *backtest.add_added();
  added.mutable_time()->set_seconds(kDay + 60);
  added.set_principal("arn:aws:iam::111122223333:user/bob");
  added.set_origin("BR");
  added.set_command("s3:GetObject");
  added.set_score(65);
  added.set_score_after(64.5);
  backtest.set_added_count(7);
  *backtest.add_malicious_lost() = SampleFinding();
  backtest.set_malicious_lost_count(1);
  return backtest;
}

TEST(FarcallBacktest, AsksForWhatIsToBeTried) {
  FakeFarcall fake;
  fake.findings().Answer(SampleBacktest());
  const Outcome outcome =
      Farcall(fake, {"backtest", "--threshold", "60", "--budget", "5", "--off",
                     "error_code,two_places", "--from", "2026-01-02", "--to",
                     "2026-01-03", "--limit", "9", "--tenant", "acme"});
  EXPECT_EQ(outcome.code, ExitCode::kOk) << outcome.err;
  const auto requests = fake.findings().backtest_requests();
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_EQ(requests[0].tenant(), "acme");
  EXPECT_EQ(requests[0].alert_threshold(), 60);
  EXPECT_EQ(requests[0].alert_budget(), 5);
  EXPECT_THAT(requests[0].detectors_off(),
              ElementsAre("error_code", "two_places"));
  EXPECT_EQ(requests[0].from().seconds(), kDay);
  EXPECT_EQ(requests[0].to().seconds(), kDay + 86'400);
  EXPECT_EQ(requests[0].list_size(), 9);
}

TEST(FarcallBacktest, SendsOnlyWhatWasSaid) {
  FakeFarcall fake;
  fake.findings().Answer(SampleBacktest());
  Farcall(fake, {"backtest", "--budget", "0"});
  const auto requests = fake.findings().backtest_requests();
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_FALSE(requests[0].has_alert_threshold());
  EXPECT_TRUE(requests[0].has_alert_budget());
  EXPECT_FALSE(requests[0].has_from());
}

TEST(FarcallBacktest, ShowsTotalsDaysAlertsAndLostFindings) {
  FakeFarcall fake;
  fake.findings().Answer(SampleBacktest());
  const Outcome outcome = Farcall(fake, {"backtest", "--threshold", "60"});
  EXPECT_THAT(outcome.out,
              HasSubstr("2026-01-02 to 2026-01-02: 1 alert as it was, 2 with "
                        "what is tried (+7, -0)\n"));
  EXPECT_THAT(outcome.out,
              HasSubstr("1 finding called MALICIOUS would be lost"));
  EXPECT_THAT(outcome.out, HasSubstr("mfrggzdfmztwq2lk"));
  EXPECT_THAT(outcome.out,
              HasSubstr("7 alerts would be new, the first 1 of them:\n"));
  EXPECT_THAT(outcome.out, HasSubstr("64.50"));
  EXPECT_THAT(outcome.out, Not(HasSubstr("would be gone")));
}

TEST(FarcallBacktest, WritesOneJsonDocument) {
  FakeFarcall fake;
  fake.findings().Answer(SampleBacktest());
  const auto json = nlohmann::json::parse(
      Farcall(fake, {"backtest", "--threshold=60", "--format=json"}).out);
  EXPECT_EQ(json["from"], "2026-01-02");
  EXPECT_EQ(json["added"][0]["score_after"], 64.5);
  EXPECT_EQ(json["malicious_lost"][0]["finding_id"], "mfrggzdfmztwq2lk");
  EXPECT_EQ(json["days"][0]["after"], 2);
}

TEST(FarcallBacktest, TellsThatTheLedgerIsEmpty) {
  FakeFarcall fake;
  const Outcome outcome = Farcall(fake, {"backtest", "--threshold", "60"});
  EXPECT_EQ(outcome.code, ExitCode::kOk);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, HasSubstr("tenant default"));
}

TEST(FarcallBacktest, WantsToKnowWhatIsToBeTried) {
  FakeFarcall fake;
  const Outcome outcome = Farcall(fake, {"backtest"});
  EXPECT_EQ(outcome.code, ExitCode::kUsage);
  EXPECT_THAT(outcome.err,
              HasSubstr("--threshold, --budget, --off and --exempt"));
}

v1::GetTriageReportResponse SampleReport() {
  v1::GetTriageReportResponse report;
  report.mutable_from()->set_seconds(kDay);
  report.mutable_to()->set_seconds(kDay + 86'400);
  report.set_findings(3);
  report.mutable_to_detect()->set_findings(3);
  report.mutable_to_detect()->mutable_median()->set_seconds(7);
  report.mutable_to_detect()->mutable_p90()->set_seconds(3'780);
  (*report.mutable_states())["MALICIOUS"] = 1;
  (*report.mutable_reasons())["stolen-credential"] = 1;
  v1::DetectorRecord& record = *report.add_detectors();
  record.set_detector("country_for_principal");
  record.set_malicious(1);
  record.set_benign(3);
  report.set_undecided(2);
  report.mutable_oldest_undecided()->set_seconds(2 * 86'400 + 3 * 3'600);
  return report;
}

TEST(FarcallReport, ShowsTimesVerdictsAndDetectors) {
  FakeFarcall fake;
  fake.findings().Answer(SampleReport());
  const Outcome outcome = Farcall(fake, {"report", "--days", "7"});
  EXPECT_EQ(outcome.code, ExitCode::kOk) << outcome.err;
  EXPECT_THAT(outcome.out,
              HasSubstr("2 findings not decided now, the oldest for 2 d 3 h"));
  EXPECT_THAT(outcome.out, HasSubstr("1 h 3 min"));
  EXPECT_THAT(outcome.out, HasSubstr("stolen-credential"));
  EXPECT_THAT(outcome.out, HasSubstr("25"));
  const auto requests = fake.findings().report_requests();
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_TRUE(requests[0].has_from());
}

TEST(FarcallReport, WritesOneJsonDocument) {
  FakeFarcall fake;
  fake.findings().Answer(SampleReport());
  const auto json =
      nlohmann::json::parse(Farcall(fake, {"report", "--format", "json"}).out);
  EXPECT_EQ(json["to_detect"]["p90_seconds"], 3'780);
  EXPECT_EQ(json["to_close"]["median_seconds"], nullptr);
  EXPECT_EQ(json["states"]["MALICIOUS"], 1);
  EXPECT_EQ(json["oldest_undecided_seconds"], 2 * 86'400 + 3 * 3'600);
}

}  // namespace
}  // namespace farcall
