// SPDX-License-Identifier: Apache-2.0
#include "scoring/alert.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "scoring/fusion.h"

namespace farcall {
namespace {

constexpr int64_t kStart = 1750000000 / kPeriodSeconds * kPeriodSeconds;
constexpr int64_t kHour = 3600;
constexpr int64_t kDay = 24 * kHour;

// One principal of a tenant.
class Principal {
 public:
  // Whether an event of so many bits raises an alert; it is counted.
  bool Raises(double bits, std::string_view origin, int64_t at_seconds,
              Histogram& tenant, const Model& model = {}) {
    const bool alert =
        bits >= AlertThresholdBits(tenant, model, at_seconds) &&
        MayRaiseAlert(raised_, origin, at_seconds, AlertsOf::kDay);
    if (alert) NoteAlert(origin, at_seconds, raised_);
    CountForBudget(bits, alert, origin, at_seconds, bests_, tenant);
    return alert;
  }

  const Histogram& raised() const { return raised_; }
  const Histogram& bests() const { return bests_; }

 private:
  Histogram raised_;
  Histogram bests_;
};

TEST(Alert, IsRaisedOnceADayForAPlace) {
  Histogram tenant;
  Principal alice;
  int raised = 0;
  for (int i = 0; i < 48; ++i) {
    raised += alice.Raises(12, "BR", kStart + i * kHour, tenant) ? 1 : 0;
  }
  EXPECT_EQ(raised, 2);
  EXPECT_TRUE(alice.Raises(12, "FR", kStart + 47 * kHour, tenant));
}

TEST(Alert, IsRaisedOnceADayThoughEventsComeInAnyOrderOverMidnights) {
  std::mt19937 random(3);
  Histogram tenant;
  Principal alice;
  int raised = 0;
  for (int i = 0; i < 2000; ++i) {
    const auto time = static_cast<int64_t>(random() % (20 * kDay));
    raised += alice.Raises(12, "BR", kStart + time, tenant) ? 1 : 0;
  }
  EXPECT_EQ(raised, 20);
}

TEST(Alert, IsNotRaisedAgainWhenTheThresholdHasRisen) {
  Histogram tenant;
  Principal alice;
  Model model;
  EXPECT_TRUE(alice.Raises(12, "BR", kStart, tenant, model));
  model.alert_threshold = 90;
  EXPECT_FALSE(alice.Raises(30, "BR", kStart + kHour, tenant, model));
}

// Nor by those of a principal with more origins than there is room for.
TEST(Alert, IsNotPushedOutByTheAlertsOfOtherOrigins) {
  Histogram tenant;
  Principal alice;
  EXPECT_TRUE(alice.Raises(12, "BR", kStart, tenant));
  int raised = 0;
  for (int turn = 0; turn < 2; ++turn) {
    for (int i = 0; i < 2000; ++i) {
      const std::string origin = "@service:s" + std::to_string(i);
      raised += alice.Raises(12, origin, kStart + 60, tenant) ? 1 : 0;
    }
  }
  EXPECT_EQ(raised, static_cast<int>(kValuesMax) - 1);
  EXPECT_FALSE(alice.Raises(12, "BR", kStart + 120, tenant));
  EXPECT_LE(alice.raised().values().size(), kValuesMax);
}

TEST(Alert, IsNotRaisedByWhatIsTooOldForItToBeKept) {
  Histogram tenant;
  Principal alice;
  EXPECT_TRUE(alice.Raises(12, "BR", kStart, tenant));
  EXPECT_FALSE(alice.Raises(12, "BR", kStart - 181 * kDay, tenant));
  EXPECT_TRUE(alice.Raises(12, "BR", kStart - 150 * kDay, tenant));
  EXPECT_FALSE(alice.Raises(12, "BR", kStart - 150 * kDay + kHour, tenant));
}

TEST(Alert, OfAPastEventIsNotStoppedByALaterOneWhereItIsOnlyAskedAbout) {
  Histogram raised;
  NoteAlert("BR", kStart + 5 * kHour + 600, raised);
  const auto may = [&](int64_t after_seconds, AlertsOf which) {
    return MayRaiseAlert(raised, "BR", kStart + after_seconds, which);
  };
  for (const int64_t before : {int64_t{0}, 4 * kHour, 5 * kHour + 599}) {
    EXPECT_TRUE(may(before, AlertsOf::kMoment)) << before;
    EXPECT_FALSE(may(before, AlertsOf::kDay)) << before;
  }
  for (const int64_t after : {5 * kHour + 600, 6 * kHour, kDay - 1}) {
    EXPECT_FALSE(may(after, AlertsOf::kMoment)) << after;
    EXPECT_FALSE(may(after, AlertsOf::kDay)) << after;
  }
  EXPECT_TRUE(may(kDay, AlertsOf::kDay));
  EXPECT_TRUE(may(-1, AlertsOf::kDay));
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
  Histogram tenant;
  int raised = 0;
  for (int day = 0; day < 37; ++day) {
    for (int place = 0; place < places; ++place) {
      Principal principal;
      const int64_t time =
          kStart + day * kDay + static_cast<int64_t>(random() % kDay);
      const bool alert =
          principal.Raises(bits(random), "BR", time, tenant, model);
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

TEST(AlertBudget, CountsADayOfAPlaceOnceHoweverManyEventsItHas) {
  Histogram tenant;
  Principal alice;
  alice.Raises(1, "DE", kStart, tenant);  // the tenant begins
  const int64_t day = kStart + 5 * kDay;
  for (int i = 0; i < 1000; ++i) alice.Raises(12, "BR", day + i, tenant);
  for (int turn = 0; turn < 2; ++turn) {
    for (int i = 0; i < 2000; ++i) {
      alice.Raises(3, "@service:s" + std::to_string(i), day + i, tenant);
    }
  }
  alice.Raises(12, "BR", day + 2000, tenant);
  EXPECT_EQ(tenant.Find("!")->calls(), 2U) << "the beginning, and one alert";
  EXPECT_EQ(tenant.Find("048")->calls(), 1U) << "12 bits";
  EXPECT_EQ(alice.bests().values().size(), kValuesMax);
  EXPECT_EQ(tenant.Find("012")->calls(), kValuesMax) << "each origin once";
}

TEST(AlertBudget, LeavesDaysOutThatAreNoLongerKept) {
  Histogram tenant;
  Principal alice;
  alice.Raises(1, "DE", kStart, tenant);
  alice.Raises(3, "BR", kStart + 10 * kDay, tenant);
  for (int i = 0; i < 10; ++i) {
    alice.Raises(3, "BR", kStart + 5 * kDay + i, tenant);
    alice.Raises(3, "BR", kStart + 8 * kDay + i, tenant);
  }
  EXPECT_EQ(tenant.Find("012")->calls(), 2U) << "of the 10th and the 8th day";
}

TEST(AlertBudget, OfAPastMomentDoesNotLookAtLaterPeriods) {
  Model model;
  model.alert_budget = 1;
  Histogram tenant;
  Principal alice;
  alice.Raises(1, "DE", kStart, tenant);
  const int64_t then = kStart + 10 * kDay;
  const double before = AlertThresholdBits(tenant, model, then);
  for (int place = 0; place < 500; ++place) {
    Principal other;
    other.Raises(20, "BR", kStart + 20 * kDay, tenant);
  }
  EXPECT_EQ(AlertThresholdBits(tenant, model, then), before);
}

}  // namespace
}  // namespace farcall
