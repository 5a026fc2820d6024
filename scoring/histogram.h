// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scoring/slot_window.h"

namespace farcall {

// The grid of time that counts are kept on. On disk: changing one of these is a
// new format version.
inline constexpr int64_t kSlotSeconds =
    3600;  // a burst within a slot is one observation
inline constexpr int64_t kPeriodSeconds =
    15 * 24 * 3600;  // observations are summed by period of 15 days
inline constexpr int64_t kPeriodsKept =
    12;  // and kept for 180 days before the newest event
inline constexpr size_t kValuesMax =
    1024;  // kinds in one histogram; the least recent makes room

// Sums of one period of 15 days (number = Unix seconds / kPeriodSeconds).
struct PeriodCount {
  int64_t period = 0;
  uint64_t observations = 0;  // slots in which the value was seen
  uint64_t calls = 0;         // events

  bool operator==(const PeriodCount&) const = default;
};

// All that is kept of one value (a country) of one entity.
struct ValueCount {
  std::string value{};
  int64_t first_seen_seconds = 0;
  int64_t last_seen_seconds = 0;
  SlotWindow recent{};  // slots up to the newest event
  SlotWindow late{};    // slots of a backfill that lies before `recent`; empty
                        // but for such
  std::vector<PeriodCount> periods{};  // ascending, no empty ones

  uint64_t calls() const;
  uint64_t observations() const;

  bool operator==(const ValueCount&) const = default;
};

// What an observation weighs, by its age.
struct Decay {
  double half_life_seconds = 30.0 * 24 * 3600;  // > 0
  // A value weighs nothing until this long after it was first seen: what is new
  // cannot become usual by being repeated within the day. >= 0.
  int64_t settling_seconds = 24 * 3600;

  // Weight in (0, 1] at `at_seconds` of one observation made in `period`; 1 for
  // a period not yet half over.
  double Weight(int64_t period, int64_t at_seconds) const;
};

// Counts of the values of one attribute for one entity: integers by period, so
// that the order in which events arrive within 64 hours does not change them,
// to the last bit (ADR 0005). Decay is applied when a histogram is read.
class Histogram {
 public:
  // Counts one event. Ignores one older than kPeriodsKept periods or more
  // before the newest event counted.
  void Count(std::string_view value, int64_t event_time_seconds);

  const ValueCount* Find(std::string_view value) const;
  const std::vector<ValueCount>& values() const {
    return values_;
  }  // ascending by value
  bool empty() const { return values_.empty(); }

  uint64_t calls() const;
  uint64_t observations() const;
  int64_t first_seen_seconds() const;  // 0 when empty
  int64_t last_seen_seconds() const;   // 0 when empty

  // Rebuilds a histogram from what a store kept; `values` ascending by value,
  // without repeats.
  static Histogram FromValues(std::vector<ValueCount> values);

  bool operator==(const Histogram&) const = default;

 private:
  void ForgetBefore(int64_t period);
  void MakeRoom();

  std::vector<ValueCount> values_;
  int64_t newest_period_ = 0;  // of all values; 0 when empty
};

// A histogram seen from one moment: decayed weights in units of observations.
struct DecayedCounts {
  double total = 0;       // N, of values that have settled
  double discounted = 0;  // sum of min(discount, n_v): what smoothing takes
                          // from the seen for the unseen
  double largest = 0;     // n of the most usual value
  std::string_view most_usual;  // that value; empty when the histogram is;
                                // points into the histogram
};

DecayedCounts Summarise(const Histogram& histogram, const Decay& decay,
                        double discount, int64_t at_seconds);
double DecayedCount(const ValueCount& value, const Decay& decay,
                    int64_t at_seconds);

}  // namespace farcall
