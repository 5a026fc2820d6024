// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace farcall {

// A fixed set of names, found with one comparison: made at compile time, each
// name in a slot of its own.
template <size_t kNames>
class KeyTable {
 public:
  static constexpr size_t kNotFound = kNames;

  consteval explicit KeyTable(std::array<std::string_view, kNames> names)
      : names_(names) {
    while (!Place()) seed_ += 2;
  }

  // Index of `name` in the names given to the constructor, or kNotFound.
  constexpr size_t Find(std::string_view name) const {
    if (name.empty()) return kNotFound;
    const size_t index = slots_[SlotOf(name)];
    return index < kNames && names_[index] == name ? index : kNotFound;
  }

  constexpr std::string_view NameOf(size_t index) const {
    return names_[index];
  }

 private:
  static constexpr size_t kSlots = 256;
  static_assert(kNames < 64);

  constexpr size_t SlotOf(std::string_view name) const {
    const auto byte = [name](size_t i) -> uint32_t {
      return static_cast<unsigned char>(name[i]);
    };
    // `eventName` and `eventTime` differ in the third byte from the end.
    const size_t size = name.size();
    const uint32_t mixed = static_cast<uint32_t>(size) ^ byte(0) << 8 ^
                           byte(size > 2 ? size - 3 : 0) << 16 ^
                           byte(size - 1) << 24;
    return mixed * seed_ >> 24;
  }

  // Whether no two names share a slot under this seed.
  constexpr bool Place() {
    slots_.fill(kNames);
    for (size_t i = 0; i < kNames; ++i) {
      uint8_t& slot = slots_[SlotOf(names_[i])];
      if (slot != kNames) return false;
      slot = static_cast<uint8_t>(i);
    }
    return true;
  }

  std::array<std::string_view, kNames> names_;
  std::array<uint8_t, kSlots> slots_{};
  uint32_t seed_ = 0x9E3779B1;
};

}  // namespace farcall
