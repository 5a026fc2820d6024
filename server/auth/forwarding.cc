// SPDX-License-Identifier: Apache-2.0
#include "server/auth/forwarding.h"

#include <algorithm>

#include "server/auth/policy.h"

namespace farcall {
namespace {

constexpr char kEscape = '%';
constexpr char kBetween = ',';
constexpr std::string_view kHex = "0123456789ABCDEF";

bool IsPlain(char c) {
  return c > ' ' && c <= '~' && c != kEscape && c != kBetween;
}

void Append(std::string_view name, std::string& header) {
  for (const char c : name) {
    if (IsPlain(c)) {
      header += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    header += kEscape;
    header += kHex[byte >> 4];
    header += kHex[byte & 15];
  }
}

// Nothing if an escape is broken, or a byte should be one.
std::optional<std::string> NameOf(std::string_view escaped) {
  std::string name;
  for (size_t at = 0; at < escaped.size(); ++at) {
    if (escaped[at] != kEscape) {
      if (!IsPlain(escaped[at])) return std::nullopt;
      name += escaped[at];
      continue;
    }
    if (escaped.size() - at < 3) return std::nullopt;
    const size_t high = kHex.find(escaped[at + 1]);
    const size_t low = kHex.find(escaped[at + 2]);
    if (high == kHex.npos || low == kHex.npos) return std::nullopt;
    name += static_cast<char>(high << 4 | low);
    at += 2;
  }
  return name;
}

// Of a caller that showed something.
bool IsShown(std::string_view name) {
  return std::ranges::any_of(kIdentityKinds, [name](std::string_view kind) {
    return name.starts_with(kind) && name.size() > kind.size();
  });
}

}  // namespace

std::string IdentityHeaderOf(std::span<const std::string> identities) {
  std::string header;
  for (const std::string& name : identities) {
    if (!header.empty()) header += kBetween;
    Append(name, header);
  }
  return header;
}

std::optional<std::vector<std::string>> IdentitiesOf(std::string_view header) {
  if (header == kAnonymous) return std::vector{std::string(kAnonymous)};
  std::vector<std::string> identities;
  while (true) {
    const size_t end = std::min(header.find(kBetween), header.size());
    auto name = NameOf(header.substr(0, end));
    if (!name.has_value() || !IsShown(*name)) return std::nullopt;
    identities.push_back(*std::move(name));
    if (end == header.size()) return identities;
    header.remove_prefix(end + 1);
  }
}

}  // namespace farcall
