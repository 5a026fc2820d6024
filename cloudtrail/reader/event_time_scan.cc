// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/reader/event_time_scan.h"

#include <cctype>

namespace farcall {
namespace {

constexpr std::string_view kShape = "dddd-dd-ddTdd:dd:dd";  // d = a digit

bool IsTime(std::string_view text) {
  if (text.size() < kShape.size()) return false;
  for (size_t i = 0; i < kShape.size(); ++i) {
    const bool fits =
        kShape[i] == 'd'
            ? std::isdigit(static_cast<unsigned char>(text[i])) != 0
            : text[i] == kShape[i];
    if (!fits) return false;
  }
  return true;
}

}  // namespace

std::string ScanEventTime(std::string_view json) {
  constexpr std::string_view kKey = "eventTime";
  for (size_t at = json.find(kKey); at != std::string_view::npos;
       at = json.find(kKey, at + kKey.size())) {
    // Within an envelope's string, quotes are escaped.
    const size_t value =
        json.find_first_not_of("\\\": \t\r\n", at + kKey.size());
    if (value != std::string_view::npos && IsTime(json.substr(value))) {
      return std::string(json.substr(value, kShape.size()));
    }
  }
  return "";
}

}  // namespace farcall
