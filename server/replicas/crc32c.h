// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace farcall {

// CRC-32C (Castagnoli) of bytes that follow others, whose CRC is `crc`; 0 = no
// others.
uint32_t Crc32c(std::string_view bytes, uint32_t crc = 0);

}  // namespace farcall
