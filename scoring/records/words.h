// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "scoring/records/attribute.h"
#include "text/text_buffer.h"

// How keys, values and times are written in sentences for people.

namespace farcall {

// "2026-08-26", UTC.
void AppendDate(int64_t seconds, TextBuffer& text);

// "2026-08-26 13:05", UTC.
void AppendMinute(int64_t seconds, TextBuffer& text);
std::string Minute(int64_t seconds);

// "20 days", "6 hours", "3 minutes", "1 second": rounded, at least a second.
void AppendSpan(int64_t seconds, TextBuffer& text);

// The name that people use for a principal: "alice" of a user's key, "the role
// deploy", "the session i-0abc of the role web", "the root user of
// 111122223333". In parts, views into the key.
struct ShownName {
  std::string_view what{};  // "the session "
  std::string_view name{};
  std::string_view between{};  // " of the role "
  std::string_view owner{};
};
ShownName ShownPrincipal(std::string_view key);
void Append(const ShownName& name, TextBuffer& text);

// A value in words: "a private address" of `@private`, "2003:c1:12::/48" of a
// network, any other as it is.
void AppendValue(Attribute attribute, std::string_view value, TextBuffer& text);

// A network as events have it (Attribute::kNetwork), as people write it:
// "198.51.100.0/24"; empty of an empty one.
std::string CidrOf(std::string_view network);

}  // namespace farcall
