// SPDX-License-Identifier: Apache-2.0
#include "geo/database/mmdb_value.h"

#include <maxminddb.h>

namespace farcall {
namespace {

// Reads on from an offset, as long as there are bytes.
class Cursor {
 public:
  Cursor(std::span<const uint8_t> section, size_t offset)
      : section_(section), offset_(offset) {}

  size_t offset() const { return offset_; }
  bool Has(size_t bytes) const {
    return offset_ <= section_.size() && bytes <= section_.size() - offset_;
  }

  // A big-endian number of up to 4 bytes.
  std::optional<uint32_t> Take(size_t bytes) {
    if (!Has(bytes)) return std::nullopt;
    uint32_t number = 0;
    for (size_t i = 0; i < bytes; ++i)
      number = number << 8 | section_[offset_++];
    return number;
  }

 private:
  std::span<const uint8_t> section_;
  size_t offset_;
};

std::optional<uint32_t> TakePointer(Cursor& cursor, uint32_t control) {
  const size_t bytes = ((control >> 3) & 3) + 1;
  const std::optional<uint32_t> low = cursor.Take(bytes);
  if (!low) return std::nullopt;
  const uint32_t high = control & 7;
  switch (bytes) {
    case 1:
      return (high << 8) + *low;
    case 2:
      return (high << 16) + *low + 2048;
    case 3:
      return (high << 24) + *low + 2048 + 524288;
    default:
      return low;
  }
}

std::optional<uint32_t> TakeSize(Cursor& cursor, uint32_t control) {
  constexpr uint32_t kFirstOfMoreBytes[] = {29, 285, 65821};
  const uint32_t size = control & 31;
  if (size < 29) return size;
  const std::optional<uint32_t> more = cursor.Take(size - 28);
  if (!more) return std::nullopt;
  return kFirstOfMoreBytes[size - 29] + *more;
}

bool SizeFits(const MmdbValue& value) {
  switch (value.type) {
    case MMDB_DATA_TYPE_UTF8_STRING:
    case MMDB_DATA_TYPE_BYTES:
    case MMDB_DATA_TYPE_MAP:
    case MMDB_DATA_TYPE_ARRAY:
      return true;
    case MMDB_DATA_TYPE_BOOLEAN:
      return value.size <= 1;
    case MMDB_DATA_TYPE_UINT16:
      return value.size <= 2;
    case MMDB_DATA_TYPE_UINT32:
    case MMDB_DATA_TYPE_INT32:
      return value.size <= 4;
    case MMDB_DATA_TYPE_UINT64:
      return value.size <= 8;
    case MMDB_DATA_TYPE_UINT128:
      return value.size <= 16;
    case MMDB_DATA_TYPE_DOUBLE:
      return value.size == 8;
    case MMDB_DATA_TYPE_FLOAT:
      return value.size == 4;
    default:
      return false;
  }
}

}  // namespace

bool MmdbValue::IsString() const { return type == MMDB_DATA_TYPE_UTF8_STRING; }

bool MmdbValue::IsContainer() const {
  return type == MMDB_DATA_TYPE_MAP || type == MMDB_DATA_TYPE_ARRAY;
}

uint64_t MmdbValue::Children() const {
  return type == MMDB_DATA_TYPE_MAP ? uint64_t{2} * size : size;
}

std::string_view MmdbValue::Text(std::span<const uint8_t> section) const {
  const auto bytes = section.subspan(inside, size);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::optional<uint64_t> MmdbValue::Number(
    std::span<const uint8_t> section) const {
  if (type != MMDB_DATA_TYPE_UINT16 && type != MMDB_DATA_TYPE_UINT32 &&
      type != MMDB_DATA_TYPE_UINT64) {
    return std::nullopt;
  }
  uint64_t number = 0;
  for (uint8_t byte : section.subspan(inside, size))
    number = number << 8 | byte;
  return number;
}

std::optional<MmdbValue> DecodeMmdbValue(std::span<const uint8_t> section,
                                         size_t offset) {
  Cursor cursor(section, offset);
  const std::optional<uint32_t> control = cursor.Take(1);
  if (!control) return std::nullopt;

  MmdbValue value;
  value.type = static_cast<int>(*control >> 5);
  if (value.type == MMDB_DATA_TYPE_POINTER) {
    const std::optional<uint32_t> pointer = TakePointer(cursor, *control);
    if (!pointer) return std::nullopt;
    value.pointer = *pointer;
    value.inside = value.next = cursor.offset();
    return value;
  }
  if (value.type == MMDB_DATA_TYPE_EXTENDED) {
    const std::optional<uint32_t> extended = cursor.Take(1);
    if (!extended) return std::nullopt;
    value.type = static_cast<int>(*extended) + 7;
  }
  const std::optional<uint32_t> size = TakeSize(cursor, *control);
  if (!size) return std::nullopt;
  value.size = *size;
  value.inside = value.next = cursor.offset();
  if (!SizeFits(value)) return std::nullopt;
  if (value.IsContainer() || value.type == MMDB_DATA_TYPE_BOOLEAN) return value;
  if (!cursor.Has(value.size)) return std::nullopt;
  value.next += value.size;
  return value;
}

std::optional<MmdbValue> FollowMmdbValue(std::span<const uint8_t> section,
                                         size_t offset) {
  const std::optional<MmdbValue> value = DecodeMmdbValue(section, offset);
  if (!value || value->type != MMDB_DATA_TYPE_POINTER) return value;
  std::optional<MmdbValue> target = DecodeMmdbValue(section, value->pointer);
  if (!target || target->type == MMDB_DATA_TYPE_POINTER) return std::nullopt;
  target->next = value->next;
  return target;
}

}  // namespace farcall
