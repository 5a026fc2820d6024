// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "inputs/input_result.h"
#include "scoring/event/baseline_state.h"
#include "scoring/event/origin.h"
#include "scoring/event/risk_level.h"

namespace farcall {

// How many values an enum has that is counted by value: 1, 2... up to this one.
template <typename Enum>
inline constexpr Enum kLastOf = Enum{};
template <>
inline constexpr SkipReason kLastOf<SkipReason> = SkipReason::kOtherEvent;
template <>
inline constexpr FieldErrorReason kLastOf<FieldErrorReason> =
    FieldErrorReason::kInvalid;
template <>
inline constexpr RiskLevel kLastOf<RiskLevel> = RiskLevel::kCritical;
template <>
inline constexpr BaselineState kLastOf<BaselineState> = BaselineState::kReady;
template <>
inline constexpr OriginSource kLastOf<OriginSource> = OriginSource::kNone;
template <>
inline constexpr OperatorKind kLastOf<OperatorKind> = OperatorKind::kUnknown;
template <>
inline constexpr UnreadField kLastOf<UnreadField> = UnreadField::kAddress;

// How often each value of an enum occurred.
template <typename Enum>
struct Tally {
  static constexpr size_t kSize = static_cast<size_t>(kLastOf<Enum>);
  static constexpr size_t IndexOf(Enum value) {
    return static_cast<size_t>(value) - 1;
  }

  void Add(Enum value) { ++counts.at(IndexOf(value)); }
  uint64_t total() const {
    uint64_t sum = 0;
    for (const uint64_t count : counts) sum += count;
    return sum;
  }

  std::array<uint64_t, kSize> counts{};
};

// What became of the events of one batch, as plain numbers: counting an event
// here costs no lock and no atomic. Each event is added once by one of the
// first four; its origin and operator, if they were resolved, beside that.
class BatchFigures {
 public:
  // Upper bounds of the buckets of scores, 0..100.
  static constexpr std::array<double, 11> kScoreBounds = {
      5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100};

  void AddScored(double score, RiskLevel risk_level, BaselineState state);
  void AddAlert() { ++alerts_; }
  void AddFinding() { ++findings_; }  // that was opened
  void AddQuarantined() { ++quarantined_; }
  void AddGeoMoved() { ++geo_moved_; }
  void AddDuplicate() { ++duplicates_; }
  void AddSkipped(SkipReason reason) { skipped_.Add(reason); }
  void AddError(FieldErrorReason reason) { errors_.Add(reason); }
  void AddOrigin(OriginSource source) { origins_.Add(source); }
  void AddOperator(OperatorKind kind) { operators_.Add(kind); }
  // Of an origin whose databases disagree.
  void AddCountryDisputed() { ++countries_disputed_; }
  void AddUnread(UnreadField field) { unread_.Add(field); }
  // Where a scored event came from, and whether it raised an alert there.
  void AddPlace(std::string_view origin, bool alert);

  uint64_t events() const;
  uint64_t scored() const { return risk_levels_.total(); }
  uint64_t alerts() const { return alerts_; }
  uint64_t findings() const { return findings_; }
  uint64_t quarantined() const { return quarantined_; }
  uint64_t geo_moved() const { return geo_moved_; }
  uint64_t duplicates() const { return duplicates_; }
  const Tally<SkipReason>& skipped() const { return skipped_; }
  const Tally<FieldErrorReason>& errors() const { return errors_; }
  const Tally<RiskLevel>& risk_levels() const { return risk_levels_; }
  const Tally<BaselineState>& states() const { return states_; }
  const Tally<OriginSource>& origins() const { return origins_; }
  const Tally<OperatorKind>& operators() const { return operators_; }
  uint64_t countries_disputed() const { return countries_disputed_; }
  const Tally<UnreadField>& unread() const { return unread_; }
  struct OriginCounts {
    uint64_t events = 0;
    uint64_t alerts = 0;
  };
  // By country, or by kind of pseudo-origin: `@service` for all services.
  const std::map<std::string, OriginCounts, std::less<>>& places() const {
    return places_;
  }
  double score_sum() const { return score_sum_; }
  // By bucket, not cumulated; the last one is above all bounds.
  const std::vector<double>& score_buckets() const { return score_buckets_; }

 private:
  uint64_t alerts_ = 0;
  uint64_t findings_ = 0;
  uint64_t quarantined_ = 0;
  uint64_t geo_moved_ = 0;
  uint64_t duplicates_ = 0;
  uint64_t countries_disputed_ = 0;
  Tally<SkipReason> skipped_;
  Tally<FieldErrorReason> errors_;
  Tally<RiskLevel> risk_levels_;
  Tally<BaselineState> states_;
  Tally<OriginSource> origins_;
  Tally<OperatorKind> operators_;
  Tally<UnreadField> unread_;
  std::map<std::string, OriginCounts, std::less<>> places_;
  double score_sum_ = 0;
  std::vector<double> score_buckets_ =
      std::vector<double>(kScoreBounds.size() + 1);
};

}  // namespace farcall
