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

int StepOf(double bits) {
  return std::min(kStepsMax, static_cast<int>(bits / kStepBits));
}

std::string StepName(int step) {
  std::string name = std::to_string(step);
  return std::string(3 - name.size(), '0') + name;
}

std::string DayName(std::string_view origin, int64_t at_seconds) {
  // No place has an empty origin: what is remembered of places is apart.
  return "||" + std::string(origin) + "|" +
         std::to_string(at_seconds / kDaySeconds);
}

double CallsSince(const ValueCount& value, int64_t period) {
  uint64_t calls = 0;
  for (const PeriodCount& count : value.periods) {
    if (count.period >= period) calls += count.calls;
  }
  return static_cast<double>(calls);
}

}  // namespace

double AlertThresholdBits(const Histogram& alerts, const Model& model,
                          int64_t at_seconds) {
  const double fixed = BitsOfScore(model, model.alert_threshold);
  if (model.alert_budget <= 0 || alerts.empty()) return fixed;
  const int64_t start_seconds = alerts.first_seen_seconds() + kStartSeconds;
  const int64_t period = at_seconds / kPeriodSeconds - kPeriodsCounted + 1;
  const double days =
      static_cast<double>(at_seconds -
                          std::max(start_seconds, period * kPeriodSeconds)) /
      kDaySeconds;
  if (days < kDaysMin) return fixed;

  const double wanted = static_cast<double>(model.alert_budget) * days;
  const ValueCount* raised = alerts.Find(kRaised);
  const double had = raised == nullptr ? 0 : CallsSince(*raised, period);
  const double allowed = std::clamp(2 * wanted - had, 0.5 * wanted, 2 * wanted);
  int step = StepOf(BitsOfScore(model, kLowScore));
  for (const ValueCount& value : alerts.values()) {
    if (value.value == kRaised || CallsSince(value, period) <= allowed) {
      continue;
    }
    step = std::max(step, std::stoi(value.value) + 1);
  }
  return step * kStepBits;
}

double BestOfDay(const Histogram& memory, std::string_view origin,
                 int64_t at_seconds) {
  const ValueCount* best = memory.Find(DayName(origin, at_seconds));
  return best == nullptr ? 0 : best->peak_centibits / 100.0;
}

bool RaisesAlert(double bits, double best_before, double threshold_bits) {
  return bits >= threshold_bits && best_before < threshold_bits;
}

bool CountForAlerts(double bits, bool alert, std::string_view origin,
                    int64_t at_seconds, Histogram& memory, Histogram& alerts) {
  if (!alert && StepOf(bits) == 0) return false;
  const double best = BestOfDay(memory, origin, at_seconds);
  if (!alert && StepOf(bits) <= StepOf(best)) return false;
  const std::string name = DayName(origin, at_seconds);
  memory.CountAs(Histogram::As::kCall, name, at_seconds);
  memory.Note(name, Centibits(bits));
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
  for (int step = StepOf(best) + 1; step <= StepOf(bits); ++step) {
    alerts.CountAs(Histogram::As::kCall, StepName(step), at_seconds);
  }
  return true;
}

}  // namespace farcall
