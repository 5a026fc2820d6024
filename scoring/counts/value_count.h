// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <bitset>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/container/inlined_vector.h"

namespace farcall {

// The grid of time that counts are kept on. On disk: changing one of these is a
// new format version.
inline constexpr int64_t kSlotSeconds = 3600;  // a burst within is one
inline constexpr int64_t kSlotsPerDay = 24;
inline constexpr int64_t kPeriodSeconds =
    15 * 24 * 3600;  // counts are summed by it
inline constexpr int64_t kSlotsPerPeriod = kPeriodSeconds / kSlotSeconds;
inline constexpr int64_t kPeriodsKept = 12;  // 180 days before the newest event

constexpr int64_t PeriodOf(int64_t at_seconds) {
  return at_seconds / kPeriodSeconds;
}
// The first period that is kept beside the newest one.
constexpr int64_t OldestKept(int64_t newest_period) {
  return newest_period - kPeriodsKept + 1;
}

inline constexpr int64_t kDaySeconds = 24 * 3600;
// The day (UTC) of a moment, counted from 1970-01-01.
constexpr int64_t DayOf(int64_t at_seconds) { return at_seconds / kDaySeconds; }

// Counts of one period of 15 days (number = Unix seconds / kPeriodSeconds).
struct PeriodCount {
  using Slots = std::bitset<kSlotsPerPeriod>;

  int64_t period = 0;
  uint64_t observations = 0;  // how often the value was seen, bursts apart
  uint64_t calls = 0;         // events
  // The hours in which it was seen, one observation each; empty where another
  // histogram decides what is an observation.
  Slots slots{};

  bool operator==(const PeriodCount&) const = default;
};

// Most values are of one period.
using PeriodCounts = absl::InlinedVector<PeriodCount, 1>;

// Drops the periods that `which` is true of.
template <typename Which>
void EraseIf(PeriodCounts& periods, Which which) {
  periods.erase(std::remove_if(periods.begin(), periods.end(), which),
                periods.end());
}

// Bits as they are kept.
inline uint32_t Centibits(double bits) {
  return static_cast<uint32_t>(std::lround(bits * 100));
}

// What people said of a value. On disk: never renumber.
enum class Verdict : uint8_t {
  kNone = 0,
  kBenign = 1,     // is usual from now on
  kMalicious = 2,  // is never learned
};

// A verdict, for how long, and since when.
struct Judgement {
  Verdict verdict = Verdict::kNone;
  // Unix seconds from which a benign verdict is over; 0 = it has no end.
  int64_t until_seconds = 0;
  // Unix time of the server when it was given: that of its entry in the audit.
  int64_t said_micros = 0;

  // The verdict on an event of that time.
  Verdict At(int64_t seconds) const {
    return until_seconds != 0 && seconds >= until_seconds ? Verdict::kNone
                                                          : verdict;
  }
  bool operator==(const Judgement&) const = default;
};

// All that is kept of one value (a country) of one entity.
struct ValueCount {
  std::string value{};
  // 0 of a value that was judged and has not been seen.
  int64_t first_seen_seconds = 0;
  int64_t last_seen_seconds = 0;
  // The most surprise that an event had with it, in hundredths of a bit; kept
  // where it decides something (quarantine, short memory), else 0.
  uint32_t peak_centibits = 0;
  Judgement judgement{};
  PeriodCounts periods{};  // ascending, no empty ones

  // What was judged need not have been.
  bool seen() const { return !periods.empty(); }
  uint64_t calls() const;
  uint64_t observations() const;

  bool operator==(const ValueCount&) const = default;
};

// The counts of a period among `periods`, which ascend; added if it is not
// there.
PeriodCount& FindOrAddPeriod(PeriodCounts& periods, int64_t period);

// The slots of `period` from one moment to before another.
PeriodCount::Slots SlotsBetween(int64_t period, int64_t from_seconds,
                                int64_t to_seconds);

// How many days (UTC) have a slot that is set.
int64_t CountDays(const PeriodCount::Slots& slots);

// Whether peers observe a place that was called from in these hours: they learn
// nothing from a visit of one day.
bool IsGivenToPeers(const PeriodCount::Slots& slots);

// Whether the value was seen in an hour from one full hour to before another.
// Only where a value is counted by hours.
bool WasSeenWithin(const ValueCount& value, int64_t from_seconds,
                   int64_t to_seconds);

// The full hour that the value was last seen in up to a moment, as Unix
// seconds; 0 if it was not in the moment's own hour nor in the `hours_back`
// before it, or if that is not kept. What was seen later does not hide it,
// unless both lie within the moment's own hour.
int64_t LastHourBy(const ValueCount& value, int64_t at_seconds,
                   int64_t hours_back);

}  // namespace farcall
