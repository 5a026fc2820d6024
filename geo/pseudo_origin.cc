// SPDX-License-Identifier: Apache-2.0
#include "geo/pseudo_origin.h"

#include <algorithm>
#include <cstddef>

#include "scoring/event/origin.h"
#include "scoring/event/source_address.h"

namespace farcall {
namespace {

constexpr std::string_view kInternalDomain = ".aws.internal";
constexpr size_t kServiceNameBytesMax = 64;
constexpr size_t kSourceBytesMax = kServiceNameBytesMax + 32;

char LowerCase(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool IsLetterOrDigit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool IsServiceName(std::string_view name) {
  return !name.empty() && name.size() <= kServiceNameBytesMax &&
         IsLetterOrDigit(name.front()) && IsLetterOrDigit(name.back()) &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return IsLetterOrDigit(c) || c == '-' || c == '.';
         });
}

}  // namespace

std::optional<std::string> PseudoOriginOf(std::string_view source_address) {
  if (source_address.size() > kSourceBytesMax) return std::nullopt;
  std::string source(source_address);
  std::transform(source.begin(), source.end(), source.begin(), LowerCase);

  if (IsAwsInternal(source)) return kOriginInternal;
  std::string_view name = ServiceNameOf(source);
  if (source.ends_with(kInternalDomain)) {
    name = std::string_view(source).substr(
        0, source.size() - kInternalDomain.size());
  }
  if (!IsServiceName(name)) return std::nullopt;
  return kOriginServicePrefix + std::string(name);
}

}  // namespace farcall
