// SPDX-License-Identifier: Apache-2.0
#include "scoring/findings/finding.h"

#include <algorithm>
#include <tuple>

#include "commands/command_table.h"

namespace farcall {

int PriorityOf(const Finding& finding) {
  if (finding.reopening == Reopening::kAfterMalicious) return 1;
  const bool is_sensitive = finding.sensitive_calls > 0;
  switch (finding.risk_level()) {
    case RiskLevel::kCritical:
      return is_sensitive ? 1 : 2;
    case RiskLevel::kHigh:
      return is_sensitive ? 2 : 3;
    default:
      return 4;
  }
}

QueuePlace QueuePlaceOf(const Finding& finding) {
  return {.priority = PriorityOf(finding),
          .peak_centibits = finding.peak_centibits,
          .last_seconds = finding.last_seconds,
          .id = finding.id};
}

bool IsMoreUrgent(const QueuePlace& a, const QueuePlace& b) {
  return std::tie(a.priority, b.peak_centibits, b.last_seconds, a.id) <
         std::tie(b.priority, a.peak_centibits, a.last_seconds, b.id);
}

bool IsMoreUrgent(const Finding& a, const Finding& b) {
  return IsMoreUrgent(QueuePlaceOf(a), QueuePlaceOf(b));
}

bool IsWorse(CommandClass command_class, const Finding& finding) {
  return IsSensitive(command_class) && !finding.unauthenticated &&
         command_class > WorstOf(finding.classes);
}

std::vector<std::string_view> TechniquesOf(const Finding& finding) {
  std::vector<std::string_view> techniques;
  for (const CallsOfText& command : finding.commands) {
    const CommandFacts facts = FactsOf(command.text);
    techniques.insert(techniques.end(), facts.techniques.begin(),
                      facts.techniques.end());
  }
  std::ranges::sort(techniques);
  const auto repeats = std::ranges::unique(techniques);
  techniques.erase(repeats.begin(), repeats.end());
  return techniques;
}

}  // namespace farcall
