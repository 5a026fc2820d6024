// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace farcall {

// The name of a member without what differs between exports of the same
// record: letter case, and the characters that join or quote parts of a name.
// `userIdentity.arn`, `user_identity_arn` and `UserIdentityArn` are all
// `useridentityarn`.
class FoldedName {
 public:
  static constexpr size_t kBytesMax = 96;

  constexpr FoldedName() = default;
  constexpr explicit FoldedName(std::string_view name) { Append(name); }

  constexpr void Append(std::string_view name) {
    for (const char c : name) {
      if (c == '.' || c == '_' || c == '-' || c == '/' || c == ' ') continue;
      // Longer names are none that is looked for.
      if (size_ == kBytesMax) return;
      bytes_[size_++] = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    }
  }

  constexpr std::string_view text() const { return {bytes_.data(), size_}; }

 private:
  std::array<char, kBytesMax> bytes_{};
  size_t size_ = 0;
};

// A name and the number of the key that it stands for.
struct KeyName {
  std::string_view name;
  size_t key;
};

// A fixed set of names, found by their folded form in a hash table that is made
// at compile time. Several names may stand for one key: the first of them is
// the one that messages use.
template <size_t kNames, size_t kKeys>
class KeyTable {
 public:
  static constexpr size_t kNotFound = kKeys;
  static constexpr size_t kSize = kKeys;

  consteval explicit KeyTable(std::array<KeyName, kNames> names) {
    for (const KeyName& entry : names) {
      if (names_[entry.key].empty()) names_[entry.key] = entry.name;
      const FoldedName folded(entry.name);
      size_t slot = SlotOf(folded.text());
      while (slots_[slot].key != kNotFound) slot = (slot + 1) % kSlots;
      slots_[slot] = {folded, entry.key};
    }
  }

  // The number of the key that `folded` stands for, or kNotFound.
  constexpr size_t Find(const FoldedName& folded) const {
    size_t slot = SlotOf(folded.text());
    while (slots_[slot].key != kNotFound) {
      if (slots_[slot].folded.text() == folded.text()) return slots_[slot].key;
      slot = (slot + 1) % kSlots;
    }
    return kNotFound;
  }
  constexpr size_t Find(std::string_view name) const {
    return Find(FoldedName(name));
  }

  // As CloudTrail writes it.
  constexpr std::string_view NameOf(size_t key) const { return names_[key]; }

 private:
  static constexpr size_t kSlots = 256;
  static_assert(kNames < kSlots / 2);

  // FNV-1a.
  static constexpr size_t SlotOf(std::string_view text) {
    uint32_t hash = 2166136261;
    for (const char c : text) {
      hash = (hash ^ static_cast<unsigned char>(c)) * 16777619;
    }
    return (hash ^ hash >> 16) % kSlots;
  }

  struct Slot {
    FoldedName folded{};
    size_t key = kNotFound;
  };
  std::array<std::string_view, kKeys> names_{};
  std::array<Slot, kSlots> slots_{};
};

}  // namespace farcall
