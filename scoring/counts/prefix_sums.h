// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "scoring/counts/ordered_view.h"
#include "scoring/counts/value_count.h"

namespace farcall {

// Sums of a histogram's values by the number that their texts begin with, as
// failed calls do with their quarter of an hour. Kept from when they are first
// asked for until a value goes; a call is added to them.
class PrefixSums {
 public:
  // Of all values below a number: how many numbers have as many calls, and how
  // many as many values.
  struct Counts {
    uint64_t by_calls = 0;
    uint64_t by_values = 0;
  };
  Counts CountAtLeast(int64_t below, uint64_t calls, uint64_t values) const;

  bool built() const { return built_; }
  void Build(OrderedView<ValueCount> values);
  // Adds a call of a value, which may be the first one.
  enum class Call { kFirst, kNext };
  void Add(std::string_view value, Call call);
  void Clear() { built_ = false; }

 private:
  size_t Find(int64_t number);
  void Add(std::string_view value, uint64_t calls, uint32_t values);

  bool built_ = false;
  std::vector<int64_t> numbers_;  // ascending
  std::vector<uint32_t> calls_;   // of the numbers, as far as 32 bits go
  std::vector<uint32_t> values_;  // of the numbers
};

// The number that a text begins with.
int64_t PrefixOf(std::string_view value);

}  // namespace farcall
