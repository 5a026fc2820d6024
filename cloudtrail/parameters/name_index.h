// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "text/ascii.h"

namespace farcall {

// Finds the rows of a table by their `name`, whatever its letter case: services
// write both `instanceId` and `InstanceId`. A hash table that is made at
// compile time, so that a name that is in no row costs one look.
template <size_t kRows>
class NameIndex {
 public:
  static constexpr size_t kNotFound = kRows;

  // Rows of one name stand side by side.
  template <typename Row>
  consteval explicit NameIndex(const std::array<Row, kRows>& rows) {
    for (size_t row = 0; row < kRows; ++row) {
      if (row > 0 && EqualsIgnoringCase(rows[row - 1].name, rows[row].name)) {
        continue;
      }
      size_t slot = SlotOf(rows[row].name);
      while (!slots_[slot].name.empty()) slot = (slot + 1) % kSlots;
      slots_[slot] = {rows[row].name, row};
    }
  }

  // The first row of the name, or kNotFound.
  constexpr size_t Find(std::string_view name) const {
    if (name.empty()) return kNotFound;
    size_t slot = SlotOf(name);
    while (!slots_[slot].name.empty()) {
      if (EqualsIgnoringCase(slots_[slot].name, name)) return slots_[slot].row;
      slot = (slot + 1) % kSlots;
    }
    return kNotFound;
  }

 private:
  static constexpr size_t kSlots = std::bit_ceil(kRows * 4);

  struct Slot {
    std::string_view name{};  // empty = the slot is free
    size_t row = kNotFound;
  };

  static constexpr size_t SlotOf(std::string_view name) {
    const size_t size = name.size();
    auto hash = static_cast<uint32_t>(size);
    for (const size_t i :
         {size_t{0}, size / 2, size - 1 - size / 4, size - 1}) {
      hash = hash * 37 + static_cast<unsigned char>(ToLowerAscii(name[i]));
    }
    return (hash ^ hash >> 9) % kSlots;
  }

  std::array<Slot, kSlots> slots_{};
};

}  // namespace farcall
