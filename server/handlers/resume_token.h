// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace farcall {

// A place in the log of findings of one store: behind it lies what a watcher
// has not seen.
struct ResumeToken {
  // In the place of a token: the first change that is kept.
  static constexpr std::string_view kStart = "start";

  // FindingStore::LogEnd, 16 bytes.
  std::string incarnation{};
  uint64_t position = 0;  // of FindingStore's log

  // Text that may stand in a URL.
  std::string text() const;
  // Nothing if it is no such text.
  static std::optional<ResumeToken> FromText(std::string_view text);

  bool operator==(const ResumeToken&) const = default;
};

}  // namespace farcall
