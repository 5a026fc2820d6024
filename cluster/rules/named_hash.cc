// SPDX-License-Identifier: Apache-2.0
#include "cluster/rules/named_hash.h"

#include <sodium.h>

#include <array>

namespace farcall {
namespace {

const unsigned char* BytesOf(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

uint64_t NamedHash(std::string_view bytes, std::string_view key) {
  std::array<unsigned char, crypto_shorthash_BYTES> out;
  crypto_shorthash(out.data(), BytesOf(bytes), bytes.size(), BytesOf(key));
  uint64_t hash = 0;
  for (const unsigned char byte : out) hash = hash << 8 | byte;
  return hash;
}

}  // namespace farcall
