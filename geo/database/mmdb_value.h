// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace farcall {

// The header of one value in a section of an .mmdb file
// (https://maxmind.github.io/MaxMind-DB/). Its offsets lie within the section.
struct MmdbValue {
  int type = 0;          // MMDB_DATA_TYPE_*
  uint32_t size = 0;     // bytes; elements of an array, pairs of a map
  uint32_t pointer = 0;  // of a pointer: the offset it leads to, not checked
  size_t inside = 0;     // where the bytes or the first child lie
  size_t next = 0;       // what follows; of a container: its first child

  bool IsString() const;
  bool IsContainer() const;
  uint64_t Children() const;  // of a container, keys included

  // Of a string.
  std::string_view Text(std::span<const uint8_t> section) const;
  // Of an unsigned integer of up to 64 bits; nothing of other types.
  std::optional<uint64_t> Number(std::span<const uint8_t> section) const;
};

// Nothing where the bytes at `offset` are no value, or one that runs past the
// end of the section.
std::optional<MmdbValue> DecodeMmdbValue(std::span<const uint8_t> section,
                                         size_t offset);

// The same, but a pointer gives what it leads to, with `next` after the
// pointer. A pointer to a pointer is no value.
std::optional<MmdbValue> FollowMmdbValue(std::span<const uint8_t> section,
                                         size_t offset);

}  // namespace farcall
