// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace farcall {

// JSON with the values that common writers produce and strict parsers refuse,
// made valid: numbers beyond 64 bits or the range of a double become text, NaN
// and Infinity become null, and half of a surrogate pair becomes U+FFFD.
// Nothing if `json` has none of these: what else is broken stays broken.
std::optional<std::string> RepairJson(std::string_view json);

}  // namespace farcall
