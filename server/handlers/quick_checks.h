// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "ingest/ascii.h"
#include "ingest/field_checks.h"
#include "scoring/event.h"

namespace farcall {

// Short ways to what scoring/ finds of any text: most events have one of a few
// forms, and these cost a tenth of the whole rule (ADR 37).

// Digits and dots alone, as an IPv4 address: CanonicalAddress returns them as
// they are.
inline bool IsPlainAddress(std::string_view address) {
  return IsDigitsAndDots(address);
}

// `iam:CreateUser`. A second colon at the end is for the whole rule.
inline bool IsPlainCommand(std::string_view command) {
  return !command.empty() && command.front() != ':' && command.back() != ':' &&
         HasEither(command, ':', ':');
}

// The kind of `arn:aws:iam::111122223333:user/name`, or of a role so; nothing
// of any other principal, and where the name has a path.
inline std::optional<PrincipalKind> PlainKindOf(std::string_view principal) {
  constexpr std::string_view kBegin = "arn:aws:iam::";
  constexpr size_t kAccount = 12;
  constexpr std::string_view kUser = ":user/";
  constexpr std::string_view kRole = ":role/";
  if (!principal.starts_with(kBegin)) return std::nullopt;
  const std::string_view rest = principal.substr(kBegin.size());
  if (rest.size() < kAccount + kUser.size()) return std::nullopt;
  if (!IsAccountId(rest.substr(0, kAccount))) return std::nullopt;
  const std::string_view path = rest.substr(kAccount);
  if (HasEither(path.substr(kUser.size()), '/', ':')) return std::nullopt;
  if (path.starts_with(kUser)) return PrincipalKind::kUser;
  if (path.starts_with(kRole)) return PrincipalKind::kRole;
  return std::nullopt;
}

}  // namespace farcall
