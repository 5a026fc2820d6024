// SPDX-License-Identifier: Apache-2.0
#include "scoring/counts/kept_sums.h"

#include <algorithm>
#include <limits>

namespace farcall {

struct KeptSums::State {
  // More are worked out as cheaply with all others.
  static constexpr size_t kChangedMax = 8;

  uint64_t hour_key = 0;  // of the moment; 0 = nothing is kept
  double discount = 0;
  int64_t from_seconds = 0;
  int64_t until_seconds = 0;
  int64_t founded_after = 0;
  int64_t founded_until = 0;
  bool summed = false;
  absl::InlinedVector<uint16_t, kChangedMax> changed{};
  absl::InlinedVector<double, 2> counts{};  // by number
  HistogramSums sums{};

  bool Holds(const Moment& moment, double with_discount) const {
    const int64_t founded = moment.decay().founded_seconds;
    return hour_key == moment.hour_key() && discount == with_discount &&
           moment.at_seconds() >= from_seconds &&
           moment.at_seconds() < until_seconds && founded > founded_after &&
           founded <= founded_until;
  }

  // Narrows the moments to those on the same side of a change.
  void StayOnThisSideOf(int64_t change_seconds, const Moment& moment) {
    if (moment.at_seconds() < change_seconds) {
      until_seconds = std::min(until_seconds, change_seconds);
    } else {
      from_seconds = std::max(from_seconds, change_seconds);
    }
  }

  // Narrows the ranges to those for which the value counts as it does now.
  void StayAsOf(const ValueCount& value, const Moment& moment) {
    const int64_t at_seconds = moment.at_seconds();
    const Judgement& judgement = value.judgement;
    if (judgement.until_seconds != 0) {
      StayOnThisSideOf(judgement.until_seconds, moment);
    }
    if (judgement.At(at_seconds) != Verdict::kNone) return;
    const int64_t settles_seconds = SettlesByItself(value, moment.decay());
    // Most values settled long before this hour, whenever the tenant began.
    if (at_seconds - at_seconds % kSlotSeconds >= settles_seconds) return;
    if (value.first_seen_seconds < moment.decay().founded_seconds) {
      founded_after = std::max(founded_after, value.first_seen_seconds);
      return;
    }
    founded_until = std::min(founded_until, value.first_seen_seconds);
    StayOnThisSideOf(settles_seconds, moment);
  }

  void WorkOut(const std::vector<ValueCount>& values, uint16_t number,
               const Moment& moment) {
    StayAsOf(values[number], moment);
    const double n = SummedCount(values[number], moment, discount);
    // What is most usual goes by counts without the discount.
    if (n > 0) sums.usual.reset();
    if (n == counts[number]) return;
    counts[number] = n;
    ForgetSums();
  }

  void ForgetSums() {
    summed = false;
    sums.usual.reset();
  }

  void WorkOutAll(const std::vector<ValueCount>& values, const Moment& moment,
                  double with_discount) {
    hour_key = moment.hour_key();
    discount = with_discount;
    from_seconds = std::numeric_limits<int64_t>::min();
    until_seconds = std::numeric_limits<int64_t>::max();
    founded_after = std::numeric_limits<int64_t>::min();
    founded_until = std::numeric_limits<int64_t>::max();
    counts.resize(values.size());
    for (size_t i = 0; i < values.size(); ++i) {
      StayAsOf(values[i], moment);
      counts[i] = SummedCount(values[i], moment, discount);
    }
    ForgetSums();
  }

  void AddUp(std::span<const uint16_t> order) {
    sums.counts = {};
    for (const uint16_t number : order) {
      sums.counts.Add(number, counts[number], discount);
    }
    summed = true;
  }
};

KeptSums::KeptSums() = default;
KeptSums::~KeptSums() = default;
KeptSums::KeptSums(KeptSums&&) noexcept = default;
KeptSums& KeptSums::operator=(KeptSums&&) noexcept = default;
KeptSums::KeptSums(const KeptSums&) {}
KeptSums& KeptSums::operator=(const KeptSums&) {
  state_.reset();
  return *this;
}

const HistogramSums& KeptSums::At(const std::vector<ValueCount>& values,
                                  std::span<const uint16_t> order,
                                  const Moment& moment, double discount) {
  if (state_ == nullptr) state_ = std::make_unique<State>();
  State& state = *state_;
  if (!state.Holds(moment, discount)) {
    state.WorkOutAll(values, moment, discount);
  } else {
    for (const uint16_t number : state.changed) {
      state.WorkOut(values, number, moment);
    }
  }
  state.changed.clear();
  if (!state.summed) state.AddUp(order);
  return state.sums;
}

std::span<const double> KeptSums::counts() const { return state_->counts; }

void KeptSums::KeepUsual(const UsualCounts& usual) {
  state_->sums.usual = usual;
}

void KeptSums::NoteChange(uint16_t number) {
  if (state_->hour_key == 0) return;
  State& state = *state_;
  if (number == state.counts.size()) state.counts.push_back(0);
  if (state.changed.size() == State::kChangedMax) return Reset();
  state.changed.push_back(number);
}

void KeptSums::Remove(uint16_t number) {
  if (state_ == nullptr || state_->hour_key == 0) return;
  State& state = *state_;
  if (state.counts[number] != 0) state.ForgetSums();
  state.counts[number] = 0;
}

void KeptSums::Reset() {
  if (state_ == nullptr) return;
  state_->hour_key = 0;
  state_->sums.usual.reset();
}

}  // namespace farcall
