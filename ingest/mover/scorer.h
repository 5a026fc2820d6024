// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace farcall {

// What the server answered to one record.
struct RecordOutcome {
  enum class Kind { kScored, kDuplicate, kSkipped, kError };

  Kind kind = Kind::kScored;
  bool alert = false;    // of kScored and kDuplicate
  std::string code{};    // of kError: `EVENT_ERROR_CODE_...`
  std::string field{};   // of kError: the field that is wrong, may be empty
  std::string reason{};  // of kError, for people
};

// The answer to a batch: an outcome for each record, in its order, or why there
// is none.
struct ScoreAnswer {
  absl::Status status;
  std::vector<RecordOutcome> outcomes{};
  // The wait that the server asks for before the batch may come again.
  std::optional<std::chrono::milliseconds> retry_after{};
};

// Who scores records, durably: what it answered is counted, once, whatever
// becomes of the caller. Thread-safe.
class Scorer {
 public:
  virtual ~Scorer() = default;

  // As many outcomes as records where the status is OK. RESOURCE_EXHAUSTED
  // without `retry_after`: the batch is larger than the server takes.
  virtual ScoreAnswer Score(std::span<const std::string_view> records) = 0;
};

}  // namespace farcall
