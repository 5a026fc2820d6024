// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "absl/strings/ascii.h"

// How AWS writes the names that lists of addresses have.

namespace farcall {

// Whether `text` can be the number of an account.
inline bool IsAwsAccount(std::string_view text) {
  constexpr size_t kDigits = 12;
  return text.size() == kDigits &&
         std::ranges::all_of(
             text, [](unsigned char c) { return absl::ascii_isdigit(c); });
}

// Whether `text` can be a region, a group of availability zones, or `GLOBAL`.
inline bool IsAwsRegion(std::string_view text) {
  constexpr size_t kBytesMax = 32;
  return !text.empty() && text.size() <= kBytesMax &&
         std::ranges::all_of(text, [](unsigned char c) {
           return absl::ascii_isalnum(c) || c == '-';
         });
}

// Whether `text` can be a service of AWS's list of addresses: `EC2`.
inline bool IsAwsRangeService(std::string_view text) {
  constexpr size_t kBytesMax = 64;
  return !text.empty() && text.size() <= kBytesMax &&
         std::ranges::all_of(text, [](unsigned char c) {
           return absl::ascii_isupper(c) || absl::ascii_isdigit(c) || c == '_';
         });
}

}  // namespace farcall
