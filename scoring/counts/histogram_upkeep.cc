// SPDX-License-Identifier: Apache-2.0
// What seldom happens to a histogram: verdicts, edits, and values that go.
#include <algorithm>
#include <limits>
#include <numeric>
#include <ranges>
#include <utility>

#include "scoring/counts/histogram.h"
#include "scoring/counts/number_search.h"

namespace farcall {

void Histogram::Judge(std::string_view value, const Judgement& judgement) {
  if (judgement.verdict == Verdict::kNone && Find(value) == nullptr) return;
  const uint16_t number = FindOrAdd(HashedText(value));
  values_[number].judgement = judgement;
  kept_sums_.Reset();
  CountJudged();
  if (judgement.verdict == Verdict::kNone) DropUnkept();
}

size_t Histogram::CountVerdicts() const {
  return static_cast<size_t>(
      std::ranges::count_if(values_, [](const ValueCount& value) {
        return value.judgement.verdict != Verdict::kNone;
      }));
}

void Histogram::Edit(absl::FunctionRef<void(std::vector<ValueCount>&)> change) {
  std::vector<ValueCount> values = TakeValues();
  change(values);
  PutValues(std::move(values));
  DropEmpty();
  ForgetBefore(OldestKept(newest_period_));
  while (values_.size() > kValuesMax) MakeRoom();
}

std::vector<ValueCount> Histogram::TakeValues() {
  std::vector<ValueCount> values;
  values.reserve(order_.size());
  for (const uint16_t number : order_) {
    values.push_back(std::move(values_[number]));
  }
  PutValues({});
  return values;
}

void Histogram::PutValues(std::vector<ValueCount> values) {
  // Far more than a histogram may have: whoever reads them refuses so many.
  values.resize(std::min<size_t>(values.size(), DecayedCounts::kNone));
  values_ = std::move(values);
  hashes_.clear();
  for (const ValueCount& value : values_) {
    hashes_.push_back(HashedText(value.value).hash);
  }
  order_.resize(values_.size());
  std::iota(order_.begin(), order_.end(), uint16_t{0});
  SumUp();
}

size_t Histogram::EraseIf(absl::FunctionRef<bool(const ValueCount&)> which) {
  if (std::ranges::none_of(values_, which)) return 0;
  std::vector<ValueCount> values = TakeValues();
  const size_t erased = std::erase_if(values, which);
  PutValues(std::move(values));
  return erased;
}

void Histogram::CountJudged() {
  judged_ = static_cast<size_t>(
      std::ranges::count_if(values_, [](const ValueCount& value) {
        return value.judgement.verdict != Verdict::kNone || !value.seen();
      }));
}

void Histogram::SumUp() {
  kept_sums_.Reset();
  evictions_.Clear();
  CountJudged();
  sums_ = {};
  Seen& seen = sums_.seen;
  for (const ValueCount& value : values_) {
    if (!value.seen()) continue;
    seen.first_seconds = sums_.calls == 0 ? value.first_seen_seconds
                                          : std::min(seen.first_seconds,
                                                     value.first_seen_seconds);
    seen.last_seconds = std::max(seen.last_seconds, value.last_seen_seconds);
    sums_.calls += value.calls();
    sums_.observations += value.observations();
  }
}

Histogram Histogram::FromValues(std::vector<ValueCount> values) {
  Histogram histogram;
  histogram.PutValues(std::move(values));
  for (const ValueCount& value : histogram.values_) {
    if (value.seen()) {
      histogram.newest_period_ =
          std::max(histogram.newest_period_, value.periods.back().period);
    }
  }
  return histogram;
}

void Histogram::ForgetBefore(int64_t period) {
  for (ValueCount& value : values_) {
    if (!value.seen() || value.periods.front().period >= period) continue;
    farcall::EraseIf(value.periods, [period](const PeriodCount& count) {
      return count.period < period;
    });
  }
  DropUnkept();
}

void Histogram::DropEmpty() {
  newest_period_ = 0;
  for (ValueCount& value : values_) {
    farcall::EraseIf(value.periods,
                     [](const PeriodCount& count) { return count.calls == 0; });
    if (value.seen()) {
      newest_period_ = std::max(newest_period_, value.periods.back().period);
    }
  }
  DropUnkept();
}

void Histogram::DropUnkept() {
  const int64_t oldest_seconds = OldestKept(newest_period_) * kPeriodSeconds;
  for (ValueCount& value : values_) {
    if (value.seen()) continue;
    value = {.value = std::move(value.value), .judgement = value.judgement};
  }
  const size_t erased = EraseIf([oldest_seconds](const ValueCount& value) {
    return !value.seen() &&
           value.judgement.At(oldest_seconds) == Verdict::kNone;
  });
  if (erased == 0) SumUp();
}

uint16_t Histogram::Evict() {
  uint16_t number = 0;
  if (UsesEvictionOrder()) {
    number = evictions_.orders().by_last_seen.TakeLeast(values_);
  } else {
    const auto rank = [this](uint16_t other) {
      const ValueCount& value = values_[other];
      return std::pair(
          value.judgement.At(sums_.seen.last_seconds) != Verdict::kNone,
          value.last_seen_seconds);
    };
    number = *std::ranges::min_element(order_, {}, rank);
  }
  order_.erase(order_.begin() +
               static_cast<std::ptrdiff_t>(
                   FindNumber(std::span<const uint16_t>(order_), number)));
  kept_sums_.Remove(number);
  SubtractFromSums(number);
  return number;
}

void Histogram::SubtractFromSums(uint16_t number) {
  const ValueCount gone = std::exchange(values_[number], {});
  constexpr int64_t kLast = std::numeric_limits<int64_t>::max();
  values_[number].first_seen_seconds = kLast;
  values_[number].last_seen_seconds = kLast;
  if (judged_ > 0) return SumUp();
  sums_.calls -= gone.calls();
  sums_.observations -= gone.observations();
  // It was seen least recently: the last seen is another, if there is one.
  if (order_.empty()) {
    sums_.seen = {};
  } else if (gone.first_seen_seconds == sums_.seen.first_seconds) {
    const size_t first =
        UsesEvictionOrder()
            ? evictions_.orders().by_first_seen.Least(values_)
            : *std::ranges::min_element(order_, {}, [this](uint16_t other) {
                return values_[other].first_seen_seconds;
              });
    sums_.seen.first_seconds = values_[first].first_seen_seconds;
  }
}

void Histogram::CloseGap(uint16_t number) {
  const auto last = static_cast<uint16_t>(values_.size() - 1);
  if (number != last) {
    values_[number] = std::move(values_[last]);
    hashes_[number] = hashes_[last];
    order_[FindNumber(std::span<const uint16_t>(order_), last)] = number;
  }
  values_.pop_back();
  hashes_.pop_back();
  kept_sums_.Reset();
  evictions_.Clear();
}

}  // namespace farcall
