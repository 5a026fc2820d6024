// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace farcall {

// The pseudo-origin of a CloudTrail sourceIPAddress that is no address:
// `@service:<name>` for `<name>.amazonaws.com` and its like, `@internal` for
// `AWS Internal`. Nothing for all else.
std::optional<std::string> PseudoOriginOf(std::string_view source_address);

}  // namespace farcall
