// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/functional/function_ref.h"
#include "scoring/counts/eviction_order.h"
#include "scoring/counts/hashed_text.h"
#include "scoring/counts/kept_sums.h"
#include "scoring/counts/ordered_view.h"
#include "scoring/counts/value_count.h"

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
//
// A value has a number, its place in an array, which stays as long as no value
// goes. Beside the array lie the order by text, hashes for look-ups, and the
// decayed sums of the hour last asked for. Not thread-safe: SumsAt() changes
// what is kept, although it is const.
class Histogram {
 public:
  // What an event adds to its value: nothing but a call, or an observation in
  // an hour. The hour may be the first of its period of 15 days, or the first
  // of the second day (UTC) within it.
  enum class News : uint8_t { kCall, kHour, kPeriod, kSecondDay };

  // Counts one event; each hour in which a value is seen is one observation.
  // Ignores an event kPeriodsKept periods or more before the newest one
  // counted.
  News Count(const HashedText& value, int64_t event_time_seconds);
  News Count(std::string_view value, int64_t event_time_seconds) {
    return Count(HashedText(value), event_time_seconds);
  }

  // Counts one event of which another histogram has decided whether it is an
  // observation. A value is counted in this way or by hours, never in both:
  // what came of it could not be written.
  enum class As { kCall, kObservation };
  void CountAs(As as, const HashedText& value, int64_t event_time_seconds);
  void CountAs(As as, std::string_view value, int64_t event_time_seconds) {
    CountAs(as, HashedText(value), event_time_seconds);
  }

  // Whether an event is so much older than the newest one counted that it is
  // not counted: kPeriodsKept periods or more.
  bool IsTooOld(int64_t event_time_seconds) const;

  // Raises the peak of a value that is there.
  void Note(const HashedText& value, uint32_t centibits);
  void Note(std::string_view value, uint32_t centibits) {
    Note(HashedText(value), centibits);
  }
  // Sets the verdict on a value, which is added if it is not there, as one that
  // was not seen. A verdict of kNone takes back what was said.
  void Judge(std::string_view value, const Judgement& judgement);
  // Values that have a verdict; kVerdictsMax may.
  size_t CountVerdicts() const;
  // Changes counts as no event does (histogram_edit.h). `change` must leave the
  // values ascending by value, without repeats. Then periods without calls and
  // those that are too old go, and values without periods or verdict.
  void Edit(absl::FunctionRef<void(std::vector<ValueCount>&)> change);

  const ValueCount* Find(const HashedText& value) const {
    const size_t number = NumberOf(value);
    return number < values_.size() ? &values_[number] : nullptr;
  }
  const ValueCount* Find(std::string_view value) const {
    return Find(HashedText(value));
  }
  // Ascending by value.
  OrderedView<ValueCount> values() const { return {values_.data(), order_}; }
  // The value with this number; its text and hash.
  const ValueCount& value(size_t number) const { return values_[number]; }
  HashedText text(size_t number) const {
    return {values_[number].value, hashes_[number]};
  }

  // The sums at a moment, kept until something changes them. Valid until the
  // histogram changes or is asked for another moment.
  const HistogramSums& SumsAt(const Moment& moment, double discount) const {
    return values_.empty() ? kNoSums
                           : kept_sums_.At(values_, order_, moment, discount);
  }
  // The counts by number that these sums are of. Not of an empty histogram.
  std::span<const double> SummedCounts() const { return kept_sums_.counts(); }
  // That of one of the histogram's values.
  double SummedCount(const ValueCount& value) const {
    return SummedCounts()[static_cast<size_t>(&value - values_.data())];
  }
  // Whether a value has a verdict, also one that is over.
  bool has_verdicts() const { return judged_ > 0; }
  // Keeps what is most usual with the sums that were last asked for.
  void KeepUsual(const UsualCounts& usual) const {
    if (!values_.empty()) kept_sums_.KeepUsual(usual);
  }
  bool empty() const { return values_.empty(); }

  uint64_t calls() const { return sums_.calls; }
  uint64_t observations() const { return sums_.observations; }
  int64_t first_seen_seconds() const {
    return sums_.seen.first_seconds;
  }  // 0 when empty
  int64_t last_seen_seconds() const {
    return sums_.seen.last_seconds;
  }  // 0 when empty

  // Takes up what changed elsewhere since: each value takes the place of its
  // namesake but for periods it does not have, and its slots where it has none.
  // Does not check what comes out.
  void TakeUp(std::vector<ValueCount> changes);

  // Rebuilds a histogram from what a store kept; `values` ascending by value,
  // without repeats.
  static Histogram FromValues(std::vector<ValueCount> values);

  bool operator==(const Histogram& other) const {
    return values() == other.values();
  }

 private:
  // Of an empty histogram, which threads may share.
  static const HistogramSums kNoSums;

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
    uint16_t number = 0;
    PeriodCount* count = nullptr;
  };
  Taken Take(const HashedText& value, int64_t event_time_seconds);
  // The same of any event, also the first one of a value or a period.
  Taken TakeAny(const HashedText& value, int64_t event_time_seconds);
  void Observe(const Taken& taken);
  // The number of the value; any that is not below values().size() if it is
  // not there.
  size_t NumberOf(const HashedText& value) const {
    // Scoring asks for a value, and then it is counted.
    const size_t last = found_;
    return last < hashes_.size() && hashes_[last] == value.hash &&
                   values_[last].value == value.text
               ? last
               : Search(value);
  }
  size_t Search(const HashedText& value) const;
  // The number of the value, added where it is not there.
  uint16_t FindOrAdd(const HashedText& value);
  // Notes that the value was seen at that time too.
  void See(uint16_t number, int64_t seconds);
  void ForgetBefore(int64_t period);
  // Lets the value go that was seen least recently, and gives its number,
  // which no value has then.
  uint16_t Evict();
  // Whether values go by an order that is kept: there are many, and none has a
  // verdict.
  bool UsesEvictionOrder() const {
    return judged_ == 0 && values_.size() > kValuesMax / 2;
  }
  // Takes a value that goes out of the sums, and leaves its number empty.
  void SubtractFromSums(uint16_t number);
  // Gives a number that no value has to the last value.
  void CloseGap(uint16_t number);
  // Lets one value go.
  void MakeRoom() { CloseGap(Evict()); }
  // Takes the values out, ascending, and puts others in.
  std::vector<ValueCount> TakeValues();
  void PutValues(std::vector<ValueCount> values);
  // Drops the values that `which` is true of; how many there were.
  size_t EraseIf(absl::FunctionRef<bool(const ValueCount&)> which);
  // Drops periods without calls, then what DropUnkept does.
  void DropEmpty();
  // Drops values that were not seen and have no verdict by which an event could
  // still be judged.
  void DropUnkept();
  void CountJudged();
  // After values or periods went.
  void SumUp();

  std::vector<ValueCount> values_;  // by number
  // Most histograms have few values: what is kept of these lies here.
  absl::InlinedVector<uint32_t, 4> hashes_;  // of their texts
  absl::InlinedVector<uint16_t, 8> order_;   // numbers, ascending by text
  int64_t newest_period_ = 0;                // of all values; 0 when empty
  Sums sums_;
  mutable KeptSums kept_sums_;
  Evictions evictions_;
  // Values with a verdict, also one that is over, or that never were seen.
  size_t judged_ = 0;
  mutable uint16_t found_ = 0;  // number that was last looked up
};

// How many days (UTC) any value was seen on, of the days that are kept. Only
// where values are counted by hours.
int64_t DaysSeen(const Histogram& histogram);

}  // namespace farcall
