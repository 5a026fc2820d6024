// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "absl/container/inlined_vector.h"

namespace farcall {

// Two hashes of a tree of values, the same whatever the order of the members of
// objects: of each leaf's path and value, and of the paths alone. SipHash-2-4
// under a key that is the same everywhere, so that equal trees have equal
// hashes in every process and version: it is not secret.
class Fingerprint {
 public:
  // Where a value stands: a hash of the names, and of the places in arrays, on
  // the way to it.
  using Path = uint64_t;
  static constexpr Path kRoot = 0;

  static Path Member(Path object, std::string_view name);
  static Path Item(Path array, uint64_t number);

  void Add(Path leaf, std::string_view value);
  // There is more, which is not added.
  void Cut() { is_cut_ = true; }

  // Never 0, unless there is no leaf.
  uint64_t OfValues();
  uint32_t OfPaths();

 private:
  // Most calls have fewer leaves: none of their hashes is on the heap.
  using Hashes = absl::InlinedVector<uint64_t, 24>;

  uint64_t HashOf(Hashes& hashes) const;

  Hashes leaves_{};
  Hashes paths_{};
  bool is_cut_ = false;
};

}  // namespace farcall
