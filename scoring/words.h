// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "scoring/attribute.h"
#include "scoring/entity.h"

// How keys, values and times are written in sentences for people.

namespace farcall {

// "2026-08-26", UTC.
std::string Date(int64_t seconds);

// "2026-08-26 13:05", UTC.
std::string Minute(int64_t seconds);

// "20 days", "6 hours", "3 minutes", "1 second": rounded, at least a second.
std::string Span(int64_t seconds);

// The name that people use for a principal: "alice" of a user's key, "the role
// deploy", "the session i-0abc of the role web", "the root user of
// 111122223333".
std::string ShownPrincipal(std::string_view key);

// A value in words: "a private address" of `@private`, "2003:c1:12::/48" of a
// network, any other as it is.
std::string ShownValue(Attribute attribute, std::string_view value);

}  // namespace farcall
