// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text/ascii.h"

namespace farcall {

// A field of a request that breaks a rule.
struct FieldViolation {
  std::string field;        // as in the proto, e.g. `events`
  std::string description;  // with value and limit
};

// The organisation that a request names, `default` if it names none.
std::string TenantOf(std::string_view tenant);
// Letters, digits, `-`, `_` and `.`, at most kTenantBytesMax; may be empty.
// Returns at most one violation.
std::vector<FieldViolation> CheckTenant(std::string_view tenant);
// Below 0x20, or 0x7f.
bool HasControlCharacter(std::string_view text);
// 12 digits.
inline bool IsAccountId(std::string_view account) {
  return account.size() == 12 && IsDigitsAndDots(account) &&
         !HasEither(account, '.', '.');
}

}  // namespace farcall
