// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace farcall {

namespace hashed_text_internal {

__extension__ using Product = unsigned __int128;

// Its address differs between processes, so that nobody can choose texts of one
// hash.
inline constexpr char kSeed = 0;
inline constexpr uint64_t kOdd = 0x9E3779B97F4A7C15;

inline uint64_t Mix(uint64_t a, uint64_t b) {
  const Product product = static_cast<Product>(a) * b;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

template <typename Number>
uint64_t Load(const char* from) {
  Number number;
  std::memcpy(&number, from, sizeof(number));
  return number;
}

}  // namespace hashed_text_internal

// Differs between processes: it is never stored, and no result depends on it.
inline uint64_t HashOfText(std::string_view text) {
  namespace in = hashed_text_internal;
  const uint64_t seed = std::bit_cast<uintptr_t>(&in::kSeed) * in::kOdd;
  const uint64_t other = std::rotl(seed, 29);
  uint64_t hash = seed;
  const char* at = text.data();
  size_t left = text.size();
  for (; left > 16; at += 16, left -= 16) {
    hash = in::Mix(in::Load<uint64_t>(at) ^ other,
                   in::Load<uint64_t>(at + 8) ^ hash);
  }
  uint64_t first = 0;
  uint64_t last = 0;
  if (left >= 8) {
    first = in::Load<uint64_t>(at);
    last = in::Load<uint64_t>(at + left - 8);
  } else if (left >= 4) {
    first = in::Load<uint32_t>(at);
    last = in::Load<uint32_t>(at + left - 4);
  } else if (left > 0) {
    first = in::Load<uint8_t>(at) | in::Load<uint8_t>(at + left / 2) << 8 |
            in::Load<uint8_t>(at + left - 1) << 16;
  }
  hash = in::Mix(first ^ other, last ^ hash);
  // Apart from the bytes, so that no byte makes up for another size.
  return in::Mix(hash ^ other, in::kOdd ^ text.size());
}

// A text and its hash, worked out once for an event, by which histograms find
// their values, and batches their entities.
struct HashedText {
  std::string_view text{};
  uint32_t hash = 0;

  HashedText() = default;
  explicit HashedText(std::string_view of)
      : text(of), hash(static_cast<uint32_t>(HashOfText(of))) {}
  HashedText(std::string_view of, uint32_t hash_of) : text(of), hash(hash_of) {}

  bool empty() const { return text.empty(); }
  // Texts of the same process.
  bool operator==(const HashedText& other) const {
    return hash == other.hash && text == other.text;
  }
};

// For tables: the hash that is there.
struct KeptHash {
  size_t operator()(const HashedText& text) const { return text.hash; }
};

}  // namespace farcall
