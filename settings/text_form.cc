// SPDX-License-Identifier: Apache-2.0
#include "settings/text_form.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "settings/parse_integer.h"

namespace farcall {
namespace {

constexpr size_t kPathsMax = 2;

bool IsHost(std::string_view host) {
  return !host.empty() && std::ranges::all_of(host, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z') || c == '.' || c == '-';
  });
}

bool IsBracketedIpv6(std::string_view host) {
  if (host.size() < 4 || host.front() != '[' || host.back() != ']') {
    return false;
  }
  return std::ranges::all_of(host.substr(1, host.size() - 2), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
           (c >= 'A' && c <= 'F') || c == ':' || c == '.';
  });
}

// `text` without its `http://` or `https://`; nothing if it has neither.
std::optional<std::string_view> WithoutScheme(std::string_view text) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (text.starts_with(scheme)) return text.substr(scheme.size());
  }
  return std::nullopt;
}

// `/PATH` of a URL, or nothing: as it is sent, so that other characters are
// escaped.
bool IsUrlPath(std::string_view path) {
  return std::ranges::all_of(
      path, [](char c) { return c > ' ' && c < 0x7f && c != '?' && c != '#'; });
}

}  // namespace

std::optional<std::vector<std::string>> PathsIn(std::string_view text) {
  std::vector<std::string> paths;
  while (!text.empty()) {
    const size_t comma = std::min(text.find(','), text.size());
    const bool is_last = comma == text.size();
    paths.emplace_back(text.substr(0, comma));
    text.remove_prefix(is_last ? comma : comma + 1);
    const bool is_cut_off = text.empty() && !is_last;
    if (paths.back().empty() || is_cut_off || paths.size() > kPathsMax) {
      return std::nullopt;
    }
  }
  return paths;
}

bool IsAddress(std::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return false;
  const std::string_view host = text.substr(0, colon);
  return (IsHost(host) || IsBracketedIpv6(host)) &&
         ParseInteger<uint16_t>(text.substr(colon + 1)).has_value();
}

bool IsCollectorOrEmpty(std::string_view text) {
  const std::optional<std::string_view> address = WithoutScheme(text);
  return text.empty() || (address && IsAddress(*address));
}

bool IsUrlOrEmpty(std::string_view text) {
  if (text.empty()) return true;
  const std::optional<std::string_view> rest = WithoutScheme(text);
  if (!rest) return false;
  const size_t slash = std::min(rest->find('/'), rest->size());
  const std::string_view host = rest->substr(0, slash);
  return (IsHost(host) || IsBracketedIpv6(host) || IsAddress(host)) &&
         IsUrlPath(rest->substr(slash));
}

}  // namespace farcall
