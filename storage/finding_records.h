// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "scoring/event/finding_id.h"
#include "scoring/findings/finding.h"
#include "storage/codec/finding/exemption_codec.h"
#include "storage/codec/finding/finding_codec.h"

namespace farcall {

// A finding that changed, as an append of the journal writes it; with kRemoved
// it is removed.
struct FindingWrite {
  std::string tenant{};
  StoredFinding stored{};
  FindingChanges changes = 0;
  std::vector<FindingNote> notes{};            // the last ones of it
  bool drops_notes = false;                    // all that it had before these
  std::optional<FindingState> state_before{};  // nothing = it is new

  bool operator==(const FindingWrite&) const = default;
};

// What the log of a tenant's findings is to forget.
struct FindingLogTrim {
  std::string tenant{};
  uint64_t to = 0;  // the last such position

  bool operator==(const FindingLogTrim&) const = default;
};

// An exemption that changed; without content it is removed.
struct ExemptionWrite {
  std::string tenant{};
  ExemptionId id{};
  std::optional<StoredExemption> stored{};

  bool operator==(const ExemptionWrite&) const = default;
};

// Where findings and exemptions lie. An append of the journal changes them.
// Thread-safe.
class FindingRecords {
 public:
  virtual ~FindingRecords() = default;

  // What was written last; nothing where nothing was. DATA_LOSS of a finding
  // that cannot be read.
  virtual absl::StatusOr<std::optional<StoredFinding>> Load(
      std::string_view tenant, const FindingId& id) const = 0;
  // Those of a tenant, by id. DATA_LOSS if one cannot be read.
  virtual absl::StatusOr<std::vector<StoredExemption>> LoadExemptions(
      std::string_view tenant) const = 0;
};

}  // namespace farcall
