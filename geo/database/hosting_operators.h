// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "scoring/event/network_operator.h"

namespace farcall {

// A firm whose networks are machines rather than people at home.
struct HostingOperator {
  std::string_view key;  // of the whole firm, in small letters: `amazon`
  OperatorKind kind;     // kCloud or kHosting
};

// What our table says of an autonomous system; nothing if it is not there.
std::optional<HostingOperator> HostingOperatorOf(uint32_t as_number);

}  // namespace farcall
