// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/encoding/json_scanner.h"

#include <algorithm>

namespace farcall {

size_t JsonScanner::Scan(std::string_view text) {
  size_t at = 0;
  while (at < text.size() && state_ == State::kOpen) {
    at = in_string_ ? ScanString(text, at) : ScanStructure(text, at);
  }
  return at;
}

size_t JsonScanner::ScanString(std::string_view text, size_t at) {
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\n') {
      state_ = State::kBroken;
      return at;
    }
    if (escaped_) {
      escaped_ = false;
    } else if (c == '\\') {
      escaped_ = true;
    } else if (c == '"') {
      in_string_ = false;
      if (depth_ == 0) state_ = State::kDone;
      return at + 1;
    }
  }
  return at;
}

size_t JsonScanner::ScanStructure(std::string_view text, size_t at) {
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"') {
      in_string_ = true;
      return at + 1;
    }
    if (c == '{' || c == '[') {
      ++depth_;
    } else if (c == '}' || c == ']') {
      if (depth_ > 0) --depth_;
      if (depth_ > 0) continue;
      state_ = State::kDone;
      return at + 1;
    }
  }
  return at;
}

size_t FindValueEnd(std::string_view json, size_t at) {
  const char first = json[at];
  if (first != '{' && first != '[' && first != '"') {
    return std::min(json.find_first_of(",]} \t\r\n", at), json.size());
  }
  JsonScanner scanner;
  const size_t end = at + scanner.Scan(json.substr(at));
  return scanner.state() == JsonScanner::State::kDone ? end
                                                      : std::string_view::npos;
}

}  // namespace farcall
