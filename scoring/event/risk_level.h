// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
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

// A score as it is kept and told: 0 to 10,000 hundredths.
inline uint16_t ScoreHundredths(double score) {
  return static_cast<uint16_t>(std::lround(score * 100));
}
constexpr double ScoreOfHundredths(uint16_t hundredths) {
  return hundredths / 100.0;
}

// The least score that is LOW.
inline constexpr double kLowScore = 20;
// The least score that is CRITICAL.
inline constexpr double kCriticalScore = 90;

// The level that a score of 0..100 lies in.
RiskLevel RiskLevelOf(double score);

}  // namespace farcall
