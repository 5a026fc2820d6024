// SPDX-License-Identifier: Apache-2.0
#include "server/wire/scoring_numbers.h"

#include <string>

#include "farcall/v1/scoring_service.pb.h"

namespace farcall {

std::optional<ScoringMode> ModeOf(int32_t mode) {
  switch (mode) {
    case v1::SCORING_MODE_UNSPECIFIED:
    case v1::SCORING_MODE_SCORE_AND_LEARN:
      return ScoringMode::kScoreAndLearn;
    case v1::SCORING_MODE_SCORE_ONLY:
      return ScoringMode::kScoreOnly;
    case v1::SCORING_MODE_LEARN_ONLY:
      return ScoringMode::kLearnOnly;
    default:
      return std::nullopt;
  }
}

std::optional<RiskLevel> FactorsFromOf(int32_t factors_from) {
  if (factors_from == v1::RISK_LEVEL_UNSPECIFIED) return RiskLevel::kLow;
  if (!v1::RiskLevel_IsValid(factors_from)) return std::nullopt;
  return static_cast<RiskLevel>(factors_from);
}

std::vector<FieldViolation> CheckNumbers(int32_t mode, int32_t factors_from) {
  std::vector<FieldViolation> violations;
  if (!ModeOf(mode).has_value()) {
    violations.push_back(
        {"mode", "has the unknown number " + std::to_string(mode)});
  }
  if (!FactorsFromOf(factors_from).has_value()) {
    violations.push_back({"factors_from", "has the unknown number " +
                                              std::to_string(factors_from)});
  }
  return violations;
}

}  // namespace farcall
