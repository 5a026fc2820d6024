// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bitset>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"

namespace farcall {

// The grid of time that counts are kept on. On disk: changing one of these is a
// new format version.
inline constexpr int64_t kSlotSeconds = 3600;  // a burst within is one
inline constexpr int64_t kSlotsPerDay = 24;
inline constexpr int64_t kPeriodSeconds =
    15 * 24 * 3600;  // counts are summed by it
inline constexpr int64_t kSlotsPerPeriod = kPeriodSeconds / kSlotSeconds;
inline constexpr int64_t kPeriodsKept = 12;  // 180 days before the newest event
// Kinds in one histogram; the least recent makes room, what has a verdict in
// force last.
inline constexpr size_t kValuesMax = 1024;
// Values of one histogram that may have a verdict, so that there is room for
// what is seen.
inline constexpr size_t kVerdictsMax = kValuesMax / 2;

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
  std::vector<PeriodCount> periods{};  // ascending, no empty ones

  // What was judged need not have been.
  bool seen() const { return !periods.empty(); }
  uint64_t calls() const;
  uint64_t observations() const;

  bool operator==(const ValueCount&) const = default;
};

// Counts of the values of one attribute for one entity: integers by period, so
// that the order in which events arrive does not change them, to the last bit
// (ADR 0005). Decay is applied when a histogram is read.
class Histogram {
 public:
  // What an event adds to its value: nothing but a call, or an observation in
  // an hour. The hour may be the first of its period of 15 days, or the first
  // of the second day (UTC) within it.
  enum class News { kCall, kHour, kPeriod, kSecondDay };

  // Counts one event; each hour in which a value is seen is one observation.
  // Ignores an event kPeriodsKept periods or more before the newest one
  // counted.
  News Count(std::string_view value, int64_t event_time_seconds);

  // Counts one event of which another histogram has decided whether it is an
  // observation. A value is counted in this way or by hours, never in both:
  // what came of it could not be written.
  enum class As { kCall, kObservation };
  void CountAs(As as, std::string_view value, int64_t event_time_seconds);

  // Whether an event is so much older than the newest one counted that it is
  // not counted: kPeriodsKept periods or more.
  bool IsTooOld(int64_t event_time_seconds) const;

  // Raises the peak of a value that is there.
  void Note(std::string_view value, uint32_t centibits);
  // Sets the verdict on a value, which is added if it is not there, as one that
  // was not seen. A verdict of kNone takes back what was said.
  void Judge(std::string_view value, const Judgement& judgement);
  // Whether kVerdictsMax allows a verdict on the value.
  bool TakesVerdict(std::string_view value) const;
  // Forgets values not seen since, and all but the `values_max` last seen.
  void KeepRecent(int64_t since_seconds, size_t values_max);
  // Forgets the values that `which` is true of; how many there were.
  size_t Drop(absl::FunctionRef<bool(const ValueCount&)> which);

  // Takes counts of a value away, or adds them, by period; slots are not looked
  // at. Never below zero; a period without calls goes, and a value without
  // periods. Adding leaves out periods that are too old or without calls; if
  // there are others, the value has been seen in the time given too.
  void Subtract(std::string_view value, std::span<const PeriodCount> counts);
  struct Seen {
    int64_t first_seconds = 0;
    int64_t last_seconds = 0;
  };
  void Add(std::string_view value, std::span<const PeriodCount> counts,
           Seen seen);

  // What ForgetHours took from one value.
  struct Forgotten {
    std::string value{};
    Verdict verdict = Verdict::kNone;  // on it
    uint64_t observations = 0;
    // By period, of what GivenToPeers tells: what is no longer so.
    std::vector<PeriodCount> given{};
  };

  // Forgets the hours from one moment to before another, both at the full hour.
  // A period that lies within loses its calls, of one that is cut they shrink
  // with its observations (how many calls an hour had is not kept). First and
  // last seen move to the hours that are left. What has no calls left goes, but
  // for verdicts: what has one stays as a value that was not seen.
  std::vector<Forgotten> ForgetHours(int64_t from_seconds, int64_t to_seconds);

  const ValueCount* Find(std::string_view value) const;
  const std::vector<ValueCount>& values() const {
    return values_;
  }  // ascending by value
  bool empty() const { return values_.empty(); }

  uint64_t calls() const { return sums_.calls; }
  uint64_t observations() const { return sums_.observations; }
  int64_t first_seen_seconds() const {
    return sums_.seen.first_seconds;
  }  // 0 when empty
  int64_t last_seen_seconds() const {
    return sums_.seen.last_seconds;
  }  // 0 when empty

  // Goes up with every change but a mere call of a value that is there.
  uint64_t changes() const { return changes_; }

  // What of a value changed since MarkStored.
  struct Unstored {
    static constexpr int64_t kNoPeriod = std::numeric_limits<int64_t>::max();

    bool any = false;  // if only when it was seen, its peak or its verdict
    int64_t from_period = kNoPeriod;  // counts of this period and later ones
    bool slots = false;               // and their slots

    bool operator==(const Unstored&) const = default;
  };
  // Whether nothing changed.
  bool all_stored() const { return all_stored_; }
  // Whether unstored() does not tell all: the histogram never was stored, or
  // values or periods went.
  bool to_store_whole() const { return to_store_whole_; }
  // In the order of values().
  std::span<const Unstored> unstored() const { return unstored_; }
  void MarkStored();
  // Takes up what changed elsewhere since: each value takes the place of its
  // namesake but for periods it does not have, and its slots where it has none.
  // Does not check what comes out.
  void TakeUp(std::vector<ValueCount> changes);

  // Rebuilds a histogram from what a store kept; `values` ascending by value,
  // without repeats.
  static Histogram FromValues(std::vector<ValueCount> values);

  bool operator==(const Histogram& other) const {
    return values_ == other.values_;
  }

 private:
  // Of all values.
  struct Sums {
    uint64_t calls = 0;
    uint64_t observations = 0;
    Seen seen{};
  };

  // The counts that an event belongs to; nullptr if it is too old.
  struct Taken {
    ValueCount* value = nullptr;
    PeriodCount* count = nullptr;
  };
  Taken Take(std::string_view value, int64_t event_time_seconds);
  void Observe(PeriodCount& count);
  void MarkUnstored(const ValueCount& value, Unstored what);
  // The value, added where it is not there.
  ValueCount& FindOrAdd(std::string_view value);
  // The same, seen in that time too.
  ValueCount& FindOrAdd(std::string_view value, Seen seen);
  void ForgetBefore(int64_t period);
  void MakeRoom();
  // Drops periods without calls, then what DropUnkept does.
  void DropEmpty();
  // Drops values that were not seen and have no verdict by which an event could
  // still be judged.
  void DropUnkept();
  // After values or periods went.
  void SumUp();

  std::vector<ValueCount> values_;
  int64_t newest_period_ = 0;  // of all values; 0 when empty
  Sums sums_;
  uint64_t changes_ = 0;
  bool all_stored_ = false;
  bool to_store_whole_ = true;
  std::vector<Unstored> unstored_;
};

// What a principal gave to its peers by calling from a place: its calls by
// period, and one observation of each period in which it called from there on
// two days (UTC) or more. Only where values are counted by hours.
std::vector<PeriodCount> GivenToPeers(const ValueCount& value);

// How many days (UTC) any value was seen on, of the days that are kept. Only
// where values are counted by hours.
int64_t DaysSeen(const Histogram& histogram);

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
