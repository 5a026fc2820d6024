// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "scoring/detectors/detector.h"
#include "scoring/detectors/model.h"
#include "scoring/findings/ledger_entry.h"
#include "scoring/records/alert_distribution.h"
#include "scoring/records/day_alerts.h"
#include "scoring/records/day_bests.h"

namespace farcall {

// What is tried. What is not set stays as it was.
struct BacktestSettings {
  std::optional<double> alert_threshold{};  // score, 0..99
  std::optional<int64_t> alert_budget{};    // alerts a day; 0 = none
  DetectorSet detectors_off = 0;            // besides those of the model
  // An exemption that would be there: whether it covers a call.
  std::function<bool(const LedgerEntry&)> covers{};
};

// Alerts of a day (UTC): principals and origins that raised one.
struct BacktestDay {
  int64_t day = 0;  // Unix days
  uint64_t before = 0;
  uint64_t after = 0;
};

// An alert that would be new, or gone.
struct BacktestAlert {
  LedgerEntry entry{};
  double bits_after = 0;
};

// What became of a principal's alerts from an origin on some days.
enum class AlertsAfter {
  kUnknown,  // none was raised, and none would be
  kLeft,     // at least one would be raised
  kGone,     // all that were raised would be gone
};

// Tries other settings on the ledger. The alerts before are those that were
// raised; those after come from the same rules (scoring/batch/alert.h), applied
// to the oddest call of each principal, origin and day, in the order of time.
// Where only an exemption is tried, the alerts after are those before that it
// does not cover. Of the alerts that would be new or gone the oddest are kept,
// by the bits that raise them.
class Backtest {
 public:
  // Days before the first counted one whose entries fill the budget: as many as
  // its threshold looks back.
  static constexpr int64_t kDaysBefore = 30;

  // `model`: the settings of now.
  Backtest(const Model& model, BacktestSettings settings,
           size_t alerts_kept_max);

  // The entries of a day; each day once, ascending. A day that is not counted
  // fills the budget alone.
  void AddDay(int64_t day, std::vector<LedgerEntry> entries, bool is_counted);

  std::span<const BacktestDay> days() const { return days_; }
  uint64_t before() const { return before_; }
  uint64_t after() const { return after_; }
  uint64_t added_count() const { return added_count_; }
  uint64_t dropped_count() const { return dropped_count_; }
  // Most bits first: after, and before.
  std::vector<BacktestAlert> added() const;
  std::vector<BacktestAlert> dropped() const;

  // By days from `first_day` to `last_day` that were counted.
  AlertsAfter AlertsOf(std::string_view principal, std::string_view origin,
                       bool unauthenticated, int64_t first_day,
                       int64_t last_day) const;

 private:
  struct Principal {
    DayBests bests{};
    DayAlerts raised{};
  };
  using ByBits = std::multimap<double, BacktestAlert>;

  // Whether only an exemption is tried.
  bool KeepsThreshold() const;
  // Whether the call would raise an alert.
  bool Raises(const LedgerEntry& entry, double bits);
  void Keep(double bits, const LedgerEntry& entry, double bits_after,
            ByBits& alerts) const;

  Model model_;
  const BacktestSettings settings_;
  const size_t alerts_kept_max_;
  AlertDistribution distribution_{};
  absl::flat_hash_map<std::string, Principal> principals_{};
  std::vector<BacktestDay> days_{};
  uint64_t before_ = 0;
  uint64_t after_ = 0;
  uint64_t added_count_ = 0;
  uint64_t dropped_count_ = 0;
  ByBits added_{};
  ByBits dropped_{};
  // Days on which a principal and origin raised an alert, before or after; and
  // whether after.
  absl::flat_hash_map<std::string, std::map<int64_t, bool>> alerts_{};
};

}  // namespace farcall
