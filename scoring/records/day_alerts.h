// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

#include "scoring/counts/histogram.h"

namespace farcall {

// Which of a day's alerts stop an event from raising another.
enum class AlertsOf {
  kDay,     // all, also later ones: an event that comes late raises no second
  kMoment,  // those up to the event: whether it would have raised one then
};

// The alerts that a principal raised: the hours in which each origin raised
// one. Only age (180 days) and the number of origins (1,024) bound it. Whoever
// raised alerts from 1,024 origins raises those from all others as from one. So
// no alert makes room for another, and none is raised twice on a day.
class DayAlerts {
 public:
  DayAlerts() = default;
  // From what a store kept.
  explicit DayAlerts(Histogram origins) : origins_(std::move(origins)) {}

  bool empty() const { return origins_.empty(); }
  // Counted by hours.
  const Histogram& origins() const { return origins_; }

  // Whether an event may raise an alert: none was raised on its day (UTC) from
  // `origin`, and it is not too old for its alert to be kept.
  bool MayRaise(std::string_view origin, int64_t at_seconds,
                AlertsOf which) const;
  // Whether any origin raised one on a day.
  bool RaisedOn(int64_t day) const;
  // Keeps that an alert was raised.
  void Note(std::string_view origin, int64_t at_seconds);

  bool operator==(const DayAlerts&) const = default;

 private:
  Histogram origins_;
};

}  // namespace farcall
