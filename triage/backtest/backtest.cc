// SPDX-License-Identifier: Apache-2.0
#include "triage/backtest/backtest.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "scoring/batch/alert.h"
#include "scoring/detectors/fusion.h"
#include "triage/backtest/bits_after.h"

namespace farcall {
namespace {

// Names neither hold a zero byte.
std::string KeyOf(std::string_view principal, std::string_view origin,
                  bool unauthenticated) {
  std::string key(principal);
  key.push_back('\0');
  return key + AlertOrigin(origin, unauthenticated);
}

std::vector<BacktestAlert> MostFirst(
    const std::multimap<double, BacktestAlert>& alerts) {
  std::vector<BacktestAlert> listed;
  listed.reserve(alerts.size());
  for (auto it = alerts.rbegin(); it != alerts.rend(); ++it) {
    listed.push_back(it->second);
  }
  return listed;
}

}  // namespace

Backtest::Backtest(const Model& model, BacktestSettings settings,
                   size_t alerts_kept_max)
    : model_(model),
      settings_(std::move(settings)),
      alerts_kept_max_(alerts_kept_max) {
  model_.alert_threshold =
      settings_.alert_threshold.value_or(model.alert_threshold);
  model_.alert_budget = settings_.alert_budget.value_or(model.alert_budget);
}

void Backtest::AddDay(int64_t day, std::vector<LedgerEntry> entries,
                      bool is_counted) {
  std::ranges::sort(entries, {}, [](const LedgerEntry& entry) {
    return std::tie(entry.at_seconds, entry.event_id);
  });
  BacktestDay counts{.day = day};
  for (const LedgerEntry& entry : entries) {
    const double bits = BitsAfter(model_, settings_.detectors_off, entry);
    const bool raises = Raises(entry, bits);
    if (!is_counted || (!entry.reached && !raises)) continue;
    counts.before += entry.reached ? 1 : 0;
    counts.after += raises ? 1 : 0;
    alerts_[KeyOf(entry.principal, entry.origin, entry.unauthenticated)][day] =
        raises;
    if (raises == entry.reached) continue;
    ++(raises ? added_count_ : dropped_count_);
    raises ? Keep(bits, entry, bits, added_)
           : Keep(entry.bits, entry, bits, dropped_);
  }
  before_ += counts.before;
  after_ += counts.after;
  if (is_counted) days_.push_back(counts);
}

bool Backtest::KeepsThreshold() const {
  return !settings_.alert_threshold.has_value() &&
         !settings_.alert_budget.has_value() && settings_.detectors_off == 0;
}

bool Backtest::Raises(const LedgerEntry& entry, double bits) {
  // What is planned neither raises an alert nor counts for the budget.
  if (settings_.covers && settings_.covers(entry)) return false;
  if (KeepsThreshold()) return entry.reached;
  const double fixed = BitsOfScore(model_, model_.alert_threshold);
  if (model_.alert_budget <= 0) return bits >= fixed;
  const int64_t at_seconds = entry.at_seconds;
  double threshold = AlertThresholdBits(distribution_, model_, at_seconds);
  if (entry.unauthenticated) threshold = std::max(threshold, fixed);
  Principal& own = principals_[entry.principal];
  const bool raises =
      bits >= threshold &&
      HasAlertLeft(distribution_, own.raised, model_, bits, at_seconds);
  if (raises) {
    own.raised.Note(AlertOrigin(entry.origin, entry.unauthenticated),
                    at_seconds);
  }
  if (entry.unauthenticated) return raises;
  const auto count = CountForBudget(model_, bits, CountedAs::kLive, at_seconds,
                                    own.bests, distribution_);
  if (count.has_value()) {
    own.bests.Raise(count->best_centibits, at_seconds);
    CountBudget(*count, at_seconds, distribution_);
  }
  return raises;
}

void Backtest::Keep(double bits, const LedgerEntry& entry, double bits_after,
                    ByBits& alerts) const {
  if (alerts_kept_max_ == 0) return;
  if (alerts.size() >= alerts_kept_max_) {
    if (bits <= alerts.begin()->first) return;
    alerts.erase(alerts.begin());
  }
  alerts.emplace(bits, BacktestAlert{.entry = entry, .bits_after = bits_after});
}

std::vector<BacktestAlert> Backtest::added() const { return MostFirst(added_); }

std::vector<BacktestAlert> Backtest::dropped() const {
  return MostFirst(dropped_);
}

AlertsAfter Backtest::AlertsOf(std::string_view principal,
                               std::string_view origin, bool unauthenticated,
                               int64_t first_day, int64_t last_day) const {
  const auto found = alerts_.find(KeyOf(principal, origin, unauthenticated));
  if (found == alerts_.end()) return AlertsAfter::kUnknown;
  AlertsAfter after = AlertsAfter::kUnknown;
  for (auto it = found->second.lower_bound(first_day);
       it != found->second.end() && it->first <= last_day; ++it) {
    if (it->second) return AlertsAfter::kLeft;
    after = AlertsAfter::kGone;
  }
  return after;
}

}  // namespace farcall
