// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace farcall {

// SipHash-2-4 (libsodium) of `bytes`, its eight bytes read as a big-endian
// number. `key`, 16 bytes, names what is hashed. It is no secret: all replicas,
// and newer binaries, must find the same number.
uint64_t NamedHash(std::string_view bytes, std::string_view key);

}  // namespace farcall
