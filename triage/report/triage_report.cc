// SPDX-License-Identifier: Apache-2.0
#include "triage/report/triage_report.h"

#include <algorithm>

#include "scoring/findings/finding_upkeep.h"

namespace farcall {
namespace {

constexpr int64_t kMicrosPerSecond = 1'000'000;

}  // namespace

std::optional<int64_t> StepTimes::Percentile(size_t percent) const {
  if (micros_.empty()) return std::nullopt;
  std::vector<int64_t> sorted = micros_;
  const size_t rank = (percent * sorted.size() + 99) / 100;
  const auto at =
      sorted.begin() + static_cast<ptrdiff_t>(std::max<size_t>(rank, 1) - 1);
  std::ranges::nth_element(sorted, at);
  return *at;
}

void TriageReport::Add(const Finding& finding) {
  const int64_t made = finding.create_micros;
  if (IsUndecided(finding.state)) {
    oldest_undecided_micros_ =
        undecided_ == 0 ? made : std::min(oldest_undecided_micros_, made);
    ++undecided_;
  }
  if (made < from_micros_ || made >= to_micros_) return;
  ++findings_;
  ++states_[finding.state];
  // An event's clock may be ahead of the server's.
  to_detect_.Add(
      std::max<int64_t>(made - finding.first_seconds * kMicrosPerSecond, 0));
  if (finding.acknowledge_micros > 0) {
    to_acknowledge_.Add(finding.acknowledge_micros - made);
  }
  AddVerdict(finding);
}

void TriageReport::AddVerdict(const Finding& finding) {
  if (finding.close_micros == 0) return;
  to_close_.Add(finding.close_micros - finding.create_micros);
  ++reasons_[finding.reason];
  if (finding.opening_factors.empty()) return;
  DetectorRecord& record = detectors_[finding.opening_factors.front().detector];
  if (finding.state == FindingState::kMalicious) ++record.malicious;
  if (finding.state == FindingState::kBenign) ++record.benign;
}

}  // namespace farcall
