// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "scoring/counts/decay.h"
#include "scoring/counts/value_count.h"

namespace farcall {

// The values that are most usual in a histogram.
struct UsualCounts {
  struct Counted {
    uint16_t number;  // of the value in its histogram
    double n;
  };

  // At most three are told.
  static constexpr size_t kMax = 3;
  absl::InlinedVector<Counted, kMax + 1> most{};  // most usual first
  double total = 0;  // of all; more than was seen, where people called some
                     // benign

  // Adds the next value, in the order of the histogram.
  void Add(uint16_t number, double n);
};

// What smoothing asks of a histogram at a moment.
struct HistogramSums {
  DecayedCounts counts{};
  std::optional<UsualCounts> usual{};  // when it was asked for
};

// The decayed counts of a histogram's values and their sums, kept from one
// question to the next. Most calls are one more of an hour and a value that
// have been counted: they change no sum. An observation changes the count of
// one value; the sums are then added up again from the counts that are kept, in
// the same order, so that they are equal to Summarise() to the last bit. In
// another hour all is worked out anew.
//
// Invariants, while there is a state with a key:
// 1. counts[i] is SummedCount() of value i for each moment of the key's hour in
//    [from_seconds, until_seconds) and each founding moment in (founded_after,
//    founded_until], but for the values that are named in `changed`.
// 2. Where `summed`, the sums are those of `counts`, in the histogram's order.
// 3. `usual`, where it is there, is of the same counts.
// What is worked out for a changed value narrows the ranges. They never become
// wider, and so stay true of the values that did not change.
//
// Not thread-safe, although At() does not change what the histogram counts.
class KeptSums {
 public:
  KeptSums();
  ~KeptSums();
  KeptSums(KeptSums&&) noexcept;
  KeptSums& operator=(KeptSums&&) noexcept;
  // A copy starts without sums.
  KeptSums(const KeptSums&);
  KeptSums& operator=(const KeptSums&);

  // Of `values` by number, summed in `order`. Valid until the next call.
  const HistogramSums& At(const std::vector<ValueCount>& values,
                          std::span<const uint16_t> order, const Moment& moment,
                          double discount);

  // The counts by number, as At() summed them last.
  std::span<const double> counts() const;
  // Keeps what is most usual with the sums that At() gave last.
  void KeepUsual(const UsualCounts& usual);

  // Tells that something of a value changed, or that it is new: it has the
  // number of a value that went, or the next one.
  void Change(uint16_t number) {
    if (state_ != nullptr) NoteChange(number);
  }
  // Tells that a value is about to go.
  void Remove(uint16_t number);
  // Tells that any other thing changed.
  void Reset();

 private:
  struct State;

  void NoteChange(uint16_t number);

  std::unique_ptr<State> state_;
};

}  // namespace farcall
