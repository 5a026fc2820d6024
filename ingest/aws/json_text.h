// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace farcall {

// `text` as a JSON string, with its quotes. `text` has to be UTF-8.
std::string QuotedJson(std::string_view text);

// The string that is member `name` of an object; empty if it is not there, or
// is no string. Good as long as the document.
std::string_view TextMember(const simdjson::dom::element& object,
                            std::string_view name);

// The number that is member `name`, written as a number or as a string of
// digits; nothing if it is none.
std::optional<int64_t> NumberMember(const simdjson::dom::element& object,
                                    std::string_view name);

}  // namespace farcall
