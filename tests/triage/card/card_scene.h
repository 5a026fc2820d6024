// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "triage/card/card_input.h"

namespace farcall {

inline constexpr int64_t kHour = 3600;
inline constexpr int64_t kDay = 24 * kHour;
// 2026-11-28 20:20 UTC, a Saturday, when the finding begins.
inline constexpr int64_t kBegan = 1795897200;
inline constexpr int64_t kMidnight = kBegan - 20 * kHour - 20 * 60;

// A principal with a history, and a finding of it from VN.
class CardScene {
 public:
  explicit CardScene(
      const std::string& principal = "arn:aws:iam::111122223333:user/alice",
      PrincipalKind kind = PrincipalKind::kUser);

  // A call of the principal that is no part of the finding.
  void Call(int64_t at_seconds, const std::string& command,
            std::string_view origin = "DE");
  // At work: from 08:00 to 15:59 UTC from Monday to Friday, for so many days
  // before the finding.
  void CallAtWork(int days, const std::string& command);
  // A call of another principal, which called nothing before.
  void CallByAnother(int64_t at_seconds, const std::string& command);
  // A call of the finding, which is kept.
  void CallInFinding(int64_t at_seconds, const std::string& command,
                     const std::string& user_agent = "aws-cli/2.15");

  CardInput Input() const;

  Finding finding{};
  Baseline principal{};
  std::vector<EventFact> facts{};
  uint64_t facts_not_kept = 0;
  TermUses origin_uses{};
  TermUses principals{};

 private:
  std::map<std::string, Baseline> commands_;
};

}  // namespace farcall
