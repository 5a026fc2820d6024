// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "scoring/event.h"
#include "scoring/histogram.h"
#include "scoring/model.h"

namespace farcall {

// An alert is raised by the first event of a (principal, origin, UTC day) whose
// score reaches the threshold. The threshold is fixed, or so high that a tenant
// gets about as many alerts a day as its budget says.
//
// Which alerts were raised is kept for each principal, in its histogram of
// Attribute::kAlerts: the hours in which an origin raised one. It holds nothing
// else, so only age (180 days) and number of origins (1,024) bound it. Whoever
// raised alerts from 1,024 origins raises those from all others as from one.
// So no alert makes room for another, and none is raised twice on a day.

// The total bits that raise an alert at a moment: those of the fixed threshold,
// or, with a budget, those that as many (principal, origin, day)s reached in
// the last 15 to 30 days as the budget allows, corrected by how many alerts
// there were. `alerts` is the tenant's histogram of Attribute::kAlerts. In the
// first four days of a tenant the fixed threshold counts: what it has not seen
// is no measure yet. With a budget, never below the risk level LOW. What was
// counted in later periods of 15 days is left out.
double AlertThresholdBits(const Histogram& alerts, const Model& model,
                          int64_t at_seconds);

// What alerts of an event from `origin` are told apart by: the origin, and
// whether the event is unauthenticated. So a stranger's failed sign-in does not
// use up the day's alert of whoever has the principal's credentials.
std::string AlertOrigin(const Event& event, std::string_view origin);

// Which of a day's alerts stop an event from raising another.
enum class AlertsOf {
  kDay,     // all, also later ones: an event that comes late raises no second
  kMoment,  // those up to the event: whether it would have raised one then
};

// Whether an event may raise an alert: none was raised on its day (UTC) from
// `origin`, and it is not too old for its alert to be kept. `raised` is the
// principal's histogram of Attribute::kAlerts.
bool MayRaiseAlert(const Histogram& raised, std::string_view origin,
                   int64_t at_seconds, AlertsOf which);

// Keeps that an alert was raised.
void NoteAlert(std::string_view origin, int64_t at_seconds, Histogram& raised);

// Counts an event's bits, and whether it raised an alert, in the tenant's
// `alerts`. Each (principal, origin, day) is counted once for each step of bits
// that it reached: `bests`, the principal's histogram of Attribute::kDayBests,
// holds the most bits of its last three days. What is older than these, or
// beyond 1,024 origins and days, is left out. True if anything changed.
bool CountForBudget(double bits, bool alert, std::string_view origin,
                    int64_t at_seconds, Histogram& bests, Histogram& alerts);

}  // namespace farcall
