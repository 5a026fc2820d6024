// SPDX-License-Identifier: Apache-2.0
#include "scoring/explanation.h"

#include <chrono>
#include <cmath>
#include <initializer_list>

namespace farcall {
namespace {

constexpr size_t kUsualBytes = 192;  // of a sentence

void Append(std::string& text, std::initializer_list<std::string_view> parts) {
  for (const std::string_view part : parts) text += part;
}

// Two digits and what comes before them.
void AppendTwoDigits(std::string_view before, int64_t number,
                     std::string& text) {
  text += before;
  text += static_cast<char>('0' + number / 10);
  text += static_cast<char>('0' + number % 10);
}

std::string Date(int64_t seconds) {
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(
      std::chrono::sys_seconds(std::chrono::seconds(seconds))));
  std::string text = std::to_string(static_cast<int>(day.year()));
  AppendTwoDigits("-", static_cast<unsigned>(day.month()), text);
  AppendTwoDigits("-", static_cast<unsigned>(day.day()), text);
  return text;
}

// "DE 91 %"
void AppendShare(const ValueShare& usual, std::string& text) {
  const double percent = usual.share * 100;
  Append(text,
         {usual.value, " ",
          percent >= 1 ? std::to_string(std::lround(percent)) : "<1", " %"});
}

// Whose calls.
void AppendSubject(const Factor& factor, std::string& text) {
  text += factor.detector->attribute == Attribute::kErrorCode ? "failed calls"
                                                              : "calls";
  switch (factor.detector->entity()) {
    case EntityKind::kPrincipal:
      return Append(text, {" by ", ShortName(factor.entity)});
    case EntityKind::kCommand:
      return Append(text, {" of ", factor.entity});
    case EntityKind::kPeers:
      return Append(text, {" of principals ", factor.entity});
    case EntityKind::kRole:
      return Append(text, {" by sessions of role ", ShortName(factor.entity)});
    case EntityKind::kAccount:
      return Append(text, {" in account ", factor.entity});
    case EntityKind::kTenant:
      return Append(text, {" of the organisation"});
  }
}

}  // namespace

std::string Minute(int64_t seconds) {
  std::string text = Date(seconds);
  AppendTwoDigits(" ", seconds / 3600 % 24, text);
  AppendTwoDigits(":", seconds / 60 % 60, text);
  return text;
}

std::string_view ShortName(std::string_view key) {
  return key.substr(key.rfind('/') + 1);
}

std::string Explain(const Factor& factor) {
  if (!factor.detail.empty()) return factor.detail;
  std::string text;
  text.reserve(kUsualBytes);
  if (factor.entity_calls == 0) {
    text += "no ";
    AppendSubject(factor, text);
    text += " seen before";
    if (factor.detector->role == Detector::Role::kEvidence) {
      Append(text, {": ", factor.value});
    } else {
      text += "; judged by its peers";
    }
    return text;
  }
  Append(text, {WithThousands(factor.value_calls), " of ",
                WithThousands(factor.entity_calls), " "});
  AppendSubject(factor, text);
  Append(text, {" since ", Date(factor.entity_first_seen_seconds), " ",
                factor.detector->verb, " ", factor.value});
  if (factor.value_calls > 0) {
    Append(text, {", first on ", Date(factor.value_first_seen_seconds),
                  ", last on ", Date(factor.value_last_seen_seconds)});
    if (factor.in_quarantine) text += " (in quarantine)";
  }
  std::string_view separator = "; usual: ";
  for (const ValueShare& usual : factor.usual) {
    text += separator;
    AppendShare(usual, text);
    separator = ", ";
  }
  return text;
}

}  // namespace farcall
