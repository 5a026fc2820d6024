// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "scoring/counts/on_demand.h"
#include "scoring/counts/value_count.h"

namespace farcall {

// Finds the value with the least key of a full histogram, again and again,
// without a look at all values each time. `kKey` is a time of ValueCount; of
// equal keys the first text is less.
//
// Invariants, from Rebuild() on:
// 1. few_ ascends by (key, text as it was when its entry was added).
// 2. A value whose (key, text) is less than the bound has an entry with its
//    key, or with a lower key that it had before.
// 3. Other entries are stale: their value has another key by now. Least() drops
//    them, or adds them again by their present key.
// So the first entry that is not stale is the least value; where none is left,
// Rebuild() looks at all values, once in kFew times.
template <int64_t ValueCount::*kKey>
class EvictionOrder {
 public:
  // The number of the least of `values`, which must not be empty.
  uint16_t Least(const std::vector<ValueCount>& values) {
    while (true) {
      if (few_.empty()) Rebuild(values);
      const Entry least = few_.front();
      const int64_t key = KeyOf(values, least.number);
      if (key == least.key) return least.number;
      few_.erase(few_.begin());
      if (key > least.key) Note(values, least.number);
    }
  }

  // Tells that a value is new, or that its key became less.
  void Note(const std::vector<ValueCount>& values, uint16_t number) {
    const Entry entry{KeyOf(values, number), number};
    if (few_.empty() || entry.key > bound_key_ ||
        (entry.key == bound_key_ && values[number].value >= bound_text_)) {
      return;
    }
    few_.insert(std::ranges::upper_bound(few_, entry,
                                         [&](const Entry& a, const Entry& b) {
                                           return IsLess(values, a, b);
                                         }),
                entry);
  }

  // Least(), whose value is about to go. Another may have its number then.
  uint16_t TakeLeast(const std::vector<ValueCount>& values) {
    const uint16_t number = Least(values);
    few_.erase(few_.begin());
    return number;
  }

 private:
  static constexpr size_t kFew = 64;

  struct Entry {
    int64_t key = 0;
    uint16_t number = 0;
  };

  static int64_t KeyOf(const std::vector<ValueCount>& values, uint16_t number) {
    return values[number].*kKey;
  }

  static bool IsLess(const std::vector<ValueCount>& values, const Entry& a,
                     const Entry& b) {
    return a.key != b.key ? a.key < b.key
                          : values[a.number].value < values[b.number].value;
  }

  void Rebuild(const std::vector<ValueCount>& values) {
    few_.resize(values.size());
    for (size_t i = 0; i < values.size(); ++i) {
      const auto number = static_cast<uint16_t>(i);
      few_[i] = {KeyOf(values, number), number};
    }
    const auto is_less = [&](const Entry& a, const Entry& b) {
      return IsLess(values, a, b);
    };
    bound_key_ = std::numeric_limits<int64_t>::max();
    bound_text_.clear();
    if (few_.size() > kFew) {
      const auto bound = few_.begin() + kFew;
      std::nth_element(few_.begin(), bound, few_.end(), is_less);
      bound_key_ = bound->key;
      bound_text_ = values[bound->number].value;
      few_.resize(kFew);
    }
    std::ranges::sort(few_, is_less);
  }

  std::vector<Entry> few_;
  int64_t bound_key_ = 0;
  std::string bound_text_;
};

// The order in which the values of one histogram go, and were first seen.
class Evictions {
 public:
  struct Orders {
    EvictionOrder<&ValueCount::last_seen_seconds> by_last_seen;
    EvictionOrder<&ValueCount::first_seen_seconds> by_first_seen;
  };

  // Few histograms are ever full.
  Orders& orders() { return orders_.Make(); }
  // Tells that a value is new, or was first seen earlier than it was.
  void Note(const std::vector<ValueCount>& values, uint16_t number) {
    Orders* orders = orders_.made();
    if (orders == nullptr) return;
    orders->by_last_seen.Note(values, number);
    orders->by_first_seen.Note(values, number);
  }
  // Tells that values went in another way, or have other numbers.
  void Clear() { orders_.Reset(); }

 private:
  OnDemand<Orders> orders_;
};

}  // namespace farcall
