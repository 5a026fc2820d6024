// SPDX-License-Identifier: Apache-2.0
#include "scoring/alert.h"

#include <gtest/gtest.h>

#include <random>

#include "scoring/fusion.h"

namespace farcall {
namespace {

constexpr int64_t kStart = 1750000000 / kPeriodSeconds * kPeriodSeconds;
constexpr int64_t kDay = 24 * 3600;

TEST(Alert, IsRaisedOnceADayForAPlace) {
  const Model model;
  Histogram memory;
  Histogram alerts;
  int raised = 0;
  for (int i = 0; i < 48; ++i) {
    const int64_t time = kStart + i * 3600;
    const bool alert = RaisesAlert(12, BestOfDay(memory, "BR", time),
                                   AlertThresholdBits(alerts, model, time));
    raised += alert ? 1 : 0;
    CountForAlerts(12, alert, "BR", time, memory, alerts);
    EXPECT_EQ(BestOfDay(memory, "FR", time), 0);
  }
  EXPECT_EQ(raised, 2);
}

TEST(Alert, HasAFixedThresholdWithoutABudget) {
  Model model;
  model.alert_threshold = 90;
  EXPECT_DOUBLE_EQ(AlertThresholdBits({}, model, kStart),
                   BitsOfScore(model, 90));
  EXPECT_NEAR(ScoreOf(model, BitsOfScore(model, 90)), 90, 0.01);
}

// Alerts a day after a week of warm-up, of a tenant that has `places` odd
// (principal, origin)s a day.
double AlertsADay(int64_t budget, int places, unsigned seed) {
  Model model;
  model.alert_budget = budget;
  std::mt19937 random(seed);
  std::exponential_distribution<double> bits(0.3);
  Histogram alerts;
  int raised = 0;
  for (int day = 0; day < 37; ++day) {
    for (int place = 0; place < places; ++place) {
      Histogram memory;  // of one principal
      const int64_t time =
          kStart + day * kDay + static_cast<int64_t>(random() % kDay);
      const double total = bits(random);
      const bool alert = RaisesAlert(total, BestOfDay(memory, "BR", time),
                                     AlertThresholdBits(alerts, model, time));
      CountForAlerts(total, alert, "BR", time, memory, alerts);
      if (alert && day >= 7) ++raised;
    }
  }
  return raised / 30.0;
}

TEST(AlertBudget, IsKeptWhateverTheVolume) {
  for (const int places : {50, 500}) {
    for (const int budget : {1, 5, 20}) {
      EXPECT_NEAR(AlertsADay(budget, places, 7) / budget, 1, 0.3)
          << budget << " of " << places;
    }
  }
}

TEST(AlertBudget, IsAnUpperBoundWhereLittleIsOdd) {
  EXPECT_LT(AlertsADay(100, 5, 7), 5);
  EXPECT_GT(AlertsADay(100, 5, 7), 1);
}

}  // namespace
}  // namespace farcall
