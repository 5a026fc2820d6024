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
// the one that messages use. Names exactly as in the table, which nearly all
// are, are found without folding them; so are names that stand for no key and
// are known as `others`.
template <size_t kNames, size_t kKeys, size_t kOthers = 0>
class KeyTable {
 public:
  static constexpr size_t kNotFound = kKeys;
  static constexpr size_t kSize = kKeys;

  consteval explicit KeyTable(
      std::array<KeyName, kNames> names,
      std::array<std::string_view, kOthers> others = {}) {
    for (const KeyName& entry : names) {
      if (names_[entry.key].empty()) names_[entry.key] = entry.name;
      const FoldedName folded(entry.name);
      size_t slot = SlotOf(folded.text());
      while (slots_[slot].key != kNotFound) slot = (slot + 1) % kSlots;
      slots_[slot] = {folded, entry.key};
    }
    for (const KeyName& entry : names) AddExact(entry.name);
    for (const std::string_view other : others) AddExact(other);
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
    if (const Exact* exact = FindExact(name)) return exact->key;
    return Find(FoldedName(name));
  }
  // Of the member `name` of the object `outer`.
  size_t FindWithin(std::string_view outer, std::string_view name) const {
    char joined[FoldedName::kBytesMax];
    const size_t size = outer.size() + 1 + name.size();
    if (size <= sizeof(joined)) {
      outer.copy(joined, outer.size());
      joined[outer.size()] = '.';
      name.copy(joined + outer.size() + 1, name.size());
      if (const Exact* exact = FindExact({joined, size})) return exact->key;
    }
    FoldedName path(outer);
    path.Append(name);
    return Find(path);
  }

  // As CloudTrail writes it.
  constexpr std::string_view NameOf(size_t key) const { return names_[key]; }

 private:
  static constexpr size_t kSlots = 256;
  static_assert(kNames < kSlots / 2);
  static constexpr size_t kExactSlots = 512;
  static_assert(kNames + kOthers < kExactSlots / 2);

  struct Slot {
    FoldedName folded{};
    size_t key = kNotFound;
  };
  struct Exact {
    std::string_view name{};  // empty = the slot is free
    size_t key = kNotFound;
  };

  // FNV-1a.
  static constexpr size_t SlotOf(std::string_view text) {
    uint32_t hash = 2166136261;
    for (const char c : text) {
      hash = (hash ^ static_cast<unsigned char>(c)) * 16777619;
    }
    return (hash ^ hash >> 16) % kSlots;
  }

  // Of a few bytes, by which the names of a record differ.
  static constexpr size_t ExactSlotOf(std::string_view name) {
    const auto byte = [name](size_t i) {
      return uint32_t{static_cast<unsigned char>(name[i])};
    };
    const size_t size = name.size();
    uint32_t hash = static_cast<uint32_t>(size);
    for (const size_t i :
         {size_t{0}, size / 2, size - 1 - size / 4, size - 1}) {
      hash = hash * 37 + byte(i);
    }
    return (hash ^ hash >> 9) % kExactSlots;
  }

  consteval void AddExact(std::string_view name) {
    size_t slot = ExactSlotOf(name);
    while (!exact_[slot].name.empty()) slot = (slot + 1) % kExactSlots;
    exact_[slot] = {name, Find(FoldedName(name))};
  }

  constexpr const Exact* FindExact(std::string_view name) const {
    if (name.empty()) return nullptr;
    size_t slot = ExactSlotOf(name);
    while (!exact_[slot].name.empty()) {
      if (exact_[slot].name == name) return &exact_[slot];
      slot = (slot + 1) % kExactSlots;
    }
    return nullptr;
  }

  std::array<std::string_view, kKeys> names_{};
  std::array<Slot, kSlots> slots_{};
  std::array<Exact, kExactSlots> exact_{};
};

}  // namespace farcall
