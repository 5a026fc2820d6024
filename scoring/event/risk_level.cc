// SPDX-License-Identifier: Apache-2.0
#include "scoring/event/risk_level.h"

namespace farcall {

std::string_view RiskLevelName(RiskLevel level) {
  switch (level) {
    case RiskLevel::kNone:
      return "NONE";
    case RiskLevel::kLow:
      return "LOW";
    case RiskLevel::kMedium:
      return "MEDIUM";
    case RiskLevel::kHigh:
      return "HIGH";
    case RiskLevel::kCritical:
      return "CRITICAL";
  }
  return "NONE";
}

RiskLevel RiskLevelOf(double score) {
  if (score >= kCriticalScore) return RiskLevel::kCritical;
  if (score >= 70) return RiskLevel::kHigh;
  if (score >= 40) return RiskLevel::kMedium;
  if (score >= kLowScore) return RiskLevel::kLow;
  return RiskLevel::kNone;
}

}  // namespace farcall
