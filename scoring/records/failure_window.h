// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "scoring/counts/histogram.h"
#include "scoring/event/event.h"

namespace farcall {

// Failed calls are counted by quarter of an hour and kind of message.
inline constexpr int64_t kFailureWindowSeconds = 15 * 60;

// The value that a failed call is counted by: its quarter of an hour and its
// kind of message, of which there are 32, so that a flood of messages cannot
// push the history out. Messages that differ in digits alone are one kind.
std::string FailureOf(const Event& event);

// How one quarter of an hour compares with the others that are known.
struct FailureSpike {
  uint64_t failures = 0;       // in this one, with the event's own
  uint64_t own = 0;            // of them by the event's principal
  uint64_t kinds = 0;          // of message among them
  uint64_t windows = 0;        // known before, those without a failure included
  uint64_t as_many = 0;        // of them with as many failures or more
  uint64_t as_many_kinds = 0;  // of them with as many kinds or more
};

// Failures that a principal must have in a window for it to be odd.
inline constexpr uint64_t kOwnFailuresMin = 3;

// Whether the call that fails now is among those counted.
enum class ThisFailure { kNotCounted, kCounted };

// `failures` holds what was counted in the account, `own` what its principal
// had of it of late; a call of the value `failure` (not empty) fails now.
// Windows after this one are left out. Of a kind that failed before
// `at_seconds` and after it, one failure is known to lie before: so many are
// counted.
//
// Where the principal has fewer than kOwnFailuresMin failures in the window,
// `own` alone is told: nothing else is looked at.
FailureSpike SpikeOf(const Histogram& failures, const Histogram& own,
                     std::string_view failure, int64_t at_seconds,
                     ThisFailure this_one = ThisFailure::kNotCounted);

// By how many bits the window is rarer than one in eight, the rarer of its
// number of failures and its number of kinds; 0 where the principal has fewer
// than 3 failures in it. So who fails once beside others is not odd for it, and
// the order in which the events of different principals arrive matters little.
double SpikeBits(const FailureSpike& spike);

// Keeps a principal's own failures small: those of the last two hours.
void ForgetOldFailures(Histogram& own);

}  // namespace farcall
