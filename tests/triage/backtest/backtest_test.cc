// SPDX-License-Identifier: Apache-2.0
#include "triage/backtest/backtest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "scoring/detectors/fusion.h"

namespace farcall {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr int64_t kDay = 20'000;

LedgerEntry Entry(const std::string& principal, double bits, int64_t day = kDay,
                  const std::string& origin = "VN") {
  const Model model;
  return {.principal = principal,
          .principal_kind = PrincipalKind::kUser,
          .origin = origin,
          .at_seconds = day * kDaySeconds + 3600,
          .event_id = principal + origin,
          .command = "iam:CreateUser",
          .bits = bits,
          .reached = bits >= BitsOfScore(model, model.alert_threshold),
          .detectors = {{.detector = "country_for_principal", .bits = bits}}};
}

Backtest Try(const BacktestSettings& settings,
             std::vector<LedgerEntry> entries) {
  Backtest backtest(Model(), settings, 10);
  backtest.AddDay(kDay, std::move(entries), true);
  return backtest;
}

std::vector<std::string> Names(const std::vector<BacktestAlert>& alerts) {
  std::vector<std::string> names;
  for (const auto& alert : alerts) names.push_back(alert.entry.principal);
  return names;
}

// 8.69 bits are the score 70; 5 bits are 50.
TEST(Backtest, ALowerThresholdAddsWhatReachesIt) {
  const auto backtest = Try(
      {.alert_threshold = 50},
      {Entry("ada", 12), Entry("bob", 6), Entry("eve", 5), Entry("dan", 4.99)});
  EXPECT_EQ(backtest.before(), 1);
  EXPECT_EQ(backtest.after(), 3);
  EXPECT_THAT(Names(backtest.added()), ElementsAre("bob", "eve"));
  EXPECT_THAT(backtest.dropped(), IsEmpty());
}

TEST(Backtest, AHigherThresholdDropsWhatStaysBelowIt) {
  const auto backtest =
      Try({.alert_threshold = 90}, {Entry("ada", 20), Entry("bob", 12)});
  EXPECT_EQ(backtest.after(), 1);
  EXPECT_THAT(Names(backtest.dropped()), ElementsAre("bob"));
  EXPECT_EQ(backtest.AlertsOf("ada", "VN", false, kDay, kDay),
            AlertsAfter::kLeft);
  EXPECT_EQ(backtest.AlertsOf("bob", "VN", false, kDay - 3, kDay),
            AlertsAfter::kGone);
  EXPECT_EQ(backtest.AlertsOf("bob", "DE", false, kDay, kDay),
            AlertsAfter::kUnknown);
  EXPECT_EQ(backtest.AlertsOf("bob", "VN", false, kDay + 1, kDay + 2),
            AlertsAfter::kUnknown);
}

TEST(Backtest, WithoutADetectorItsBitsAreGone) {
  LedgerEntry entry = Entry("ada", 12);
  entry.detectors.push_back({.detector = "tool_for_principal", .bits = 30});
  const auto off = Try({.detectors_off = SetOf(CountryForPrincipal())},
                       {entry, Entry("bob", 12)});
  EXPECT_EQ(off.before(), 2);
  EXPECT_THAT(Names(off.dropped()), testing::Contains("bob"));
}

TEST(Backtest, AnExemptionAloneLeavesAllThatItDoesNotCover) {
  // It was raised with another threshold: nothing of that is tried.
  LedgerEntry raised_then = Entry("bob", 6);
  raised_then.reached = true;
  const auto backtest = Try(
      {.covers =
           [](const LedgerEntry& entry) { return entry.principal == "ada"; }},
      {Entry("ada", 12), raised_then, Entry("eve", 12)});
  EXPECT_EQ(backtest.before(), 3);
  EXPECT_EQ(backtest.after(), 2);
  EXPECT_THAT(Names(backtest.dropped()), ElementsAre("ada"));
}

TEST(Backtest, ABudgetKeepsTheOddestOfADay) {
  // Twenty principals a day for a month; one a day may raise an alert.
  Backtest backtest(Model(), {.alert_budget = 1}, 10);
  for (int64_t day = 0; day < 30; ++day) {
    std::vector<LedgerEntry> entries;
    for (int i = 0; i < 20; ++i) {
      entries.push_back(
          Entry("p" + std::to_string(i), 9 + 0.3 * i, kDay + day));
    }
    backtest.AddDay(kDay + day, std::move(entries), day >= 15);
  }
  EXPECT_EQ(backtest.before(), 15 * 20);
  EXPECT_GE(backtest.after(), 10);
  EXPECT_LE(backtest.after(), 30);
  EXPECT_THAT(backtest.days(), SizeIs(15));
}

TEST(Backtest, WhatIsPlannedDoesNotUseUpTheBudget) {
  const auto covers = [](const LedgerEntry& entry) {
    return entry.principal == "scanner";
  };
  for (const bool is_exempt : {false, true}) {
    Backtest backtest(
        Model(),
        {.alert_budget = 1, .covers = is_exempt ? covers : decltype(+covers)()},
        10);
    for (int64_t day = 0; day < 20; ++day) {
      // The scanner comes first, with as many bits.
      LedgerEntry scanner = Entry("scanner", 13, kDay + day);
      --scanner.at_seconds;
      backtest.AddDay(kDay + day, {scanner, Entry("ada", 13, kDay + day)},
                      day >= 15);
    }
    EXPECT_EQ(backtest.AlertsOf("ada", "VN", false, kDay + 15, kDay + 19),
              is_exempt ? AlertsAfter::kLeft : AlertsAfter::kGone);
  }
}

TEST(Backtest, KeepsTheOddestOfManyAlerts) {
  std::vector<LedgerEntry> entries;
  for (int i = 0; i < 50; ++i) {
    entries.push_back(Entry("p" + std::to_string(i), 5 + 0.01 * i));
  }
  const auto backtest = Try({.alert_threshold = 50}, std::move(entries));
  EXPECT_EQ(backtest.added_count(), 50);
  ASSERT_THAT(backtest.added(), SizeIs(10));
  EXPECT_EQ(backtest.added().front().entry.principal, "p49");
  EXPECT_EQ(backtest.added().back().entry.principal, "p40");
}

TEST(Backtest, ADetectorThatIsNotThereAnyMoreCountsNothing) {
  LedgerEntry entry = Entry("ada", 12);
  entry.detectors = {{.detector = "of_another_release", .bits = 12}};
  const auto backtest =
      Try({.detectors_off = SetOf(RecentEvidence())}, {entry});
  EXPECT_EQ(backtest.after(), 0);
}

}  // namespace
}  // namespace farcall
