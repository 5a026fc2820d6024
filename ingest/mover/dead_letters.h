// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace farcall {

// A record that no server can score, and where it was.
struct DeadLetter {
  std::string place;    // of its content (Content::place)
  uint64_t record = 0;  // from 1, in its content
  std::string code;     // of the server, or NO_JSON, TOO_LARGE
  std::string field;    // that is wrong; may be empty
  std::string reason;   // for people
  std::string text;     // the record as it was delivered
  uint64_t bytes = 0;   // of the record; more than `text` has where cut
};

// Where such records are kept for people to look at, to mend and to send again.
// Thread-safe.
class DeadLetters {
 public:
  virtual ~DeadLetters() = default;

  // OK once all of them are durable. Else none, some or all of them are: they
  // are written again.
  virtual absl::Status Write(std::span<const DeadLetter> letters) = 0;
};

// One line of JSON without a line feed, at most about `bytes_max`: place,
// record, time, code, field, reason, bytes, and the text as `text`, or as
// `base64` where it is no UTF-8; `cut` where that is not the whole of it.
std::string DeadLetterJson(const DeadLetter& letter,
                           std::chrono::system_clock::time_point now,
                           size_t bytes_max);

}  // namespace farcall
