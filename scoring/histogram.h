// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "scoring/value_count.h"

namespace farcall {

// Kinds in one histogram; the least recent makes room, what has a verdict in
// force last.
inline constexpr size_t kValuesMax = 1024;
// Values of one histogram that may have a verdict, so that there is room for
// what is seen.
inline constexpr size_t kVerdictsMax = kValuesMax / 2;

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
  // Changes counts as no event does (histogram_edit.h). `change` must leave the
  // values ascending by value, without repeats. Then periods without calls and
  // those that are too old go, and values without periods or verdict.
  void Edit(absl::FunctionRef<void(std::vector<ValueCount>&)> change);

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
  struct Seen {
    int64_t first_seconds = 0;
    int64_t last_seconds = 0;
  };
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

// How many days (UTC) any value was seen on, of the days that are kept. Only
// where values are counted by hours.
int64_t DaysSeen(const Histogram& histogram);

}  // namespace farcall
