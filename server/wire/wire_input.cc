// SPDX-License-Identifier: Apache-2.0
#include "server/wire/wire_input.h"

#include <algorithm>

namespace farcall {
namespace {

constexpr uint32_t kTypeBits = 7;

}  // namespace

const char* WireInput::LongNumber(const char* from, const char* end,
                                  size_t bytes_max, uint64_t& number) {
  number = 0;
  const size_t bytes = std::min(bytes_max, static_cast<size_t>(end - from));
  for (size_t i = 0; i < bytes; ++i) {
    const auto byte = static_cast<unsigned char>(from[i]);
    number |= uint64_t{byte & 0x7fU} << (7 * i);  // beyond 64 bits: lost
    if (byte < 0x80) return from + i + 1;
  }
  return nullptr;
}

const char* WireInput::VeryLongSize(const char* from, const char* end,
                                    uint64_t& size) {
  const char* const after = LongNumber(from, end, kSizeBytesMax, size);
  // protobuf looks at the last byte, which may be 0: 2 GiB are refused.
  return size >> 31 == 0 ? after : nullptr;
}

const char* WireInput::AfterField(uint32_t tag, const char* from,
                                  const char* end, int depth) {
  WireInput input({from, static_cast<size_t>(end - from)}, depth);
  return input.SkipValue(tag) ? input.position_ : nullptr;
}

bool WireInput::SkipBytes(size_t size) {
  if (size > left()) return false;
  position_ += size;
  return true;
}

bool WireInput::SkipValue(uint32_t tag) {
  if (tag >> 3 == 0) return false;
  uint64_t value = 0;
  std::string_view bytes;
  switch (static_cast<WireType>(tag & kTypeBits)) {
    case WireType::kVarint:
      return ReadVarint(value);
    case WireType::kFixed64:
      return SkipBytes(8);
    case WireType::kBytes:
      return ReadBytes(bytes);
    case WireType::kGroup:
      return SkipGroup(tag);
    case WireType::kFixed32:
      return SkipBytes(4);
    case WireType::kEndGroup:
      break;
  }
  return false;
}

bool WireInput::SkipGroup(uint32_t tag) {
  if (depth_ >= kDepthMax) return false;
  ++depth_;
  const uint32_t end_tag = tag + 1;  // the same number, kEndGroup
  while (!at_end()) {
    const uint32_t inner = ReadTag();
    if (inner == end_tag) {
      --depth_;
      return true;
    }
    if (!SkipValue(inner)) return false;
  }
  return false;
}

}  // namespace farcall
