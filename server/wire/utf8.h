// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace farcall {

// Whether `text` is UTF-8 as protobuf wants it of a string: no overlong forms,
// no surrogates, nothing above U+10FFFF.
bool IsUtf8(std::string_view text);

}  // namespace farcall
