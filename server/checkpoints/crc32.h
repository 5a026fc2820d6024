// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <zlib.h>

#include <cstdint>
#include <string_view>

namespace farcall {

// CRC-32 of bytes that follow others, whose CRC is `crc`; 0 = no others.
inline uint32_t Crc32Of(std::string_view bytes, uint32_t crc = 0) {
  return static_cast<uint32_t>(
      crc32_z(crc, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

}  // namespace farcall
