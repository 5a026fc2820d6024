// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace farcall {

// What somebody did to a baseline. On disk and on the wire by number: never
// renumber.
enum class FeedbackAction : uint8_t {
  kBenign = 1,     // called a place or an event benign
  kMalicious = 2,  // called it malicious
  kForget = 3,     // had a range of hours forgotten
  kClear = 4,      // took back what was said of a place or an event
};

std::string_view FeedbackActionName(FeedbackAction action);

// Who did what and why: one entry of the audit that the store keeps.
struct FeedbackEntry {
  int64_t time_micros = 0;  // Unix time of the server when it was said
  FeedbackAction action = FeedbackAction::kBenign;
  std::string principal{};
  std::string origin{};  // empty where hours were forgotten
  std::string actor{};
  std::string reason{};
  std::string feedback_id{};
  // Whom the server took `actor` for: `token:NAME`, `cert:NAME` or
  // `anonymous`. Empty in entries of before this was kept.
  std::string identity{};
  // The hours forgotten, half open, in Unix seconds; else 0.
  int64_t from_seconds = 0;
  int64_t to_seconds = 0;
  // Unix seconds from which a benign verdict is over; 0 = it has no end.
  int64_t until_seconds = 0;
  // Digest of what was judged, without the principal: the place and its
  // account, or the event. 0 where hours were forgotten, and in entries of
  // before this was kept.
  uint64_t content_digest = 0;

  bool operator==(const FeedbackEntry&) const = default;
};

}  // namespace farcall
