// SPDX-License-Identifier: Apache-2.0
#include "server/wire/utf8.h"

namespace farcall {
namespace {

struct Lead {
  size_t size = 0;             // of the character; 0 = no character begins so
  unsigned char least = 0x80;  // second byte
  unsigned char most = 0xbf;
};

// Table 3-7 of the Unicode standard.
Lead LeadOf(unsigned char byte) {
  if (byte < 0x80) return {.size = 1};
  if (byte < 0xc2) return {};
  if (byte < 0xe0) return {.size = 2};
  if (byte == 0xe0) return {.size = 3, .least = 0xa0};
  if (byte == 0xed) return {.size = 3, .most = 0x9f};
  if (byte < 0xf0) return {.size = 3};
  if (byte == 0xf0) return {.size = 4, .least = 0x90};
  if (byte < 0xf4) return {.size = 4};
  if (byte == 0xf4) return {.size = 4, .most = 0x8f};
  return {};
}

}  // namespace

bool IsUtf8(std::string_view text) {
  const auto byte_at = [text](size_t i) {
    return static_cast<unsigned char>(text[i]);
  };
  for (size_t i = 0; i < text.size();) {
    const Lead lead = LeadOf(byte_at(i));
    if (lead.size == 0 || text.size() - i < lead.size) return false;
    for (size_t k = 1; k < lead.size; ++k) {
      const unsigned char least = k == 1 ? lead.least : 0x80;
      const unsigned char most = k == 1 ? lead.most : 0xbf;
      if (byte_at(i + k) < least || byte_at(i + k) > most) return false;
    }
    i += lead.size;
  }
  return true;
}

}  // namespace farcall
