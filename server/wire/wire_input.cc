// SPDX-License-Identifier: Apache-2.0
#include "server/wire/wire_input.h"

#include <algorithm>

namespace farcall {
namespace {

constexpr size_t kTagBytesMax = 5;
constexpr size_t kSizeBytesMax = 5;
constexpr size_t kVarintBytesMax = 10;
constexpr uint32_t kTypeBits = 7;

}  // namespace

uint32_t WireInput::ReadLongTag() {
  uint32_t tag = 0;
  const size_t bytes = std::min(kTagBytesMax, left());
  for (size_t i = 0; i < bytes; ++i) {
    const auto byte = static_cast<unsigned char>(position_[i]);
    tag |= uint32_t{byte & 0x7fU} << (7 * i);  // what exceeds 32 bits is lost
    if (byte < 0x80) {
      position_ += i + 1;
      return tag;
    }
  }
  return 0;
}

bool WireInput::ReadLongVarint(uint64_t& value) {
  value = 0;
  const size_t bytes = std::min(kVarintBytesMax, left());
  for (size_t i = 0; i < bytes; ++i) {
    const auto byte = static_cast<unsigned char>(position_[i]);
    value |= uint64_t{byte & 0x7fU} << (7 * i);  // beyond 64 bits: lost
    if (byte < 0x80) {
      position_ += i + 1;
      return true;
    }
  }
  return false;
}

bool WireInput::ReadLongSize(size_t& size) {
  size = 0;
  const size_t bytes = std::min(kSizeBytesMax, left());
  for (size_t i = 0; i < bytes; ++i) {
    const auto byte = static_cast<unsigned char>(position_[i]);
    if (i + 1 == kSizeBytesMax && byte >= 8) return false;  // 2 GiB or more
    size |= size_t{byte & 0x7fU} << (7 * i);
    if (byte < 0x80) {
      position_ += i + 1;
      return true;
    }
  }
  return false;
}

bool WireInput::SkipBytes(size_t size) {
  if (size > left()) return false;
  position_ += size;
  return true;
}

bool WireInput::Skip(uint32_t tag) {
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
    if (!Skip(inner)) return false;
  }
  return false;
}

}  // namespace farcall
