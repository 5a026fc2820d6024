// SPDX-License-Identifier: Apache-2.0
#include "scoring/explanation.h"

#include <cmath>
#include <ctime>

namespace farcall {
namespace {

// 61204 -> "61,204"
std::string WithThousands(uint64_t number) {
  std::string text = std::to_string(number);
  for (size_t i = text.size(); i > 3;) {
    i -= 3;
    text.insert(i, ",");
  }
  return text;
}

std::string Date(int64_t seconds) {
  const std::time_t time = static_cast<std::time_t>(seconds);
  std::tm utc{};
  gmtime_r(&time, &utc);
  char text[sizeof "2026-08-26"];
  return std::strftime(text, sizeof text, "%Y-%m-%d", &utc) == 0
             ? std::string()
             : std::string(text);
}

// "DE 91 %"
std::string Share(const ValueShare& usual) {
  const double percent = usual.share * 100;
  const std::string number =
      percent >= 1 ? std::to_string(std::lround(percent)) : std::string("<1");
  return usual.value + " " + number + " %";
}

// The name that people use for an entity: what follows the last '/' of a key.
std::string_view ShortName(std::string_view key) {
  return key.substr(key.rfind('/') + 1);
}

std::string Subject(const Factor& factor) {
  switch (factor.detector->entity()) {
    case EntityKind::kPrincipal:
      return "calls by " + std::string(ShortName(factor.entity));
    case EntityKind::kCommand:
      return "calls of " + factor.entity;
    case EntityKind::kAccount:
      return "calls in account " + factor.entity;
    case EntityKind::kTenant:
      return "calls of the organisation";
  }
  return "calls";
}

}  // namespace

std::string Explain(const Factor& factor) {
  if (factor.entity_calls == 0)
    return "no " + Subject(factor) + " seen before; judged by its peers";
  std::string text =
      WithThousands(factor.value_calls) + " of " +
      WithThousands(factor.entity_calls) + " " + Subject(factor) + " since " +
      Date(factor.entity_first_seen_seconds) + " came from " + factor.value;
  if (factor.value_calls > 0) {
    text += ", first on " + Date(factor.value_first_seen_seconds) +
            ", last on " + Date(factor.value_last_seen_seconds);
  }
  std::string separator = "; usual: ";
  for (const ValueShare& usual : factor.usual) {
    text += separator + Share(usual);
    separator = ", ";
  }
  return text;
}

}  // namespace farcall
