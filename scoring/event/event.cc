// SPDX-License-Identifier: Apache-2.0
#include "scoring/event/event.h"

#include <algorithm>
#include <array>
#include <utility>

namespace farcall {

std::string_view PrincipalKindName(PrincipalKind kind) {
  switch (kind) {
    case PrincipalKind::kNone:
      return "none";
    case PrincipalKind::kUser:
      return "user";
    case PrincipalKind::kRoot:
      return "root";
    case PrincipalKind::kRole:
      return "role";
    case PrincipalKind::kSession:
      return "session";
    case PrincipalKind::kHuman:
      return "human";
    case PrincipalKind::kFederated:
      return "federated";
    case PrincipalKind::kAccount:
      return "account";
    case PrincipalKind::kService:
      return "service";
  }
  return "none";
}

// cloudtrail/identity/principal.cc makes the keys.
namespace {

// What stands before a '/' in keys of a kind. The first of them that a key has
// decides.
constexpr std::array kKindWords = {
    std::pair(std::string_view("/federated"), PrincipalKind::kFederated),
    std::pair(std::string_view(":user"), PrincipalKind::kUser),
    std::pair(std::string_view(":human"), PrincipalKind::kHuman),
    std::pair(std::string_view(":role"), PrincipalKind::kRole),
    std::pair(std::string_view(":assumed-role"), PrincipalKind::kSession)};

// The number of the word that a text ends with; that of none is above all.
int KindWordAtEnd(std::string_view text) {
  for (size_t i = 0; i < kKindWords.size(); ++i) {
    const std::string_view word = kKindWords[i].first;
    if (text.size() >= word.size() && text.back() == word.back() &&
        text.ends_with(word)) {
      return static_cast<int>(i);
    }
  }
  return static_cast<int>(kKindWords.size());
}

bool IsHexDigit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
         (c >= 'A' && c <= 'F');
}

}  // namespace

PrincipalKind PrincipalKindOf(std::string_view principal) {
  if (principal.empty()) return PrincipalKind::kNone;
  constexpr auto kNothing = static_cast<int>(kKindWords.size());
  int first = kNothing;  // the number of the word
  for (size_t end = principal.find('/'); end != principal.npos;
       end = principal.find('/', end + 1)) {
    first = std::min(first, KindWordAtEnd(principal.substr(0, end)));
  }
  if (first != kNothing) return kKindWords[static_cast<size_t>(first)].second;
  if (principal.ends_with(":root")) return PrincipalKind::kRoot;
  if (principal.ends_with(":account")) return PrincipalKind::kAccount;
  return PrincipalKind::kFederated;
}

std::string AccountOfPrincipal(std::string_view principal) {
  constexpr size_t kDigits = 12;
  while (!principal.empty()) {
    const std::string_view part = principal.substr(0, principal.find(':'));
    if (part.size() == kDigits &&
        part.find_first_not_of("0123456789") == part.npos) {
      return std::string(part);
    }
    principal.remove_prefix(std::min(part.size() + 1, principal.size()));
  }
  return {};
}

bool IsInstanceId(std::string_view text) {
  return text.starts_with("i-") && text.size() >= 10 && text.size() <= 19 &&
         std::ranges::all_of(text.substr(2), IsHexDigit);
}

}  // namespace farcall
