// SPDX-License-Identifier: Apache-2.0
#include "formats/text.h"

#include <array>
#include <optional>

#include "absl/strings/str_format.h"
#include "absl/time/time.h"

namespace farcall {
namespace {

struct CodePoint {
  uint32_t value = 0;
  size_t bytes = 0;
};

// The well-formed code point that `text` starts with.
std::optional<CodePoint> Decode(std::string_view text) {
  const auto byte = [text](size_t i) {
    return static_cast<unsigned char>(text[i]);
  };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return CodePoint{lead, 1};
  if (lead < 0xC2 || lead > 0xF4) return std::nullopt;
  const size_t bytes = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (text.size() < bytes) return std::nullopt;
  uint32_t value = lead & (0x7Fu >> bytes);
  for (size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return std::nullopt;
    value = (value << 6) | (byte(i) & 0x3Fu);
  }
  constexpr std::array<uint32_t, 5> kSmallest = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < kSmallest[bytes] || value > 0x10FFFF || surrogate) {
    return std::nullopt;
  }
  return CodePoint{value, bytes};
}

bool IsControl(uint32_t code_point) {
  return code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0);
}

// Marks that change direction, separate lines or cannot be seen.
bool IsDeceptive(uint32_t code_point) {
  return (code_point >= 0x200B && code_point <= 0x200F) ||
         (code_point >= 0x2028 && code_point <= 0x202E) ||
         (code_point >= 0x2060 && code_point <= 0x206F) || code_point == 0xFEFF;
}

bool StartsCodePoint(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
}

// Offset of the code point number `index`.
size_t OffsetOf(std::string_view text, size_t index) {
  size_t offset = 0;
  while (offset < text.size()) {
    if (StartsCodePoint(text[offset]) && index-- == 0) break;
    ++offset;
  }
  return offset;
}

std::string Ellipsis(Charset charset) {
  return charset == Charset::kUtf8 ? "…" : "...";
}

}  // namespace

std::string Printable(std::string_view text, Charset charset) {
  std::string printable;
  printable.reserve(text.size());
  while (!text.empty()) {
    const std::optional<CodePoint> next = Decode(text);
    const size_t bytes = next.has_value() ? next->bytes : 1;
    const bool shown = next.has_value() && !IsControl(next->value) &&
                       !IsDeceptive(next->value) &&
                       (bytes == 1 || charset == Charset::kUtf8);
    if (shown) {
      printable.append(text.substr(0, bytes));
    } else {
      printable.push_back('?');
    }
    text.remove_prefix(bytes);
  }
  return printable;
}

size_t Columns(std::string_view text) {
  size_t columns = 0;
  for (const char byte : text) columns += StartsCodePoint(byte) ? 1 : 0;
  return columns;
}

std::string CutEnd(std::string_view text, size_t columns, Charset charset) {
  if (Columns(text) <= columns) return std::string(text);
  const std::string ellipsis = Ellipsis(charset);
  if (columns <= Columns(ellipsis)) {
    return std::string(text.substr(0, OffsetOf(text, columns)));
  }
  const size_t kept = columns - Columns(ellipsis);
  return std::string(text.substr(0, OffsetOf(text, kept))) + ellipsis;
}

std::string PadLeft(std::string text, size_t columns) {
  const size_t has = Columns(text);
  if (has < columns) text.insert(0, columns - has, ' ');
  return text;
}

std::string PadRight(std::string text, size_t columns) {
  const size_t has = Columns(text);
  if (has < columns) text.append(columns - has, ' ');
  return text;
}

std::vector<std::string> Wrap(std::string_view text, size_t columns) {
  if (columns == 0) return {std::string(text)};
  std::vector<std::string> lines;
  std::string line;
  while (!text.empty()) {
    const size_t space = text.find(' ');
    const std::string_view word = text.substr(0, space);
    if (!line.empty() && Columns(line) + 1 + Columns(word) > columns) {
      lines.push_back(std::move(line));
      line.clear();
    }
    if (!line.empty()) line.push_back(' ');
    line.append(word);
    text.remove_prefix(space == std::string_view::npos ? text.size()
                                                       : space + 1);
  }
  if (!line.empty()) lines.push_back(std::move(line));
  return lines;
}

std::string Percent(double share) {
  return absl::StrFormat("%.1f %%", share * 100);
}

std::string ByteSize(uint64_t bytes) {
  constexpr std::array<const char*, 5> kUnits = {"B", "KiB", "MiB", "GiB",
                                                 "TiB"};
  if (bytes < 1024) return std::to_string(bytes) + " B";
  double size = static_cast<double>(bytes);
  size_t unit = 0;
  while (size >= 1024 && unit + 1 < kUnits.size()) {
    size /= 1024;
    ++unit;
  }
  return absl::StrFormat("%.1f %s", size, kUnits[unit]);
}

std::string Rfc3339(int64_t unix_seconds) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ",
                          absl::FromUnixSeconds(unix_seconds),
                          absl::UTCTimeZone());
}

std::string Date(int64_t unix_seconds) {
  constexpr size_t kDateLength = 10;
  return Rfc3339(unix_seconds).substr(0, kDateLength);
}

}  // namespace farcall
