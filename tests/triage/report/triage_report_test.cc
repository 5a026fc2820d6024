// SPDX-License-Identifier: Apache-2.0
#include "triage/report/triage_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farcall {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

constexpr int64_t kSecond = 1'000'000;

Finding Made(int64_t at_seconds, FindingState state = FindingState::kOpen) {
  Finding finding;
  finding.state = state;
  finding.first_seconds = at_seconds - 30;
  finding.create_micros = at_seconds * kSecond;
  finding.opening_factors = {{.detector = "country_for_principal"}};
  return finding;
}

Finding Closed(int64_t at_seconds, FindingState state, int64_t after_seconds) {
  Finding finding = Made(at_seconds, state);
  finding.close_micros = (at_seconds + after_seconds) * kSecond;
  finding.reason = state == FindingState::kBenign
                       ? CloseReason::kTravel
                       : CloseReason::kStolenCredential;
  return finding;
}

TEST(TriageReport, CountsThoseThatWereMadeWithinItsTime) {
  TriageReport report(100 * kSecond, 200 * kSecond);
  for (const int64_t at : {99, 100, 199, 200}) report.Add(Made(at));
  EXPECT_EQ(report.findings(), 2);
  EXPECT_EQ(report.undecided(), 4);
  EXPECT_EQ(report.oldest_undecided_micros(), 99 * kSecond);
}

TEST(TriageReport, TellsHowLongEachStepTook) {
  TriageReport report(0, 1'000 * kSecond);
  for (int64_t i = 1; i <= 10; ++i) {
    Finding finding = Closed(100, FindingState::kBenign, 10 * i);
    finding.acknowledge_micros = finding.create_micros + i * kSecond;
    report.Add(finding);
  }
  report.Add(Made(100));
  EXPECT_EQ(report.to_detect().findings(), 11);
  EXPECT_EQ(report.to_detect().Percentile(50), 30 * kSecond);
  EXPECT_EQ(report.to_acknowledge().findings(), 10);
  EXPECT_EQ(report.to_acknowledge().Percentile(50), 5 * kSecond);
  EXPECT_EQ(report.to_close().Percentile(90), 90 * kSecond);
  EXPECT_EQ(report.to_close().Percentile(100), 100 * kSecond);
}

TEST(TriageReport, AStepThatNobodyTookHasNoTime) {
  const TriageReport report(0, 1'000 * kSecond);
  EXPECT_EQ(report.to_close().Percentile(50), std::nullopt);
  EXPECT_EQ(report.oldest_undecided_micros(), 0);
}

TEST(TriageReport, ACallOfTheFutureWasDetectedAtOnce) {
  TriageReport report(0, 1'000 * kSecond);
  Finding finding = Made(100);
  finding.first_seconds = 500;
  report.Add(finding);
  EXPECT_EQ(report.to_detect().Percentile(50), 0);
}

TEST(TriageReport, CountsVerdictsByStateReasonAndDetector) {
  TriageReport report(0, 1'000 * kSecond);
  report.Add(Closed(1, FindingState::kMalicious, 5));
  report.Add(Closed(2, FindingState::kBenign, 5));
  report.Add(Closed(3, FindingState::kBenign, 5));
  report.Add(Made(4, FindingState::kExpired));
  EXPECT_THAT(report.states(), ElementsAre(Pair(FindingState::kBenign, 2),
                                           Pair(FindingState::kMalicious, 1),
                                           Pair(FindingState::kExpired, 1)));
  EXPECT_THAT(report.reasons(),
              ElementsAre(Pair(CloseReason::kTravel, 2),
                          Pair(CloseReason::kStolenCredential, 1)));
  EXPECT_THAT(report.detectors(),
              ElementsAre(Pair("country_for_principal",
                               DetectorRecord{.malicious = 1, .benign = 2})));
  EXPECT_EQ(report.undecided(), 0);
}

TEST(TriageReport, AFindingWithoutFactorsSpeaksForNoDetector) {
  TriageReport report(0, 1'000 * kSecond);
  Finding finding = Closed(1, FindingState::kBenign, 5);
  finding.opening_factors.clear();
  report.Add(finding);
  EXPECT_THAT(report.detectors(), IsEmpty());
}

}  // namespace
}  // namespace farcall
