// SPDX-License-Identifier: Apache-2.0
#include "tests/cluster/model/checker.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace farcall {
namespace {

template <typename Numbers>
void AddEach(Numbers& to, const Numbers& from) {
  for (size_t i = 0; i < to.size(); ++i) to[i] += from[i];
}

// Of all that copies must agree on. Not 0.
uint64_t FingerprintOf(const ShardLogRules& rules, const CopyState& state) {
  uint64_t print = Mixed(state.digest);
  for (const uint64_t number :
       {rules.epoch(), rules.claim().incarnation, rules.number(),
        uint64_t{rules.released()}, uint64_t{state.known}}) {
    print = Mixed(print ^ number);
  }
  return print | 1;
}

}  // namespace

std::string_view NameOf(Violation violation) {
  switch (violation) {
    case Violation::kLost:
      return "lost";
    case Violation::kDoubled:
      return "doubled";
    case Violation::kDiffers:
      return "differs";
    case Violation::kStale:
      return "stale";
    case Violation::kUnanswered:
      return "unanswered";
  }
  return "unknown";
}

void Met::Add(const Met& other) {
  schedules += other.schedules;
  records += other.records;
  answers += other.answers;
  batches_of_parts += other.batches_of_parts;
  pauses += other.pauses;
  kills += other.kills;
  power_losses += other.power_losses;
  empty_disks += other.empty_disks;
  restarts_within_a_batch += other.restarts_within_a_batch;
  new_lives += other.new_lives;
  copies_at_the_base += other.copies_at_the_base;
  copies_elsewhere += other.copies_elsewhere;
  AddEach(outcomes, other.outcomes);
  AddEach(refusals, other.refusals);
}

void Checker::Answer(Events events, int64_t log_size) {
  met_.answers += static_cast<size_t>(std::popcount(events));
  for (Events rest = events & ~answered_; rest != 0; rest &= rest - 1) {
    answered_at_[static_cast<size_t>(std::countr_zero(rest))] = log_size;
  }
  answered_ |= events;
}

void Checker::Compare(const ShardLogRules& rules, const CopyState& state,
                      int64_t offset) {
  const auto at = static_cast<size_t>(offset);
  if (fingerprints_.size() <= at) fingerprints_.resize(at + 1);
  const uint64_t print = FingerprintOf(rules, state);
  if (fingerprints_[at] == 0) fingerprints_[at] = print;
  if (fingerprints_[at] != print) Note(Violation::kDiffers);
}

void Checker::CheckBase(const ModelEffects& effects, const CopyState& state) {
  if (effects.made_on != state.digest) Note(Violation::kStale);
}

void Checker::BeginAnew(const CopyState& base) {
  base_ = base;
  answered_ &= base.known;
  answered_at_.fill(0);
  fingerprints_.clear();
  ++met_.new_lives;
}

void Checker::CheckAtBase(const CopyState& state) {
  if (state.digest != base_.digest) Note(Violation::kDiffers);
  ++met_.copies_at_the_base;
}

void Checker::Finish(const SharedLog& log) {
  TestedRules tested(behaviour_, {});
  CopyState state = base_;
  std::array<int64_t, kEvents> counted_at{};
  for (size_t i = 0; i < kEvents; ++i) {
    const bool is_of_base = (base_.known >> i & 1) != 0;
    counted_at[i] = is_of_base ? -1 : std::numeric_limits<int64_t>::max();
  }
  for (int64_t offset = 0; offset < log.size(); ++offset) {
    const LogVerdict verdict =
        tested.Read(log.records()[static_cast<size_t>(offset)], offset);
    ++met_.outcomes[static_cast<size_t>(verdict.outcome)];
    ++met_.refusals[static_cast<size_t>(verdict.refusal)];
    if (!verdict.effects.empty()) {
      const ModelEffects effects = ModelEffects::Decode(verdict.effects);
      for (Events rest = effects.events & ~state.known; rest != 0;
           rest &= rest - 1) {
        counted_at[static_cast<size_t>(std::countr_zero(rest))] = offset;
      }
      state.Apply(effects);
    }
    Compare(tested.rules(), state, offset);
  }
  for (size_t i = 0; i < kEvents; ++i) {
    const bool was_answered = (answered_ >> i & 1) != 0;
    if (state.counted[i] > 1) Note(Violation::kDoubled);
    if (was_answered && counted_at[i] >= answered_at_[i]) {
      Note(Violation::kLost);
    }
    if (!was_answered) Note(Violation::kUnanswered);
  }
  met_.records = log.records().size();
  met_.schedules = 1;
}

bool Checker::has_any() const {
  return std::find(has_.begin(), has_.end(), true) != has_.end();
}

}  // namespace farcall
