// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "scoring/counts/boxed.h"
#include "scoring/counts/histogram.h"
#include "scoring/event/entity.h"
#include "scoring/records/alert_distribution.h"
#include "scoring/records/attribute.h"
#include "scoring/records/day_alerts.h"
#include "scoring/records/day_bests.h"
#include "scoring/records/episodes.h"
#include "scoring/records/failure_windows.h"
#include "scoring/records/network_answers.h"
#include "scoring/records/short_memory.h"

namespace farcall {

// All that is kept of one entity: its habits, a histogram for each attribute,
// and what detectors and alerts keep by time or by place.
class Baseline {
 public:
  struct Habit {
    Attribute attribute;
    Histogram histogram{};

    bool operator==(const Habit&) const = default;
  };

  // An empty histogram where nothing was counted.
  const Histogram& Of(Attribute attribute) const {
    const auto number = static_cast<size_t>(attribute);
    if (number >= places_.size()) return OfUnknown(attribute);
    return places_[number] == 0 ? kEmpty
                                : habits_[places_[number] - 1].histogram;
  }
  // The same, to be changed; moves the other histograms if it is new.
  Histogram& At(Attribute attribute) {
    const auto number = static_cast<size_t>(attribute);
    return number < places_.size() && places_[number] != 0
               ? habits_[places_[number] - 1].histogram
               : Add(attribute);
  }
  // Ascending by attribute; some may be empty.
  const std::vector<Habit>& habits() const { return habits_; }

  // Of a principal.
  ShortMemory memory{};
  NetworkAnswers answers{};
  DayBests bests{};
  Boxed<DayAlerts> alerts{};
  Boxed<Episodes> episodes{};
  // Of a principal, and of an account.
  Boxed<FailureWindows> failures{};
  // Of a tenant.
  Boxed<AlertDistribution> distribution{};

  // Habits and other parts that are not empty.
  size_t CountParts() const;
  bool empty() const { return CountParts() == 0; }

  bool operator==(const Baseline& other) const;

 private:
  static const Histogram kEmpty;

  // Of an attribute that a newer binary counted.
  const Histogram& OfUnknown(Attribute attribute) const;
  Histogram& Add(Attribute attribute);

  std::vector<Habit> habits_;
  // By attribute: its index among the habits, and 1; 0 = it has none.
  std::array<uint8_t, kAttributeEnd> places_{};
};

}  // namespace farcall
