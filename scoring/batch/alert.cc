// SPDX-License-Identifier: Apache-2.0
#include "scoring/batch/alert.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "scoring/detectors/fusion.h"
#include "scoring/event/risk_level.h"

namespace farcall {
namespace {

constexpr int64_t kDaySeconds = 24 * 3600;
// Whole periods are counted: the one that runs, and the one before it.
constexpr int64_t kPeriodsCounted = 2;
// Of a tenant: what it has not seen in them is no measure yet.
constexpr int64_t kStartSeconds = 4 * kDaySeconds;
// How many principals' days reached so many quarters of a bit; CRITICAL is
// below 17 bits.
constexpr double kStepBits = 0.25;
constexpr int kStepsMax = 68;
// The least that bits can be below a threshold, as they are kept.
constexpr double kBelowBits = 0.01;
// Before the day, in the name of how many principals reached the threshold.
constexpr char kReached = '!';
// Days of which that is kept.
constexpr int64_t kReachedDays = kPeriodsCounted * kPeriodSeconds / kDaySeconds;
// A day counts at most so many times the budget above the threshold.
constexpr double kDayBudgets = 2;
// Of a principal's alerts: all origins beyond those that there is room for.
constexpr std::string_view kOtherOrigins = "@others";
// After the origin of unauthenticated events; cannot be in an origin.
constexpr std::string_view kUnauthenticated = "|unauthenticated";
// The newest day and so many before it have their best kept.
constexpr int64_t kDaysBeforeKept = 2;

int StepOf(double bits) {
  return std::min(kStepsMax, static_cast<int>(bits / kStepBits));
}

std::string StepName(int step) {
  std::string name = std::to_string(step);
  return std::string(3 - name.size(), '0') + name;
}

int64_t DayOf(int64_t at_seconds) { return at_seconds / kDaySeconds; }

std::string DayName(int64_t day) { return std::to_string(day); }

std::string ReachedName(int64_t day) { return kReached + DayName(day); }

// What an alert from `origin` is kept by.
std::string_view MarkName(const Histogram& raised, std::string_view origin) {
  const bool has_room =
      raised.values().size() + 1 < kValuesMax || raised.Find(origin) != nullptr;
  return has_room ? origin : kOtherOrigins;
}

// The principal's most bits of the day; 0 if there was nothing odd.
double BestOfDay(const Histogram& bests, int64_t day) {
  const ValueCount* best = bests.Find(DayName(day));
  return best == nullptr ? 0 : best->peak_centibits / 100.0;
}

// Whether the best of that day is kept.
bool IsKept(const Histogram& bests, int64_t day) {
  return bests.empty() ||
         day >= DayOf(bests.last_seen_seconds()) - kDaysBeforeKept;
}

// Principals that reached the threshold on a day.
uint64_t ReachedOn(const Histogram& alerts, int64_t day) {
  const ValueCount* reached = alerts.Find(ReachedName(day));
  return reached == nullptr ? 0 : reached->calls();
}

void CountReached(int64_t at_seconds, Histogram& alerts) {
  alerts.CountAs(Histogram::As::kCall, ReachedName(DayOf(at_seconds)),
                 at_seconds);
  const int64_t kept_seconds =
      (DayOf(alerts.last_seen_seconds()) - kReachedDays) * kDaySeconds;
  alerts.Drop([&](const ValueCount& value) {
    return value.value.front() == kReached &&
           value.last_seen_seconds < kept_seconds;
  });
}

// Principals that may raise alerts on a day, but for CRITICAL ones.
double AllowedOn(const Histogram& alerts, const Model& model, int64_t day) {
  const auto budget = static_cast<double>(model.alert_budget);
  if (alerts.empty() || day <= DayOf(alerts.first_seen_seconds())) {
    return budget;
  }
  const auto had = static_cast<double>(ReachedOn(alerts, day - 1));
  return budget + std::max(0.0, budget - had);
}

bool RaisedOn(const Histogram& raised, int64_t day) {
  return std::ranges::any_of(raised.values(), [&](const ValueCount& mark) {
    return WasSeenWithin(mark, day * kDaySeconds, (day + 1) * kDaySeconds);
  });
}

// Whether a day has counted as many principals above the threshold as it can.
bool IsFull(const Histogram& alerts, const Model& model, int64_t day) {
  const auto budget = static_cast<double>(model.alert_budget);
  return budget > 0 &&
         static_cast<double>(ReachedOn(alerts, day)) >= kDayBudgets * budget;
}

double CriticalBits(const Model& model) {
  return BitsOfScore(model, kCriticalScore);
}

// Calls of the periods from one to another, both included.
double CallsWithin(const ValueCount& value, int64_t from_period,
                   int64_t to_period) {
  uint64_t calls = 0;
  for (const PeriodCount& count : value.periods) {
    if (count.period >= from_period && count.period <= to_period) {
      calls += count.calls;
    }
  }
  return static_cast<double>(calls);
}

}  // namespace

double AlertThresholdBits(const Histogram& alerts, const Model& model,
                          int64_t at_seconds) {
  const double fixed = BitsOfScore(model, model.alert_threshold);
  if (model.alert_budget <= 0) return fixed;
  const double critical = CriticalBits(model);
  if (alerts.empty()) return std::min(fixed, critical);
  const int64_t now = at_seconds / kPeriodSeconds;
  const int64_t period = now - kPeriodsCounted + 1;
  const int64_t start_seconds = alerts.first_seen_seconds();
  const int64_t from_seconds = std::max(start_seconds, period * kPeriodSeconds);
  // Each day that has begun counts: so do its principals.
  const int64_t days =
      std::max<int64_t>(1, DayOf(at_seconds) - DayOf(from_seconds) + 1);
  const auto allowed = static_cast<double>(model.alert_budget * days);
  int step = StepOf(BitsOfScore(model, kLowScore));
  for (const ValueCount& value : alerts.values()) {
    if (value.value.front() == kReached ||
        CallsWithin(value, period, now) <= allowed) {
      continue;
    }
    step = std::max(step, std::stoi(value.value) + 1);
  }
  double bits = step * kStepBits;
  if (at_seconds < start_seconds + kStartSeconds) bits = std::max(bits, fixed);
  return std::min(bits, critical);
}

bool HasAlertLeft(const Histogram& alerts, const Histogram& raised,
                  const Model& model, double bits, int64_t at_seconds) {
  if (model.alert_budget <= 0 || bits >= CriticalBits(model)) return true;
  const int64_t day = DayOf(at_seconds);
  return static_cast<double>(ReachedOn(alerts, day)) <
             AllowedOn(alerts, model, day) ||
         RaisedOn(raised, day);
}

std::string AlertOrigin(const Event& event, std::string_view origin) {
  std::string name(origin);
  if (event.unauthenticated) name += kUnauthenticated;
  return name;
}

bool MayRaiseAlert(const Histogram& raised, std::string_view origin,
                   int64_t at_seconds, AlertsOf which) {
  if (raised.IsTooOld(at_seconds)) return false;
  const ValueCount* mark = raised.Find(MarkName(raised, origin));
  if (mark == nullptr) return true;
  const int64_t day = DayOf(at_seconds) * kDaySeconds;
  if (which == AlertsOf::kDay) {
    return !WasSeenWithin(*mark, day, day + kDaySeconds);
  }
  const int64_t hour = at_seconds - at_seconds % kSlotSeconds;
  const auto later_in_hour = [&](int64_t seconds) {
    return seconds > at_seconds && seconds < hour + kSlotSeconds;
  };
  const bool in_hour = WasSeenWithin(*mark, hour, hour + kSlotSeconds) &&
                       !later_in_hour(mark->first_seen_seconds) &&
                       !later_in_hour(mark->last_seen_seconds);
  return !in_hour && !WasSeenWithin(*mark, day, hour);
}

void NoteAlert(std::string_view origin, int64_t at_seconds, Histogram& raised) {
  raised.Count(MarkName(raised, origin), at_seconds);
}

std::optional<BudgetCount> CountForBudget(const Model& model, double bits,
                                          CountedAs as, int64_t at_seconds,
                                          const Histogram& bests,
                                          const Histogram& alerts) {
  const int64_t day = DayOf(at_seconds);
  if (StepOf(bits) == 0 || !IsKept(bests, day)) return std::nullopt;
  const double before = BestOfDay(bests, day);
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

void KeepBest(const BudgetCount& count, int64_t at_seconds, Histogram& bests) {
  const std::string name = DayName(DayOf(at_seconds));
  bests.CountAs(Histogram::As::kCall, name, at_seconds);
  bests.Note(name, count.best_centibits);
  bests.KeepRecent(
      (DayOf(bests.last_seen_seconds()) - kDaysBeforeKept) * kDaySeconds,
      kValuesMax);
}

void CountBudget(const BudgetCount& count, int64_t at_seconds,
                 Histogram& alerts) {
  if (count.reached) CountReached(at_seconds, alerts);
  for (int step = count.first_step; step <= count.last_step; ++step) {
    alerts.CountAs(Histogram::As::kCall, StepName(step), at_seconds);
  }
}

}  // namespace farcall
