// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "storage/codec/event_digest.h"

namespace farcall {

// A Bloom filter of digests whose bits of one digest lie in 64 bytes: a lookup
// touches one line of the processor's cache. On disk as its bytes.
class DigestFilter {
 public:
  // Two bytes for each digest. Of digests that it does not hold, about one in
  // 1,100 may be in it (bench/seen_ids.cc). Each segment of seen ids adds its
  // own share of false positives, and each of them may wait for a disk.
  static constexpr size_t kBitsPerDigest = 16;

  DigestFilter() = default;
  explicit DigestFilter(size_t digests,
                        size_t bits_per_digest = kBitsPerDigest);

  // Nothing where `bytes` are not whole lines, or none.
  static std::optional<DigestFilter> FromBytes(std::string_view bytes);
  std::string_view bytes() const;

  void Add(const EventDigest& digest);
  bool MayHold(const EventDigest& digest) const;
  // Has the processor fetch what MayHold() will look at.
  void Prefetch(const EventDigest& digest) const;

 private:
  static constexpr size_t kLineBytes = 64;
  // On disk: never change.
  static constexpr int kProbes = 8;

  struct alignas(kLineBytes) Line {
    std::array<uint8_t, kLineBytes> bytes{};
  };

  const Line& LineOf(const EventDigest& digest) const {
    return lines_[(uint64_t{digest.low} * lines_.size()) >> 32];
  }

  std::vector<Line> lines_;
};

}  // namespace farcall
