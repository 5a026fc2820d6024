// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/encoding/json_repair.h"

#include <algorithm>
#include <cstdint>

namespace farcall {
namespace {

// Every integer of so many digits fits into 64 bits.
constexpr size_t kSafeDigits = 18;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Length of the JSON number that `text` begins with; 0 if there is none.
size_t NumberSize(std::string_view text) {
  size_t at = text.starts_with('-') ? 1 : 0;
  const auto digits = [&] {
    const size_t begin = at;
    while (at < text.size() && IsDigit(text[at])) ++at;
    return at - begin;
  };
  const bool leading_zero = at < text.size() && text[at] == '0';
  const size_t whole = digits();
  if (whole == 0 || (leading_zero && whole > 1)) return 0;
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (digits() == 0) return 0;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (digits() == 0) return 0;
  }
  return at;
}

// Copies JSON, mending values on the way.
class Repair {
 public:
  explicit Repair(std::string_view json) : rest_(json) {
    mended_.reserve(json.size() + 64);
  }

  std::optional<std::string> Run() {
    while (!rest_.empty()) {
      if (in_string_) {
        CopyString();
      } else {
        CopyStructure();
      }
    }
    if (!any_) return {};
    return std::move(mended_);
  }

 private:
  void Copy(size_t size) {
    mended_ += rest_.substr(0, size);
    rest_.remove_prefix(std::min(size, rest_.size()));
  }

  void Replace(size_t size, std::string_view by) {
    mended_ += by;
    rest_.remove_prefix(size);
    any_ = true;
  }

  void CopyStructure() {
    for (const std::string_view token : {"NaN", "-Infinity", "Infinity"}) {
      if (rest_.starts_with(token)) return Replace(token.size(), "null");
    }
    const char c = rest_.front();
    if (c == '"') in_string_ = true;
    const size_t number = c == '-' || IsDigit(c) ? NumberSize(rest_) : 0;
    if (number > kSafeDigits ||
        rest_.substr(0, number).find_first_of("eE") != std::string_view::npos) {
      const std::string text(rest_.substr(0, number));
      return Replace(number, '"' + text + '"');
    }
    Copy(std::max<size_t>(number, 1));
  }

  void CopyString() {
    const size_t special = std::min(rest_.find_first_of("\"\\"), rest_.size());
    Copy(special);
    if (rest_.empty()) return;
    if (rest_.front() == '"') {
      in_string_ = false;
      return Copy(1);
    }
    const std::optional<uint32_t> unit = Escaped(rest_);
    if (!unit || *unit < 0xD800 || *unit > 0xDFFF) return Copy(2);
    const std::optional<uint32_t> low = Escaped(rest_.substr(6));
    const bool pair = *unit < 0xDC00 && low && *low >= 0xDC00 && *low <= 0xDFFF;
    if (pair) return Copy(12);
    Replace(6, "\\ufffd");
  }

  // The code unit of the `\uXXXX` that `text` begins with.
  static std::optional<uint32_t> Escaped(std::string_view text) {
    if (text.size() < 6 || !text.starts_with("\\u")) return {};
    uint32_t unit = 0;
    for (const char c : text.substr(2, 4)) {
      const char lower = static_cast<char>(c | 0x20);
      if (IsDigit(c)) {
        unit = unit * 16 + static_cast<uint32_t>(c - '0');
      } else if (lower >= 'a' && lower <= 'f') {
        unit = unit * 16 + static_cast<uint32_t>(lower - 'a' + 10);
      } else {
        return {};
      }
    }
    return unit;
  }

  std::string_view rest_;
  std::string mended_;
  bool in_string_ = false;
  bool any_ = false;
};

}  // namespace

std::optional<std::string> RepairJson(std::string_view json) {
  return Repair(json).Run();
}

}  // namespace farcall
