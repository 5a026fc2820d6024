// SPDX-License-Identifier: Apache-2.0
#include "inputs/field_checks.h"

#include <algorithm>

#include "inputs/limits.h"

namespace farcall {

std::string TenantOf(std::string_view tenant) {
  return std::string(tenant.empty() ? "default" : tenant);
}

std::vector<FieldViolation> CheckTenant(std::string_view tenant) {
  if (tenant.size() > kTenantBytesMax) {
    return {{"tenant", "has " + std::to_string(tenant.size()) +
                           " bytes; the limit is " +
                           std::to_string(kTenantBytesMax)}};
  }
  const bool valid = std::ranges::all_of(tenant, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  });
  if (!valid)
    return {{"tenant", "may hold letters, digits, '-', '_' and '.' only"}};
  return {};
}

bool HasControlCharacter(std::string_view text) {
  return std::ranges::any_of(text, [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
}

}  // namespace farcall
