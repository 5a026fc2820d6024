// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/backtest_handler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "scoring/counts/value_count.h"
#include "scoring/detectors/fusion.h"
#include "server/handlers/server_time.h"
#include "tests/server/fake_finding_store.h"
#include "tests/server/fake_ledger.h"

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr int64_t kDay = 20'000;

class BacktestHandlerTest : public testing::Test {
 protected:
  void AddEntry(const std::string& principal, double score, int64_t day) {
    const Model model;
    ledger_.Add({.principal = principal,
                 .principal_kind = PrincipalKind::kUser,
                 .origin = "VN",
                 .at_seconds = day * kDaySeconds + 60,
                 .event_id = principal,
                 .account = "111122223333",
                 .command = "iam:CreateUser",
                 .bits = BitsOfScore(model, score),
                 .score_hundredths = static_cast<uint16_t>(score * 100),
                 .reached = score >= model.alert_threshold});
  }
  void AddFinding(uint8_t id, const std::string& principal, FindingState state,
                  int64_t day) {
    Finding finding;
    finding.id.bytes[0] = id;
    finding.principal = principal;
    finding.origin = "VN";
    finding.state = state;
    finding.first_seconds = day * kDaySeconds + 60;
    finding.last_seconds = finding.first_seconds;
    finding.create_micros = NowMicros() - 1'000'000;
    findings_.Put("default", finding, FindingChange::kOpened);
  }

  v1::BacktestResponse Try(const v1::BacktestRequest& request) const {
    v1::BacktestResponse response;
    const grpc::Status status = handler_.Backtest(request, response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }
  std::string Refusal(const v1::BacktestRequest& request) const {
    v1::BacktestResponse response;
    const grpc::Status status = handler_.Backtest(request, response);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    return status.error_message();
  }

  FakeLedger ledger_;
  FakeFindingStore findings_;
  Log log_{LogLevel::kError, LogFormat::kJson};
  const FindingHandler shown_{findings_, findings_, log_};
  const BacktestHandler handler_{findings_, ledger_, Model(), true, shown_};
};

v1::BacktestRequest Threshold(double threshold) {
  v1::BacktestRequest request;
  request.set_alert_threshold(threshold);
  return request;
}

std::vector<std::string> Principals(const auto& list) {
  std::vector<std::string> names;
  for (const auto& one : list) names.push_back(one.principal());
  return names;
}

TEST_F(BacktestHandlerTest, TellsTheAlertsThatWouldBeNew) {
  AddEntry("ada", 80, kDay);
  AddEntry("bob", 65, kDay);
  AddEntry("eve", 55, kDay - 1);
  const auto answer = Try(Threshold(60));
  EXPECT_EQ(answer.alerts_before(), 1);
  EXPECT_EQ(answer.alerts_after(), 2);
  EXPECT_THAT(Principals(answer.added()), ElementsAre("bob"));
  EXPECT_EQ(answer.added(0).score(), 65);
  EXPECT_EQ(answer.added(0).score_after(), 65);
  EXPECT_EQ(answer.to().seconds(), kDay * kDaySeconds);
  EXPECT_EQ(answer.from().seconds(), (kDay - 29) * kDaySeconds);
  ASSERT_THAT(answer.days(), SizeIs(30));
  EXPECT_EQ(answer.days(29).before(), 1);
  EXPECT_EQ(answer.days(29).after(), 2);
}

TEST_F(BacktestHandlerTest, NamesFindingsThatWouldBeLost) {
  AddEntry("ada", 80, kDay);
  AddEntry("bob", 80, kDay);
  AddEntry("eve", 95, kDay);
  AddEntry("dan", 80, kDay - 90);
  AddFinding(1, "ada", FindingState::kMalicious, kDay);
  AddFinding(2, "bob", FindingState::kBenign, kDay);
  AddFinding(3, "eve", FindingState::kMalicious, kDay);
  AddFinding(4, "dan", FindingState::kMalicious, kDay - 90);
  const auto answer = Try(Threshold(90));
  EXPECT_THAT(Principals(answer.malicious_lost()), ElementsAre("ada"));
  EXPECT_EQ(answer.malicious_lost_count(), 1);
  EXPECT_EQ(answer.gone_count(), 2);
  EXPECT_THAT(answer.gone(), SizeIs(2));
}

TEST_F(BacktestHandlerTest, AListHasAtMostSoManyAsWereAskedFor) {
  for (int i = 0; i < 5; ++i) {
    AddEntry("p" + std::to_string(i), 80, kDay);
    AddFinding(static_cast<uint8_t>(i + 1), "p" + std::to_string(i),
               FindingState::kMalicious, kDay);
  }
  v1::BacktestRequest request = Threshold(90);
  request.set_list_size(2);
  const auto answer = Try(request);
  EXPECT_THAT(answer.dropped(), SizeIs(2));
  EXPECT_EQ(answer.dropped_count(), 5);
  EXPECT_THAT(answer.malicious_lost(), SizeIs(2));
  EXPECT_EQ(answer.malicious_lost_count(), 5);
}

TEST_F(BacktestHandlerTest, CountsTheDaysThatAreAskedFor) {
  for (int64_t day = kDay; day < kDay + 10; ++day) AddEntry("ada", 80, day);
  v1::BacktestRequest request = Threshold(90);
  request.mutable_from()->set_seconds((kDay + 2) * kDaySeconds + 3'600);
  request.mutable_to()->set_seconds((kDay + 4) * kDaySeconds);
  const auto answer = Try(request);
  EXPECT_THAT(answer.days(), SizeIs(3));
  EXPECT_EQ(answer.alerts_before(), 3);
  EXPECT_EQ(answer.alerts_after(), 0);
}

TEST_F(BacktestHandlerTest, AnEmptyLedgerHasNoDays) {
  const auto answer = Try(Threshold(90));
  EXPECT_FALSE(answer.has_from());
  EXPECT_THAT(answer.days(), IsEmpty());
}

TEST_F(BacktestHandlerTest, RefusesWhatCannotBeTried) {
  EXPECT_THAT(Refusal({}), HasSubstr("say what is to be tried"));
  EXPECT_THAT(Refusal(Threshold(100)), HasSubstr("the range is 0 to 99"));
  v1::BacktestRequest budget;
  budget.set_alert_budget(-1);
  EXPECT_THAT(Refusal(budget), HasSubstr("alert_budget"));
  v1::BacktestRequest off;
  off.add_detectors_off("no_such");
  EXPECT_THAT(Refusal(off), HasSubstr("country_for_principal"));
  // One is told, however many there are, and not the whole of it.
  for (int i = 0; i < 1'000; ++i) {
    off.add_detectors_off(std::string(1'000, 'x'));
  }
  EXPECT_LT(Refusal(off).size(), 1'000u);
  v1::BacktestRequest days = Threshold(60);
  days.mutable_from()->set_seconds(0);
  days.mutable_to()->set_seconds(181 * kDaySeconds);
  EXPECT_THAT(Refusal(days), HasSubstr("181 days before"));
  v1::BacktestRequest list = Threshold(60);
  list.set_list_size(1'001);
  EXPECT_THAT(Refusal(list), HasSubstr("list_size"));
}

TEST_F(BacktestHandlerTest, WithoutALedgerNothingIsTried) {
  const BacktestHandler without(findings_, ledger_, Model(), false, shown_);
  v1::BacktestResponse response;
  const grpc::Status status = without.Backtest(Threshold(60), response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_THAT(status.error_message(), HasSubstr("ledger-days"));
}

TEST_F(BacktestHandlerTest, ReportsOnFindingsOfTheLast30Days) {
  AddFinding(1, "ada", FindingState::kOpen, kDay);
  AddFinding(2, "bob", FindingState::kExpired, kDay);
  v1::GetTriageReportResponse report;
  ASSERT_TRUE(handler_.Report({}, report).ok());
  EXPECT_EQ(report.findings(), 2);
  EXPECT_EQ(report.states().at("OPEN"), 1);
  EXPECT_EQ(report.undecided(), 1);
  EXPECT_GE(report.oldest_undecided().seconds(), 1);
  EXPECT_EQ(report.to().seconds() - report.from().seconds(), 30 * 86'400);
  EXPECT_FALSE(report.to_close().has_median());
}

TEST_F(BacktestHandlerTest, AReportEndsAfterItBegins) {
  v1::GetTriageReportRequest request;
  request.mutable_from()->set_seconds(2);
  request.mutable_to()->set_seconds(2);
  v1::GetTriageReportResponse report;
  EXPECT_EQ(handler_.Report(request, report).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
}

}  // namespace
}  // namespace farcall
