// SPDX-License-Identifier: Apache-2.0
#include "scoring/batch/alert.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "scoring/detectors/fusion.h"
#include "scoring/event/risk_level.h"

namespace farcall {
namespace {

// Whole periods are counted: the one that runs, and the one before it.
constexpr int64_t kPeriodsCounted = 2;
// Of a tenant: what it has not seen in them is no measure yet.
constexpr int64_t kStartSeconds = 4 * kDaySeconds;
// The least that bits can be below a threshold, as they are kept.
constexpr double kBelowBits = 0.01;
// A day counts at most so many times the budget above the threshold.
constexpr double kDayBudgets = 2;
// After the origin of unauthenticated events; cannot be in an origin.
constexpr std::string_view kUnauthenticated = "|unauthenticated";

// CRITICAL is below the last step.
int StepOf(double bits) {
  return std::min(AlertDistribution::kStepsMax,
                  static_cast<int>(bits / AlertDistribution::kStepBits));
}

// Principals that may raise alerts on a day, but for CRITICAL ones.
double AllowedOn(const AlertDistribution& alerts, const Model& model,
                 int64_t day) {
  const auto budget = static_cast<double>(model.alert_budget);
  if (alerts.empty() || day <= DayOf(alerts.first_seen_seconds())) {
    return budget;
  }
  const auto had = static_cast<double>(alerts.ReachedOn(day - 1));
  return budget + std::max(0.0, budget - had);
}

// Whether a day has counted as many principals above the threshold as it can.
bool IsFull(const AlertDistribution& alerts, const Model& model, int64_t day) {
  const auto budget = static_cast<double>(model.alert_budget);
  return budget > 0 &&
         static_cast<double>(alerts.ReachedOn(day)) >= kDayBudgets * budget;
}

double CriticalBits(const Model& model) {
  return BitsOfScore(model, kCriticalScore);
}

}  // namespace

double AlertThresholdBits(const AlertDistribution& alerts, const Model& model,
                          int64_t at_seconds) {
  const double fixed = BitsOfScore(model, model.alert_threshold);
  if (model.alert_budget <= 0) return fixed;
  const double critical = CriticalBits(model);
  if (alerts.empty()) return std::min(fixed, critical);
  const int64_t now = PeriodOf(at_seconds);
  const int64_t period = now - kPeriodsCounted + 1;
  const int64_t start_seconds = alerts.first_seen_seconds();
  const int64_t from_seconds = std::max(start_seconds, period * kPeriodSeconds);
  // Each day that has begun counts: so do its principals.
  const int64_t days =
      std::max<int64_t>(1, DayOf(at_seconds) - DayOf(from_seconds) + 1);
  const auto allowed = static_cast<double>(model.alert_budget * days);
  int step = AlertDistribution::kStepsMax + 1;
  const int lowest = StepOf(BitsOfScore(model, kLowScore));
  while (step > lowest && static_cast<double>(alerts.PrincipalsAt(
                              step - 1, period, now)) <= allowed) {
    --step;
  }
  double bits = step * AlertDistribution::kStepBits;
  if (at_seconds < start_seconds + kStartSeconds) bits = std::max(bits, fixed);
  return std::min(bits, critical);
}

bool HasAlertLeft(const AlertDistribution& alerts, const DayAlerts& raised,
                  const Model& model, double bits, int64_t at_seconds) {
  if (model.alert_budget <= 0 || bits >= CriticalBits(model)) return true;
  const int64_t day = DayOf(at_seconds);
  return static_cast<double>(alerts.ReachedOn(day)) <
             AllowedOn(alerts, model, day) ||
         raised.RaisedOn(day);
}

std::string AlertOrigin(const Event& event, std::string_view origin) {
  return AlertOrigin(origin, event.unauthenticated);
}

std::string AlertOrigin(std::string_view origin, bool unauthenticated) {
  std::string name(origin);
  if (unauthenticated) name += kUnauthenticated;
  return name;
}

std::optional<BudgetCount> CountForBudget(const Model& model, double bits,
                                          CountedAs as, int64_t at_seconds,
                                          const DayBests& bests,
                                          const AlertDistribution& alerts) {
  const int64_t day = DayOf(at_seconds);
  if (StepOf(bits) == 0 || !bests.Keeps(day)) return std::nullopt;
  const double before = bests.Of(day);
  if (StepOf(bits) <= StepOf(before)) return std::nullopt;
  const double threshold = AlertThresholdBits(alerts, model, at_seconds);
  bool reached = before < threshold && bits >= threshold;
  if (reached && IsFull(alerts, model, day)) {
    bits = threshold - kBelowBits;
    reached = false;
    if (StepOf(bits) <= StepOf(before)) return std::nullopt;
  }
  return BudgetCount{.best_centibits = Centibits(bits),
                     .first_step = StepOf(before) + 1,
                     .last_step = StepOf(bits),
                     .reached = reached && as == CountedAs::kLive};
}

void CountBudget(const BudgetCount& count, int64_t at_seconds,
                 AlertDistribution& alerts) {
  if (count.reached) alerts.CountReached(at_seconds);
  alerts.Count(count.first_step, count.last_step, at_seconds);
}

}  // namespace farcall
