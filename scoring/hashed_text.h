// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "absl/hash/hash.h"

namespace farcall {

// A text and its hash, worked out once for an event, by which histograms find
// their values (value_hashes.h). The hash differs between processes: it is
// never stored, and no result depends on it.
struct HashedText {
  std::string_view text{};
  uint32_t hash = 0;

  HashedText() = default;
  explicit HashedText(std::string_view of)
      : text(of), hash(static_cast<uint32_t>(absl::HashOf(of))) {}
  HashedText(std::string_view of, uint32_t hash_of) : text(of), hash(hash_of) {}

  bool empty() const { return text.empty(); }
  // Texts of the same process.
  bool operator==(const HashedText& other) const {
    return hash == other.hash && text == other.text;
  }
};

}  // namespace farcall
