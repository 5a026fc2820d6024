// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "scoring/batch/histogram_store.h"
#include "scoring/detectors/model.h"
#include "scoring/event/event.h"
#include "scoring/event/origin.h"
#include "scoring/findings/finding.h"

namespace farcall {

// What a verdict on a finding would do, tried on copies of baselines.
struct VerdictPreview {
  FindingState verdict = FindingState::kBenign;  // or kMalicious
  std::vector<double> scores{};  // 0..100, of the events after it
  // Observations of the finding's origin that its principal's peers would lose.
  uint64_t peer_observations = 0;
};

// Tries each verdict with what it teaches unless told otherwise: kBenign, then
// kMalicious. `events` are of the finding's principal, and new to the store.
// Changes nothing. What was read need not be durable yet.
absl::StatusOr<std::vector<VerdictPreview>> PreviewVerdicts(
    const HistogramStore& store, const OriginResolver& origins,
    const Model& model, std::string_view tenant, const Finding& finding,
    std::span<const Event> events);

}  // namespace farcall
