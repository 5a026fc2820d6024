// SPDX-License-Identifier: Apache-2.0
#include "scoring/explanation.h"

#include <cmath>
#include <ctime>

namespace farcall {
namespace {

std::string Formatted(int64_t seconds, const char* format) {
  const std::time_t time = static_cast<std::time_t>(seconds);
  std::tm utc{};
  gmtime_r(&time, &utc);
  char text[sizeof "2026-08-26 13:05"];
  return std::strftime(text, sizeof text, format, &utc) == 0
             ? std::string()
             : std::string(text);
}

std::string Date(int64_t seconds) { return Formatted(seconds, "%Y-%m-%d"); }

// "DE 91 %"
std::string Share(const ValueShare& usual) {
  const double percent = usual.share * 100;
  const std::string number =
      percent >= 1 ? std::to_string(std::lround(percent)) : std::string("<1");
  return usual.value + " " + number + " %";
}

std::string Subject(const Factor& factor) {
  const std::string calls = factor.detector->attribute == Attribute::kErrorCode
                                ? "failed calls"
                                : "calls";
  switch (factor.detector->entity()) {
    case EntityKind::kPrincipal:
      return calls + " by " + std::string(ShortName(factor.entity));
    case EntityKind::kCommand:
      return calls + " of " + factor.entity;
    case EntityKind::kPeers:
      return calls + " of principals " + factor.entity;
    case EntityKind::kAccount:
      return calls + " in account " + factor.entity;
    case EntityKind::kTenant:
      return calls + " of the organisation";
  }
  return calls;
}

}  // namespace

std::string Minute(int64_t seconds) {
  return Formatted(seconds, "%Y-%m-%d %H:%M");
}

std::string WithThousands(uint64_t number) {
  std::string text = std::to_string(number);
  for (size_t i = text.size(); i > 3;) {
    i -= 3;
    text.insert(i, ",");
  }
  return text;
}

std::string_view ShortName(std::string_view key) {
  return key.substr(key.rfind('/') + 1);
}

std::string Explain(const Factor& factor) {
  if (!factor.detail.empty()) return factor.detail;
  if (factor.entity_calls == 0) {
    const std::string text = "no " + Subject(factor) + " seen before";
    return factor.detector->role == Detector::Role::kEvidence
               ? text + ": " + factor.value
               : text + "; judged by its peers";
  }
  std::string text = WithThousands(factor.value_calls) + " of " +
                     WithThousands(factor.entity_calls) + " " +
                     Subject(factor) + " since " +
                     Date(factor.entity_first_seen_seconds) + " ";
  text.append(factor.detector->verb).append(" ").append(factor.value);
  if (factor.value_calls > 0) {
    text += ", first on " + Date(factor.value_first_seen_seconds) +
            ", last on " + Date(factor.value_last_seen_seconds);
    if (factor.in_quarantine) text += " (in quarantine)";
  }
  std::string separator = "; usual: ";
  for (const ValueShare& usual : factor.usual) {
    text += separator + Share(usual);
    separator = ", ";
  }
  return text;
}

}  // namespace farcall
