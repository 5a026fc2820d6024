// SPDX-License-Identifier: Apache-2.0
#include "scoring/alert.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "scoring/fusion.h"
#include "scoring/risk_level.h"

namespace farcall {
namespace {

constexpr int64_t kDaySeconds = 24 * 3600;
// Whole periods are counted: the one that runs, and the one before it.
constexpr int64_t kPeriodsCounted = 2;
constexpr int64_t kStartSeconds = 3 * kDaySeconds;  // not counted
constexpr double kDaysMin = 1;
// How many (principal, origin, day)s reached so many quarters of a bit.
constexpr double kStepBits = 0.25;
constexpr int kStepsMax = 160;
// Value of the alerts themselves; before all steps.
constexpr std::string_view kRaised = "!";
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

std::string DayName(std::string_view origin, int64_t at_seconds) {
  return std::string(origin) + "|" + std::to_string(DayOf(at_seconds));
}

// What an alert from `origin` is kept by.
std::string_view MarkName(const Histogram& raised, std::string_view origin) {
  const bool has_room =
      raised.values().size() + 1 < kValuesMax || raised.Find(origin) != nullptr;
  return has_room ? origin : kOtherOrigins;
}

// The most bits of the (origin, day) before; 0 if there was nothing odd.
double BestOfDay(const Histogram& bests, std::string_view day_name) {
  const ValueCount* best = bests.Find(day_name);
  return best == nullptr ? 0 : best->peak_centibits / 100.0;
}

// Whether the best of that day is kept.
bool IsKept(const Histogram& bests, std::string_view day_name,
            int64_t at_seconds) {
  if (bests.empty()) return true;
  if (DayOf(at_seconds) < DayOf(bests.last_seen_seconds()) - kDaysBeforeKept) {
    return false;
  }
  return bests.values().size() < kValuesMax || bests.Find(day_name) != nullptr;
}

void KeepLastDays(Histogram& bests) {
  bests.KeepRecent(
      (DayOf(bests.last_seen_seconds()) - kDaysBeforeKept) * kDaySeconds,
      kValuesMax);
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
  if (model.alert_budget <= 0 || alerts.empty()) return fixed;
  const int64_t start_seconds = alerts.first_seen_seconds() + kStartSeconds;
  const int64_t now = at_seconds / kPeriodSeconds;
  const int64_t period = now - kPeriodsCounted + 1;
  const double days =
      static_cast<double>(at_seconds -
                          std::max(start_seconds, period * kPeriodSeconds)) /
      kDaySeconds;
  if (days < kDaysMin) return fixed;

  const double wanted = static_cast<double>(model.alert_budget) * days;
  const ValueCount* raised = alerts.Find(kRaised);
  const double had = raised == nullptr ? 0 : CallsWithin(*raised, period, now);
  const double allowed = std::clamp(2 * wanted - had, 0.5 * wanted, 2 * wanted);
  int step = StepOf(BitsOfScore(model, kLowScore));
  for (const ValueCount& value : alerts.values()) {
    if (value.value == kRaised || CallsWithin(value, period, now) <= allowed) {
      continue;
    }
    step = std::max(step, std::stoi(value.value) + 1);
  }
  return step * kStepBits;
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

bool CountForBudget(double bits, bool alert, std::string_view origin,
                    int64_t at_seconds, Histogram& bests, Histogram& alerts) {
  if (!alert && StepOf(bits) == 0) return false;
  const std::string name = DayName(origin, at_seconds);
  const bool kept = IsKept(bests, name, at_seconds);
  const int before = kept ? StepOf(BestOfDay(bests, name)) : StepOf(bits);
  if (!alert && StepOf(bits) <= before) return false;
  if (kept) {
    bests.CountAs(Histogram::As::kCall, name, at_seconds);
    bests.Note(name, Centibits(bits));
    KeepLastDays(bests);
  }
  // A tenant's first days are remembered as a beginning, not as a measure.
  const bool counted =
      !alerts.empty() &&
      at_seconds >= alerts.first_seen_seconds() + kStartSeconds;
  if (!counted) {
    if (alerts.empty()) {
      alerts.CountAs(Histogram::As::kCall, kRaised, at_seconds);
    }
    return true;
  }
  if (alert) alerts.CountAs(Histogram::As::kCall, kRaised, at_seconds);
  for (int step = before + 1; step <= StepOf(bits); ++step) {
    alerts.CountAs(Histogram::As::kCall, StepName(step), at_seconds);
  }
  return true;
}

}  // namespace farcall
