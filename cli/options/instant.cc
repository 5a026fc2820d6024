// SPDX-License-Identifier: Apache-2.0
#include "cli/options/instant.h"

#include "absl/strings/ascii.h"
#include "absl/time/time.h"

namespace farcall {

std::optional<int64_t> ParseInstant(const std::string& text) {
  // absl::ParseTime knows words too.
  if (text.empty() || !absl::ascii_isdigit(static_cast<unsigned char>(text[0])))
    return std::nullopt;
  for (const char* format :
       {"%Y-%m-%d%ET%H:%M:%S%Ez", "%Y-%m-%d%ET%H:%M%Ez", "%Y-%m-%d"}) {
    absl::Time time;
    if (!absl::ParseTime(format, text, &time, nullptr)) continue;
    const int64_t seconds = absl::ToUnixSeconds(time);
    if (seconds < 0) return std::nullopt;
    return seconds;
  }
  return std::nullopt;
}

}  // namespace farcall
