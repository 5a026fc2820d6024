// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace farcall {

// Bytes as text that may stand in a URL: RFC 4648 base64url, without padding.
std::string EncodeBase64Url(std::span<const unsigned char> bytes);
// Nothing if `text` is no such text.
std::optional<std::vector<unsigned char>> DecodeBase64Url(
    std::string_view text);

}  // namespace farcall
