// SPDX-License-Identifier: Apache-2.0
#include "tests/model/shrink.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace farcall {
namespace {

class Shrinker {
 public:
  Shrinker(Sequence sequence, const std::function<bool(const Sequence&)>& fails,
           int attempts_max)
      : sequence_(std::move(sequence)),
        fails_(fails),
        attempts_left_(attempts_max) {}

  Sequence Make() {
    bool smaller = true;
    while (smaller && attempts_left_ > 0) {
      smaller =
          TakeOut([](Sequence& sequence) { return &sequence.operations; });
      for (size_t i = 0; i < sequence_.operations.size(); ++i) {
        if (!IsBatch(sequence_.operations[i])) continue;
        smaller |= TakeOut(
            [i](Sequence& sequence) { return &sequence.operations[i].calls; });
      }
      smaller |= MakeUsual();
    }
    return std::move(sequence_);
  }

 private:
  bool Try(Sequence candidate) {
    if (candidate == sequence_ || attempts_left_ == 0) return false;
    --attempts_left_;
    if (!fails_(candidate)) return false;
    sequence_ = std::move(candidate);
    return true;
  }

  // Takes chunks out of a list of the sequence, large ones first.
  template <typename ListOf>
  bool TakeOut(const ListOf& list_of) {
    bool any = false;
    const size_t all = list_of(sequence_)->size();
    for (size_t chunk = all; chunk > 0; chunk /= 2) {
      size_t at = 0;
      while (at < list_of(sequence_)->size()) {
        Sequence candidate = sequence_;
        auto& list = *list_of(candidate);
        const auto from = list.begin() + static_cast<std::ptrdiff_t>(at);
        const auto left = static_cast<size_t>(list.end() - from);
        list.erase(from,
                   from + static_cast<std::ptrdiff_t>(std::min(chunk, left)));
        if (Try(std::move(candidate))) {
          any = true;
        } else {
          at += chunk;
        }
      }
    }
    return any;
  }

  bool MakeUsual() {
    bool any = false;
    Sequence synced = sequence_;
    synced.promise = Promise::kSynced;
    any |= Try(std::move(synced));
    for (size_t i = 0; i < sequence_.operations.size(); ++i) {
      any |= Set(i, &Operation::tenant);
      for (size_t j = 0; j < sequence_.operations[i].calls.size(); ++j) {
        any |= Set(i, j, &Call::failed);
        any |= Set(i, j, &Call::unauthenticated);
        any |= Set(i, j, &Call::client);
        any |= Set(i, j, &Call::command);
        any |= Set(i, j, &Call::country);
        any |= Set(i, j, &Call::caller);
      }
    }
    return any;
  }

  // Tries the first of what a field can be.
  template <typename Field>
  bool Set(size_t operation, Field Operation::*field) {
    Sequence candidate = sequence_;
    candidate.operations[operation].*field = Field();
    return Try(std::move(candidate));
  }
  template <typename Field>
  bool Set(size_t operation, size_t call, Field Call::*field) {
    // The caller of an event that is judged is named twice.
    if (!IsBatch(sequence_.operations[operation])) return false;
    Sequence candidate = sequence_;
    candidate.operations[operation].calls[call].*field = Field();
    return Try(std::move(candidate));
  }

  Sequence sequence_;
  const std::function<bool(const Sequence&)>& fails_;
  int attempts_left_;
};

}  // namespace

Sequence Shrink(Sequence sequence,
                const std::function<bool(const Sequence&)>& fails,
                int attempts_max) {
  return Shrinker(std::move(sequence), fails, attempts_max).Make();
}

}  // namespace farcall
