// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/byte_coding.h"

namespace farcall {
namespace {

constexpr size_t kVarintBytesMax = 10;

template <typename Number>
void AppendFixed(Number number, std::string& out) {
  for (size_t shift = sizeof(Number) * 8; shift > 0; shift -= 8) {
    out.push_back(static_cast<char>((number >> (shift - 8)) & 0xff));
  }
}

template <typename Number>
bool TakeFixed(std::string_view& rest, Number& number) {
  if (rest.size() < sizeof(Number)) return false;
  uint64_t sum = 0;
  for (size_t i = 0; i < sizeof(Number); ++i) {
    sum = (sum << 8) | static_cast<uint8_t>(rest[i]);
  }
  number = static_cast<Number>(sum);
  rest.remove_prefix(sizeof(Number));
  return true;
}

}  // namespace

void AppendFixed16(uint16_t number, std::string& out) {
  AppendFixed(number, out);
}

void AppendFixed32(uint32_t number, std::string& out) {
  AppendFixed(number, out);
}

void AppendFixed64(uint64_t number, std::string& out) {
  AppendFixed(number, out);
}

std::string HexOf(std::string_view bytes) {
  std::string hex;
  for (const char c : bytes) {
    const auto byte = static_cast<uint8_t>(c);
    hex.push_back(kHexDigits[byte >> 4]);
    hex.push_back(kHexDigits[byte & 15]);
  }
  return hex;
}

bool ByteReader::Byte(uint8_t& byte) { return TakeFixed(rest_, byte); }
bool ByteReader::Fixed16(uint16_t& number) { return TakeFixed(rest_, number); }
bool ByteReader::Fixed32(uint32_t& number) { return TakeFixed(rest_, number); }
bool ByteReader::Fixed64(uint64_t& number) { return TakeFixed(rest_, number); }

bool ByteReader::Varint(uint64_t& number) {
  uint64_t sum = 0;
  for (size_t i = 0; i < kVarintBytesMax && i < rest_.size(); ++i) {
    const auto byte = static_cast<uint8_t>(rest_[i]);
    if (i == kVarintBytesMax - 1 && byte > 1) return false;  // over 64 bits
    sum |= static_cast<uint64_t>(byte & 0x7f) << (7 * i);
    if ((byte & 0x80) == 0) {
      number = sum;
      rest_.remove_prefix(i + 1);
      return true;
    }
  }
  return false;
}

bool ByteReader::Bytes(size_t count, std::string_view& bytes) {
  if (rest_.size() < count) return false;
  bytes = rest_.substr(0, count);
  rest_.remove_prefix(count);
  return true;
}

bool ByteReader::Sized(std::string_view& bytes) {
  ByteReader ahead = *this;
  uint64_t size = 0;
  if (!ahead.Varint(size) || !ahead.Bytes(size, bytes)) return false;
  *this = ahead;
  return true;
}

bool ByteReader::Sized(std::string& bytes) {
  std::string_view read;
  if (!Sized(read)) return false;
  bytes = read;
  return true;
}

}  // namespace farcall
