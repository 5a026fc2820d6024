// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/parameters/fingerprint.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace farcall {
namespace {

// Numbers are hashed as they lie in memory.
static_assert(std::endian::native == std::endian::little);

// What a hash is of, so that no two kinds can be equal but by chance.
enum class Kind : uint64_t {
  kMember = 1,
  kItem = 2,
  kValue = 3,
  kTree = 4,
  kCutTree = 5,
};

uint64_t SipHash(uint64_t path, Kind kind, const void* bytes, size_t size) {
  const std::array<uint64_t, 2> key = {path, static_cast<uint64_t>(kind)};
  static_assert(sizeof(key) == crypto_shorthash_KEYBYTES);
  std::array<unsigned char, sizeof(key)> key_bytes;
  std::memcpy(key_bytes.data(), key.data(), sizeof(key));
  std::array<unsigned char, crypto_shorthash_BYTES> out;
  crypto_shorthash(out.data(), static_cast<const unsigned char*>(bytes), size,
                   key_bytes.data());
  return std::bit_cast<uint64_t>(out);
}

}  // namespace

Fingerprint::Path Fingerprint::Member(Path object, std::string_view name) {
  return SipHash(object, Kind::kMember, name.data(), name.size());
}

Fingerprint::Path Fingerprint::Item(Path array, uint64_t number) {
  return SipHash(array, Kind::kItem, &number, sizeof(number));
}

void Fingerprint::Add(Path leaf, std::string_view value) {
  leaves_.push_back(SipHash(leaf, Kind::kValue, value.data(), value.size()));
  paths_.push_back(leaf);
}

uint64_t Fingerprint::HashOf(Hashes& hashes) const {
  if (hashes.empty()) return 0;
  std::ranges::sort(hashes);
  return SipHash(0, is_cut_ ? Kind::kCutTree : Kind::kTree, hashes.data(),
                 hashes.size() * sizeof(hashes[0]));
}

uint64_t Fingerprint::OfValues() {
  const uint64_t hash = HashOf(leaves_);
  return hash == 0 && !leaves_.empty() ? 1 : hash;
}

uint32_t Fingerprint::OfPaths() {
  return static_cast<uint32_t>(HashOf(paths_));
}

}  // namespace farcall
