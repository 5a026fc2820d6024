// SPDX-License-Identifier: Apache-2.0
#include "tests/triage/card/card_scene.h"

#include <algorithm>

namespace farcall {

CardScene::CardScene(const std::string& principal_key, PrincipalKind kind) {
  finding.principal = principal_key;
  finding.principal_kind = kind;
  finding.origin = "VN";
  finding.first_seconds = kBegan;
  finding.last_seconds = kBegan;
  finding.accounts = {{.text = "111122223333"}};
}

void CardScene::Call(int64_t at_seconds, const std::string& command,
                     std::string_view origin) {
  principal.At(Attribute::kCountry).Count(origin, at_seconds);
  const Histogram::News news =
      principal.At(Attribute::kCommand).Count(command, at_seconds);
  commands_[command]
      .At(Attribute::kCommand)
      .CountAs(news == Histogram::News::kPeriod ? Histogram::As::kObservation
                                                : Histogram::As::kCall,
               command, at_seconds);
}

void CardScene::CallAtWork(int days, const std::string& command) {
  // The finding begins on a Saturday.
  for (int day = days; day > 0; --day) {
    if ((day + 1) % 7 < 2) continue;
    for (int64_t hour = 8; hour < 16; ++hour) {
      Call(kMidnight - day * kDay + hour * kHour, command);
    }
  }
}

void CardScene::CallByAnother(int64_t at_seconds, const std::string& command) {
  commands_[command]
      .At(Attribute::kCommand)
      .CountAs(Histogram::As::kObservation, command, at_seconds);
}

void CardScene::CallInFinding(int64_t at_seconds, const std::string& command,
                              const std::string& user_agent) {
  Call(at_seconds, command, finding.origin);
  ++finding.calls;
  finding.last_seconds = std::max(finding.last_seconds, at_seconds);
  auto called =
      std::ranges::find(finding.commands, command, &CallsOfText::text);
  if (called == finding.commands.end()) {
    called = finding.commands.insert(called, {.text = command});
  }
  ++called->calls;
  facts.push_back({.at_seconds = at_seconds,
                   .command = command,
                   .origin = finding.origin,
                   .user_agent = user_agent});
}

CardInput CardScene::Input() const {
  CardInput input{.finding = finding};
  input.facts = facts;
  input.facts_not_kept = facts_not_kept;
  input.facts_since_seconds = kBegan - 2 * kDay;
  input.principal = principal.empty() ? nullptr : &principal;
  for (const auto& [name, baseline] : commands_) {
    input.commands[name] = &baseline;
  }
  input.origin_uses = origin_uses;
  input.principals = principals;
  return input;
}

}  // namespace farcall
