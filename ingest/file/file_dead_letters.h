// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <mutex>
#include <string>

#include "ingest/mover/dead_letters.h"

namespace farcall {

// Dead letters as lines of JSON (DeadLetterJson) at the end of a file. It is
// opened anew for each write, so that it may be moved away at any time.
class FileDeadLetters final : public DeadLetters {
 public:
  // Of a line; the largest record fits into it as base64.
  static constexpr size_t kLineBytesMax = size_t{64} << 20;

  explicit FileDeadLetters(std::string path) : path_(std::move(path)) {}

  // UNAVAILABLE naming the file and the reason where it cannot be written.
  absl::Status Write(std::span<const DeadLetter> letters) override;

 private:
  const std::string path_;
  std::mutex mutex_;
};

// Throws dead letters away: each is counted, and told in the log, by whoever
// reads the counts of a delivery.
class NoDeadLetters final : public DeadLetters {
 public:
  absl::Status Write(std::span<const DeadLetter>) override {
    return absl::OkStatus();
  }
};

}  // namespace farcall
