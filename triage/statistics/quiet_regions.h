// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "scoring/counts/histogram.h"

// Regions of an account whose calls have stopped to come: an attacker may have
// stopped a trail, or a pipeline may have lost a source.

namespace farcall {

// Days before the last call of a region in which its usual gaps are looked for.
inline constexpr int64_t kGapDays = 30;
// Hours with calls that a region must have in these days: it is no regular
// source below.
inline constexpr size_t kRegularHours = 24;
// A region is quiet if it is for longer than this many of its longest gaps.
inline constexpr int64_t kGapsUntilQuiet = 3;

struct QuietRegion {
  std::string_view region{};      // of the histogram
  int64_t last_seen_seconds = 0;  // Unix time
  int64_t longest_gap_seconds =
      0;  // between two hours with calls, at least 1 h
};

struct RegionSilence {
  size_t regular = 0;                // regions that are regular sources
  std::vector<QuietRegion> quiet{};  // of these, by region
};

// `regions` counts an account's calls by region and hour. `at_seconds` (Unix
// time) is a time up to which all other calls have come.
RegionSilence SilenceOf(const Histogram& regions, int64_t at_seconds);

}  // namespace farcall
