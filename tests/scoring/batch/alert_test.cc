// SPDX-License-Identifier: Apache-2.0
#include "scoring/batch/alert.h"

#include <gtest/gtest.h>

#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "scoring/detectors/fusion.h"

namespace farcall {
namespace {

constexpr int64_t kStart = 1750000000 / kPeriodSeconds * kPeriodSeconds;
constexpr int64_t kHour = 3600;
constexpr int64_t kDay = 24 * kHour;
constexpr int64_t kPeriod = kStart / kPeriodSeconds;

// Counts an event for the budget, for its principal and its tenant.
void CountEvent(const Model& model, double bits, CountedAs as,
                int64_t at_seconds, DayBests& bests,
                AlertDistribution& tenant) {
  const auto count = CountForBudget(model, bits, as, at_seconds, bests, tenant);
  if (!count.has_value()) return;
  bests.Raise(count->best_centibits, at_seconds);
  CountBudget(*count, at_seconds, tenant);
}

// One principal of a tenant.
class Principal {
 public:
  // Whether an event of so many bits raises an alert; it is counted.
  bool Raises(double bits, std::string_view origin, int64_t at_seconds,
              AlertDistribution& tenant, const Model& model = {}) {
    const bool alert = bits >= AlertThresholdBits(tenant, model, at_seconds) &&
                       raised_.MayRaise(origin, at_seconds, AlertsOf::kDay) &&
                       HasAlertLeft(tenant, raised_, model, bits, at_seconds);
    if (alert) raised_.Note(origin, at_seconds);
    CountEvent(model, bits, CountedAs::kLive, at_seconds, bests_, tenant);
    return alert;
  }

  const DayAlerts& raised() const { return raised_; }
  const DayBests& bests() const { return bests_; }

 private:
  DayAlerts raised_;
  DayBests bests_;
};

Model WithBudget(int64_t alerts_a_day) {
  Model model;
  model.alert_budget = alerts_a_day;
  return model;
}

// How many of `principals` that nobody knew raise an alert on a day, each by
// one event with so many bits.
int RaisedByNew(int principals, double bits, int64_t day_seconds,
                AlertDistribution& tenant, const Model& model) {
  int raised = 0;
  for (int i = 0; i < principals; ++i) {
    Principal principal;
    raised += principal.Raises(bits, "BR", day_seconds + i * 60, tenant, model)
                  ? 1
                  : 0;
  }
  return raised;
}

TEST(Alert, IsRaisedOnceADayForAPlace) {
  AlertDistribution tenant;
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
  AlertDistribution tenant;
  Principal alice;
  int raised = 0;
  for (int i = 0; i < 2000; ++i) {
    const auto time = static_cast<int64_t>(random() % (20 * kDay));
    raised += alice.Raises(12, "BR", kStart + time, tenant) ? 1 : 0;
  }
  EXPECT_EQ(raised, 20);
}

TEST(Alert, IsNotRaisedAgainWhenTheThresholdHasRisen) {
  AlertDistribution tenant;
  Principal alice;
  Model model;
  EXPECT_TRUE(alice.Raises(12, "BR", kStart, tenant, model));
  model.alert_threshold = 90;
  EXPECT_FALSE(alice.Raises(30, "BR", kStart + kHour, tenant, model));
}

// Nor by those of a principal with more origins than there is room for.
TEST(Alert, IsNotPushedOutByTheAlertsOfOtherOrigins) {
  AlertDistribution tenant;
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
  EXPECT_LE(alice.raised().origins().values().size(), kValuesMax);
}

TEST(Alert, IsNotRaisedByWhatIsTooOldForItToBeKept) {
  AlertDistribution tenant;
  Principal alice;
  EXPECT_TRUE(alice.Raises(12, "BR", kStart, tenant));
  EXPECT_FALSE(alice.Raises(12, "BR", kStart - 181 * kDay, tenant));
  EXPECT_TRUE(alice.Raises(12, "BR", kStart - 150 * kDay, tenant));
  EXPECT_FALSE(alice.Raises(12, "BR", kStart - 150 * kDay + kHour, tenant));
}

TEST(Alert, OfAPastEventIsNotStoppedByALaterOneWhereItIsOnlyAskedAbout) {
  DayAlerts raised;
  raised.Note("BR", kStart + 5 * kHour + 600);
  const auto may = [&](int64_t after_seconds, AlertsOf which) {
    return raised.MayRaise("BR", kStart + after_seconds, which);
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

// The alerts of each day of a tenant in which `principals` do something odd on
// each day, as odd as chance has it.
std::vector<int> AlertsOfDays(int64_t budget, int principals, int days,
                              int learned_days = 0) {
  const Model model = WithBudget(budget);
  std::mt19937 random(7);
  std::exponential_distribution<double> bits(0.5);
  AlertDistribution tenant;
  std::vector<int> raised(static_cast<size_t>(days));
  for (int day = -learned_days; day < days; ++day) {
    for (int i = 0; i < principals; ++i) {
      const int64_t time =
          kStart + day * kDay + static_cast<int64_t>(random() % kDay);
      if (day < 0) {
        DayBests bests;
        CountEvent(model, bits(random), CountedAs::kLearned, time, bests,
                   tenant);
        continue;
      }
      Principal principal;
      raised[static_cast<size_t>(day)] +=
          principal.Raises(bits(random), "BR", time, tenant, model) ? 1 : 0;
    }
  }
  return raised;
}

double MeanFrom(int first, const std::vector<int>& alerts) {
  return std::accumulate(alerts.begin() + first, alerts.end(), 0.0) /
         (static_cast<double>(alerts.size()) - first);
}

// Some less, since a day's surplus is cut and a day's lack is not made up for.
void ExpectNearBudget(double alerts_a_day, int64_t budget) {
  const auto wanted = static_cast<double>(budget);
  EXPECT_LE(alerts_a_day, wanted) << "of " << budget;
  EXPECT_GE(alerts_a_day, 0.5 * wanted) << "of " << budget;
}

TEST(AlertBudget, IsKeptWhateverTheVolume) {
  for (const int principals : {50, 500}) {
    for (const int64_t budget : {1, 5, 20}) {
      SCOPED_TRACE(principals);
      ExpectNearBudget(MeanFrom(7, AlertsOfDays(budget, principals, 67)),
                       budget);
    }
  }
}

TEST(AlertBudget, HoldsFromTheFirstDayOn) {
  for (const int budget : {1, 5, 20}) {
    const std::vector<int> alerts = AlertsOfDays(budget, 500, 37);
    EXPECT_LE(alerts[0], budget);
    EXPECT_GT(alerts[0], 0);
    for (const int of_day : alerts) EXPECT_LE(of_day, 2 * budget);
    EXPECT_LE(MeanFrom(0, alerts), budget);
  }
}

TEST(AlertBudget, DoesNotAskForMoreThanTheThresholdsAlertsInTheFirstDays) {
  const Model model = WithBudget(5);
  AlertDistribution tenant;
  EXPECT_EQ(RaisedByNew(10, 8, kStart, tenant, model), 0) << "MEDIUM";
  EXPECT_EQ(RaisedByNew(3, 10, kStart + kDay, tenant, model), 3) << "HIGH";
}

TEST(AlertBudget, OfAQuietDayIsLeftToTheNext) {
  const Model model = WithBudget(3);
  AlertDistribution tenant;
  EXPECT_EQ(RaisedByNew(10, 10, kStart, tenant, model), 3) << "the first day";
  EXPECT_EQ(RaisedByNew(10, 12, kStart + kDay, tenant, model), 3)
      << "nothing was left";
  EXPECT_EQ(RaisedByNew(1, 14, kStart + 2 * kDay, tenant, model), 1);
  EXPECT_EQ(RaisedByNew(10, 14, kStart + 3 * kDay, tenant, model), 5)
      << "two were left";
}

TEST(AlertBudget, AlwaysLeavesAnAlertToWhatIsCritical) {
  const Model model = WithBudget(1);
  AlertDistribution tenant;
  EXPECT_EQ(RaisedByNew(10, 12, kStart, tenant, model), 1);
  EXPECT_EQ(RaisedByNew(10, 17, kStart + kHour, tenant, model), 10);
  for (int day = 1; day < 30; ++day) {
    EXPECT_EQ(RaisedByNew(10, 17, kStart + day * kDay, tenant, model), 10);
  }
}

TEST(AlertBudget, LeavesAlertsToEachOriginOfAPrincipalThatRaisedOne) {
  const Model model = WithBudget(1);
  AlertDistribution tenant;
  Principal alice;
  Principal bob;
  EXPECT_TRUE(alice.Raises(12, "BR", kStart, tenant, model));
  EXPECT_FALSE(bob.Raises(13, "BR", kStart + kHour, tenant, model));
  EXPECT_TRUE(alice.Raises(14, "FR", kStart + 2 * kHour, tenant, model));
}

TEST(AlertBudget, OfOneIsEnoughForOnePrincipalADay) {
  const Model model = WithBudget(1);
  AlertDistribution tenant;
  Principal alice;
  for (int day = 0; day < 40; ++day) {
    for (const char* origin : {"BR", "FR"}) {
      EXPECT_TRUE(alice.Raises(12, origin, kStart + day * kDay, tenant, model))
          << "from " << origin << " on day " << day;
    }
  }
}

// Whether what is HIGH raises an alert on some days after a flood.
void ExpectAlertsAfter(int64_t flood_end, AlertDistribution& tenant,
                       const Model& model) {
  for (const int days : {1, 2, 5, 10, 15}) {
    EXPECT_EQ(RaisedByNew(1, 9, flood_end + days * kDay, tenant, model), 1)
        << "day " << days;
  }
}

TEST(AlertBudget, IsNotMovedByTheOddEventsOfOnePrincipal) {
  const Model model = WithBudget(1);
  AlertDistribution tenant;
  RaisedByNew(20, 1, kStart, tenant, model);  // the tenant begins
  const int64_t flood = kStart + 20 * kDay;
  Principal thief;
  for (int i = 0; i < 4 * 200; ++i) {
    const std::string origin = "origin " + std::to_string(i % 200);
    thief.Raises(14, origin, flood + i / 200 * kDay + i % 200 * 60, tenant,
                 model);
  }
  ExpectAlertsAfter(flood + 3 * kDay, tenant, model);
}

// Whoever holds the credentials of a role chooses the names of its sessions.
TEST(AlertBudget, IsNotMovedByADayOfManyPrincipals) {
  for (const int budget : {1, 5, 20}) {
    const Model model = WithBudget(budget);
    AlertDistribution tenant;
    RaisedByNew(20, 1, kStart, tenant, model);
    const int64_t flood = kStart + 20 * kDay;
    std::vector<Principal> sessions(200);
    for (const double bits : {10, 14, 16}) {
      for (Principal& session : sessions) {
        session.Raises(bits, "BR", flood, tenant, model);
      }
    }
    ExpectAlertsAfter(flood, tenant, model);
  }
}

TEST(AlertBudget, IsLearnedFromABackfill) {
  const int budget = 5;
  const std::vector<int> alerts = AlertsOfDays(budget, 500, 28, 30);
  const std::vector<int> week(alerts.begin(), alerts.begin() + 7);
  ExpectNearBudget(MeanFrom(0, week), budget);
  for (const int of_day : week) EXPECT_LE(of_day, 2 * budget);
}

TEST(AlertBudget, LeavesWhatIsLearnedOutOfTheAlertsOfItsDay) {
  const Model model = WithBudget(1);
  AlertDistribution tenant;
  for (int i = 0; i < 10; ++i) {
    DayBests bests;
    CountEvent(model, 12, CountedAs::kLearned, kStart + i, bests, tenant);
  }
  EXPECT_EQ(RaisedByNew(10, 16, kStart + kHour, tenant, model), 1);
}

TEST(AlertBudget, IsAnUpperBoundWhereLittleIsOdd) {
  const double alerts_a_day = MeanFrom(7, AlertsOfDays(100, 5, 37));
  EXPECT_LT(alerts_a_day, 5);
  EXPECT_GT(alerts_a_day, 1);
}

TEST(AlertBudget, CountsADayOfAPrincipalOnceHoweverManyEventsItHas) {
  AlertDistribution tenant;
  Principal alice;
  for (int turn = 0; turn < 2; ++turn) {
    for (int i = 0; i < 2000; ++i) {
      alice.Raises(3, "@service:s" + std::to_string(i), kStart + i, tenant);
      alice.Raises(12, "BR", kStart + i, tenant);
    }
  }
  alice.Raises(20, "BR", kStart + kDay, tenant);
  EXPECT_EQ(tenant.PrincipalsAt(12, kPeriod, kPeriod), 2U) << "3 bits";
  EXPECT_EQ(tenant.PrincipalsAt(48, kPeriod, kPeriod), 2U) << "12 bits";
  EXPECT_EQ(tenant.PrincipalsAt(49, kPeriod, kPeriod), 1U);
  EXPECT_EQ(tenant.PrincipalsAt(68, kPeriod, kPeriod), 1U)
      << "CRITICAL tells no more";
  EXPECT_EQ(alice.bests().bests().size(), 2U);
}

TEST(AlertBudget, LeavesDaysOutThatAreNoLongerKept) {
  AlertDistribution tenant;
  Principal alice;
  alice.Raises(3, "BR", kStart + 10 * kDay, tenant);
  for (int i = 0; i < 10; ++i) {
    alice.Raises(3, "BR", kStart + 5 * kDay + i, tenant);
    alice.Raises(3, "BR", kStart + 8 * kDay + i, tenant);
  }
  EXPECT_EQ(tenant.PrincipalsAt(12, kPeriod, kPeriod), 2U)
      << "of the 10th and the 8th day";
}

TEST(AlertBudget, KeepsAMonthOfTheTenantsDays) {
  AlertDistribution tenant;
  for (int day = 0; day < 200; ++day) {
    RaisedByNew(2, 30, kStart + day * kDay, tenant, WithBudget(1));
  }
  EXPECT_LE(tenant.reached().size(), 31U);
  EXPECT_LE(tenant.periods().size(), static_cast<size_t>(kPeriodsKept));
}

TEST(AlertBudget, OfAPastMomentDoesNotLookAtLaterPeriods) {
  const Model model = WithBudget(1);
  AlertDistribution tenant;
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
