// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/encoding/utf16.h"

namespace farcall {
namespace {

constexpr uint32_t kReplacement = 0xFFFD;
constexpr uint32_t kByteOrderMark = 0xFEFF;

void AppendUtf8(uint32_t code, std::string& to) {
  const auto append = [&to](uint32_t byte) {
    to += static_cast<char>(static_cast<unsigned char>(byte));
  };
  if (code < 0x80) {
    append(code);
  } else if (code < 0x800) {
    append(0xC0 | code >> 6);
    append(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    append(0xE0 | code >> 12);
    append(0x80 | (code >> 6 & 0x3F));
    append(0x80 | (code & 0x3F));
  } else {
    append(0xF0 | code >> 18);
    append(0x80 | (code >> 12 & 0x3F));
    append(0x80 | (code >> 6 & 0x3F));
    append(0x80 | (code & 0x3F));
  }
}

}  // namespace

std::optional<Utf16Order> Utf16OrderOf(std::string_view head) {
  if (head.starts_with("\xFF\xFE")) return Utf16Order::kLittleEndian;
  if (head.starts_with("\xFE\xFF")) return Utf16Order::kBigEndian;
  if (head.size() < 4) return {};
  // Two characters of ASCII.
  if (head[0] != 0 && head[1] == 0 && head[2] != 0 && head[3] == 0) {
    return Utf16Order::kLittleEndian;
  }
  if (head[0] == 0 && head[1] != 0 && head[2] == 0 && head[3] != 0) {
    return Utf16Order::kBigEndian;
  }
  return {};
}

std::string Utf16Decoder::Decode(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (!half_unit_) {
      half_unit_ = byte;
      continue;
    }
    const uint32_t first = *half_unit_;
    half_unit_.reset();
    Take(order_ == Utf16Order::kBigEndian ? first << 8 | byte
                                          : first | uint32_t{byte} << 8,
         text);
  }
  return text;
}

std::string Utf16Decoder::Finish() {
  std::string text;
  if (high_ || half_unit_) AppendUtf8(kReplacement, text);
  high_.reset();
  half_unit_.reset();
  return text;
}

void Utf16Decoder::Take(uint32_t unit, std::string& to) {
  const bool low = unit >= 0xDC00 && unit <= 0xDFFF;
  if (high_) {
    const uint32_t high = *high_;
    high_.reset();
    if (low) {
      AppendUtf8(0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00), to);
      return;
    }
    AppendUtf8(kReplacement, to);
  }
  if (unit >= 0xD800 && unit <= 0xDBFF) {
    high_ = unit;
  } else if (low) {
    AppendUtf8(kReplacement, to);
  } else if (unit != kByteOrderMark) {
    AppendUtf8(unit, to);
  }
}

}  // namespace farcall
