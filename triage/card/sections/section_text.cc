// SPDX-License-Identifier: Apache-2.0
#include "triage/card/sections/section_text.h"

#include "scoring/counts/value_count.h"
#include "scoring/records/attribute.h"
#include "scoring/records/words.h"
#include "text/shown_text.h"
#include "triage/card/card_text.h"

namespace farcall {
namespace {

constexpr size_t kSentenceBytesMax = 512;

}  // namespace

std::string Who(const Finding& finding) {
  return NameOfPrincipal(finding.principal);
}

std::string Place(const Finding& finding) {
  return NameOfValue(Attribute::kCountry, finding.origin);
}

std::string Capital(std::string text) {
  if (text.starts_with("the ")) text.front() = 'T';
  return text;
}

std::string Between(int64_t first_seconds, int64_t last_seconds) {
  std::string first = Minute(first_seconds);
  std::string last = TimeUtc(last_seconds);
  if (last.starts_with(first)) return "at " + last;
  if (DayOf(first_seconds) == DayOf(last_seconds)) {
    last = last.substr(last.find(' ') + 1);
  }
  return "between " + first + " and " + last;
}

std::string NameOfNetwork(std::string_view network) {
  return NameOfValue(Attribute::kNetwork, network);
}

std::string ExplanationOf(const FrozenFactor& factor) {
  return ShownText(factor.explanation, kSentenceBytesMax);
}

}  // namespace farcall
