// SPDX-License-Identifier: Apache-2.0
#include "scoring/counts/prefix_sums.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace farcall {
namespace {

constexpr uint32_t kMost = std::numeric_limits<uint32_t>::max();

uint32_t Narrow(uint64_t n) {
  return static_cast<uint32_t>(std::min<uint64_t>(n, kMost));
}

// Without a branch for each, so that the compiler uses vector instructions.
uint64_t CountOf(const std::vector<uint32_t>& numbers, size_t end,
                 uint32_t least) {
  uint32_t count = 0;
  for (size_t i = 0; i < end; ++i) count += numbers[i] >= least ? 1 : 0;
  return count;
}

}  // namespace

int64_t PrefixOf(std::string_view value) {
  int64_t number = 0;
  std::from_chars(value.data(), value.data() + value.size(), number);
  return number;
}

PrefixSums::Counts PrefixSums::CountAtLeast(int64_t below, uint64_t calls,
                                            uint64_t values) const {
  const auto end = static_cast<size_t>(
      std::ranges::lower_bound(numbers_, below) - numbers_.begin());
  return {.by_calls = CountOf(calls_, end, Narrow(calls)),
          .by_values = CountOf(values_, end, Narrow(values))};
}

void PrefixSums::Build(OrderedView<ValueCount> values) {
  built_ = true;
  numbers_.clear();
  calls_.clear();
  values_.clear();
  for (const ValueCount& value : values) {
    if (value.seen()) Add(value.value, value.calls(), 1);
  }
}

void PrefixSums::Add(std::string_view value, Call call) {
  if (built_) Add(value, 1, call == Call::kFirst ? 1 : 0);
}

size_t PrefixSums::Find(int64_t number) {
  // Most calls are of the newest number.
  if (!numbers_.empty() && numbers_.back() == number) {
    return numbers_.size() - 1;
  }
  const auto it = std::ranges::lower_bound(numbers_, number);
  const auto at = it - numbers_.begin();
  if (it == numbers_.end() || *it != number) {
    numbers_.insert(it, number);
    calls_.insert(calls_.begin() + at, 0);
    values_.insert(values_.begin() + at, 0);
  }
  return static_cast<size_t>(at);
}

void PrefixSums::Add(std::string_view value, uint64_t calls, uint32_t values) {
  const size_t at = Find(PrefixOf(value));
  calls_[at] = Narrow(calls_[at] + calls);
  values_[at] += values;
}

}  // namespace farcall
