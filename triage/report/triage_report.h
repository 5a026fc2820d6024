// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scoring/findings/finding.h"

namespace farcall {

// How long one step took, of the findings that took it.
class StepTimes {
 public:
  void Add(int64_t micros) { micros_.push_back(micros); }
  size_t findings() const { return micros_.size(); }
  // At most so long took `percent` of them, 1..100 (nearest rank);
  // microseconds. Nothing if none took the step.
  std::optional<int64_t> Percentile(size_t percent) const;

 private:
  std::vector<int64_t> micros_{};
};

// Findings with a verdict whose heaviest factor was of one detector.
struct DetectorRecord {
  uint64_t malicious = 0;
  uint64_t benign = 0;

  bool operator==(const DetectorRecord&) const = default;
};

// How fast and how well findings were decided that were made within a time.
class TriageReport {
 public:
  // Server times, Unix microseconds; `to_micros` is not in it.
  TriageReport(int64_t from_micros, int64_t to_micros)
      : from_micros_(from_micros), to_micros_(to_micros) {}

  // Each finding of the tenant, once.
  void Add(const Finding& finding);

  uint64_t findings() const { return findings_; }
  // From the first call to the finding, and from that to its acknowledgement
  // and to its verdict.
  const StepTimes& to_detect() const { return to_detect_; }
  const StepTimes& to_acknowledge() const { return to_acknowledge_; }
  const StepTimes& to_close() const { return to_close_; }
  const std::map<FindingState, uint64_t>& states() const { return states_; }
  const std::map<CloseReason, uint64_t>& reasons() const { return reasons_; }
  // By name.
  const std::map<std::string, DetectorRecord, std::less<>>& detectors() const {
    return detectors_;
  }
  // Of all times.
  uint64_t undecided() const { return undecided_; }
  // When the oldest of those was made; 0 = there is none.
  int64_t oldest_undecided_micros() const { return oldest_undecided_micros_; }

 private:
  void AddVerdict(const Finding& finding);

  const int64_t from_micros_;
  const int64_t to_micros_;
  uint64_t findings_ = 0;
  StepTimes to_detect_{};
  StepTimes to_acknowledge_{};
  StepTimes to_close_{};
  std::map<FindingState, uint64_t> states_{};
  std::map<CloseReason, uint64_t> reasons_{};
  std::map<std::string, DetectorRecord, std::less<>> detectors_{};
  uint64_t undecided_ = 0;
  int64_t oldest_undecided_micros_ = 0;
};

}  // namespace farcall
