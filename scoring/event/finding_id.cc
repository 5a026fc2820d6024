// SPDX-License-Identifier: Apache-2.0
#include "scoring/event/finding_id.h"

#include <algorithm>

namespace farcall {
namespace {

constexpr std::string_view kDigits = "abcdefghijklmnopqrstuvwxyz234567";
constexpr int kBitsOfDigit = 5;

}  // namespace

std::string FindingId::text() const {
  std::string text;
  text.reserve(kTextBytes);
  uint32_t pending = 0;
  int bits = 0;
  for (const uint8_t byte : bytes) {
    pending = (pending << 8) | byte;
    for (bits += 8; bits >= kBitsOfDigit;) {
      bits -= kBitsOfDigit;
      text.push_back(kDigits[(pending >> bits) % kDigits.size()]);
    }
  }
  return text;
}

std::optional<FindingId> FindingId::FromText(std::string_view text) {
  if (text.size() != kTextBytes) return std::nullopt;
  FindingId id;
  size_t at = 0;
  uint32_t pending = 0;
  int bits = 0;
  for (const char c : text) {
    const size_t digit = kDigits.find(c);
    if (digit == kDigits.npos) return std::nullopt;
    pending = (pending << kBitsOfDigit) | static_cast<uint32_t>(digit);
    bits += kBitsOfDigit;
    if (bits < 8) continue;
    bits -= 8;
    id.bytes[at++] = static_cast<uint8_t>(pending >> bits);
  }
  return id;
}

}  // namespace farcall
