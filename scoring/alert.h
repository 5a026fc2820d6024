// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "scoring/histogram.h"
#include "scoring/model.h"

namespace farcall {

// An alert is raised by the first event of a (principal, origin, UTC day) whose
// score reaches the threshold. The threshold is fixed, or so high that a tenant
// gets about as many alerts a day as its budget says.

// The total bits that raise an alert at a moment: those of the fixed threshold,
// or, with a budget, those that as many (principal, origin, day)s reached in
// the last 15 to 30 days as the budget allows, corrected by how many alerts
// there were. `alerts` is the tenant's histogram of Attribute::kAlerts. In the
// first four days of a tenant the fixed threshold counts: what it has not seen
// is no measure yet. With a budget, never below the risk level LOW.
double AlertThresholdBits(const Histogram& alerts, const Model& model,
                          int64_t at_seconds);

// Most bits that the (principal, origin, day) of an event has reached; 0 if it
// was never odd. `memory` is the principal's histogram of Attribute::kEvidence.
double BestOfDay(const Histogram& memory, std::string_view origin,
                 int64_t at_seconds);

// Whether an event of `bits` raises an alert, given its day's best before it.
bool RaisesAlert(double bits, double best_before, double threshold_bits);

// Counts an event's bits in both histograms. True if they changed.
bool CountForAlerts(double bits, bool alert, std::string_view origin,
                    int64_t at_seconds, Histogram& memory, Histogram& alerts);

}  // namespace farcall
