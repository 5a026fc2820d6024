// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "scoring/event/event.h"

namespace farcall {

// Failed calls are counted by quarter of an hour and kind of message.
inline constexpr int64_t kFailureWindowSeconds = 15 * 60;

// The kind of an error message, of which there are 32, so that a flood of
// messages cannot push the history out. Messages that differ in digits alone
// are of one kind. On disk.
using FailureKind = uint8_t;
inline constexpr FailureKind kFailureKinds = 32;

// What a failed call is counted by: its quarter of an hour, counted from 1970,
// and its kind of message, `1944444/12`.
std::string FailureOf(const Event& event);
// The kind in such a text; 0 if it is none.
FailureKind KindOfFailure(std::string_view failure);

// The failed calls of an account, or of a principal, by window and kind. The
// 1,024 last seen are kept, for 12 periods of 15 days.
class FailureWindows {
 public:
  struct Kind {
    FailureKind kind = 0;
    int64_t first_seen_seconds = 0;
    int64_t last_seen_seconds = 0;
    uint64_t calls = 0;

    bool operator==(const Kind&) const = default;
  };
  struct Window {
    int64_t number = 0;  // Unix seconds / kFailureWindowSeconds
    absl::InlinedVector<Kind, 1> kinds{};  // ascending

    bool operator==(const Window&) const = default;
  };

  bool empty() const { return windows_.empty(); }
  // Ascending.
  std::span<const Window> windows() const { return windows_; }
  uint64_t calls() const { return calls_; }
  int64_t first_seen_seconds() const;  // 0 when empty
  int64_t last_seen_seconds() const;

  // nullptr if there is none of the moment's window.
  const Window* Find(int64_t at_seconds) const;

  // Counts one failed call. Ignores one 12 periods or more before the newest.
  void Count(FailureKind kind, int64_t at_seconds);
  // Drops what was last seen before.
  void KeepSince(int64_t since_seconds);
  // Drops what was last seen from one moment to before another.
  void ForgetSeenWithin(int64_t from_seconds, int64_t to_seconds);

  // Of the windows before that of a moment: how many have as many failures, and
  // how many as many kinds.
  struct WindowCounts {
    uint64_t by_failures = 0;
    uint64_t by_kinds = 0;
  };
  WindowCounts CountAtLeast(int64_t before_seconds, uint64_t failures,
                            uint64_t kinds) const;

  // From what a store kept: windows and their kinds ascend, none is empty.
  static FailureWindows FromWindows(std::vector<Window> windows);

  bool operator==(const FailureWindows& other) const {
    return windows_ == other.windows_;
  }

 private:
  size_t FindOrAdd(int64_t number);
  void EvictOldest();
  // After windows or kinds went.
  void SumUp();

  std::vector<Window> windows_;
  // Of each window, side by side, so that they are compared quickly: failures,
  // as far as 32 bits go, and kinds.
  std::vector<uint32_t> failures_;
  std::vector<uint32_t> kinds_;
  uint64_t calls_ = 0;
  size_t values_ = 0;  // kinds of all windows
};

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
// had of it of late; a call of the kind `failure` fails now. Windows after this
// one are left out. Of a kind that failed before `at_seconds` and after it, one
// failure is known to lie before: so many are counted.
//
// Where the principal has fewer than kOwnFailuresMin failures in the window,
// `own` alone is told: nothing else is looked at.
FailureSpike SpikeOf(const FailureWindows& failures, const FailureWindows& own,
                     FailureKind failure, int64_t at_seconds,
                     ThisFailure this_one = ThisFailure::kNotCounted);

// By how many bits the window is rarer than one in eight, the rarer of its
// number of failures and its number of kinds; 0 where the principal has fewer
// than 3 failures in it. So who fails once beside others is not odd for it, and
// the order in which the events of different principals arrive matters little.
double SpikeBits(const FailureSpike& spike);

// Counts a failure of the principal's own, of which it keeps those of the last
// two hours.
void CountOwn(FailureKind failure, int64_t at_seconds, FailureWindows& own);

}  // namespace farcall
