// SPDX-License-Identifier: Apache-2.0
#include "ingest/aws/json_text.h"

#include <charconv>
#include <system_error>

namespace farcall {

std::string QuotedJson(std::string_view text) {
  constexpr std::string_view kHexDigits = "0123456789abcdef";
  std::string quoted = "\"";
  quoted.reserve(text.size() + 2);
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20) {
      quoted += "\\u00";
      quoted += kHexDigits[byte >> 4];
      quoted += kHexDigits[byte & 0xf];
      continue;
    }
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

std::string_view TextMember(const simdjson::dom::element& object,
                            std::string_view name) {
  std::string_view text;
  if (object.at_key(name).get(text) != simdjson::SUCCESS) return {};
  return text;
}

std::optional<int64_t> NumberMember(const simdjson::dom::element& object,
                                    std::string_view name) {
  int64_t number = 0;
  if (object.at_key(name).get(number) == simdjson::SUCCESS) return number;
  const std::string_view text = TextMember(object, name);
  const char* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || at != end || text.empty()) return std::nullopt;
  return number;
}

}  // namespace farcall
