// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "scoring/findings/finding.h"
#include "scoring/findings/finding_upkeep.h"

namespace farcall {

// A finding with what the store alone knows of it.
struct StoredFinding {
  Finding finding{};
  // The principal as the store names it: a pseudonym, where it keeps those.
  std::string owner{};
  // Where the log says last that it grew; 0 = nowhere.
  uint64_t grew_position = 0;

  bool operator==(const StoredFinding&) const = default;
};

std::string EncodeFinding(const StoredFinding& stored);
// Trusts nothing: DATA_LOSS that says what is wrong with `bytes`.
absl::StatusOr<StoredFinding> DecodeFinding(std::string_view bytes);

std::string EncodeFindingNote(const FindingNote& note);
// Trusts nothing, as DecodeFinding.
absl::StatusOr<FindingNote> DecodeFindingNote(std::string_view bytes);

// Whether these can be told: one change at least, and none that is unknown.
constexpr bool IsFindingChanges(FindingChanges changes) {
  return changes != 0 && changes < 1 << 5;
}

// What an entry of the log holds beside its key.
struct FindingLogValue {
  FindingChanges changes = 0;
  uint64_t revision = 0;
  int64_t at_micros = 0;  // Unix time of the server
};
std::string EncodeFindingLogValue(const FindingLogValue& value);
absl::StatusOr<FindingLogValue> DecodeFindingLogValue(std::string_view bytes);

// What the key of a finding by its state holds: its outline, but for id and
// state, which the key has.
std::string EncodeFindingOutline(const FindingOutline& outline);
absl::Status DecodeFindingOutline(std::string_view bytes,
                                  FindingOutline& outline);

}  // namespace farcall
