// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "absl/status/status.h"

namespace farcall {

// A record that no server can score, and where it was.
struct DeadLetter {
  std::string place;    // of its content (Content::place)
  uint64_t record = 0;  // from 1, in its content; 0 = all of it
  std::string code;     // of the server, or UNREADABLE, TOO_LARGE
  std::string field;    // that is wrong; may be empty
  std::string reason;   // for people
  std::string text;     // the record, or the content where `record` is 0
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

// The letter as one line of JSON, at most `bytes_max` bytes (1,024 or more):
// `time`, `place`, `record`, `code`, `field`, `reason`, `bytes` (of the whole
// record), and `text`, or `base64` where it is no UTF-8. Where that is not the
// whole record, `cut` is true.
std::string DeadLetterJson(const DeadLetter& letter,
                           std::chrono::system_clock::time_point now,
                           size_t bytes_max);

}  // namespace farcall
