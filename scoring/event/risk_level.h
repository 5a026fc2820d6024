// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace farcall {

// How alarming a score is (docs/scoring.md). Numbers are those of farcall.v1.
enum class RiskLevel : uint8_t {
  kNone = 1,
  kLow = 2,
  kMedium = 3,
  kHigh = 4,
  kCritical = 5
};

std::string_view RiskLevelName(RiskLevel level);

// The least score that is LOW.
inline constexpr double kLowScore = 20;
// The least score that is CRITICAL.
inline constexpr double kCriticalScore = 90;

// The level that a score of 0..100 lies in.
RiskLevel RiskLevelOf(double score);

}  // namespace farcall
