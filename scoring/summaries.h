// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "scoring/decay.h"

namespace farcall {

// The values that are most usual in a histogram.
struct UsualCounts {
  struct Counted {
    const ValueCount* value;
    double n;
  };

  // At most three are told.
  static constexpr size_t kMax = 3;
  absl::InlinedVector<Counted, kMax + 1> most{};  // most usual first
  double total = 0;  // of all; more than was seen, where people called some
                     // benign
};

// What was worked out of a histogram.
struct Summary {
  const Histogram* histogram = nullptr;
  DecayedCounts counts{};
  std::optional<UsualCounts> usual{};  // when it was asked for

  // For which of its states, and for when, it holds.
  uint64_t changes = 0;
  int64_t at_seconds = 0;
  int64_t founded_seconds = 0;
};

// The sums of the histograms that the events of a batch ask, each worked out
// once for as long as it holds: most calls are one more of an hour and a place
// that have been counted. Not thread-safe.
class Summaries {
 public:
  // For histograms with numbers below `histograms`.
  Summaries(const Decay& decay, double discount, size_t histograms)
      : decay_(decay), discount_(discount), place_of_(histograms, kNone) {}

  Moment At(int64_t seconds);

  // Of the histogram with this number, which stays good until it is changed or
  // asked about another moment. A histogram that is asked with two foundations
  // (Moment::Founded) in turn has a number for each.
  Summary& Of(size_t number, const Histogram& histogram, const Moment& moment);

 private:
  static constexpr uint32_t kNone = static_cast<uint32_t>(-1);

  Decay decay_;
  double discount_;
  std::optional<Moment> last_;
  std::vector<uint32_t> place_of_;  // by number, in summaries_
  std::deque<Summary> summaries_;
};

}  // namespace farcall
