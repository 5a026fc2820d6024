// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string_view>

#include "text/ascii.h"
#include "text/shown_text.h"

namespace farcall {

// Whether a value of a request can be kept: it is there, short enough, without
// control characters, and CloudTrail did not put its own word in its place.
inline bool IsSoundValue(std::string_view value, size_t bytes_max) {
  return !value.empty() && value.size() <= bytes_max &&
         (IsPrintableAscii(value) || std::ranges::none_of(value, IsControl)) &&
         value != "HIDDEN_DUE_TO_SECURITY_REASONS";
}

}  // namespace farcall
