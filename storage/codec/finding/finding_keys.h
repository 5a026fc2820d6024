// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "scoring/event/finding_id.h"
#include "scoring/findings/finding.h"

namespace farcall {

// Keys of findings and of the log of their changes (docs/storage_format.md). No
// key holds a principal's name. `tenant` holds no zero byte.
//
//   tenant 00 1 id              a finding
//   tenant 00 2 state id        its outline, by its state
std::string FindingKey(std::string_view tenant, const FindingId& id);
std::string FindingStateKey(std::string_view tenant, FindingState state,
                            const FindingId& id);
//   tenant 00 3 id number       a note of it; number: fixed 32, from 0 on
std::string FindingNoteKey(std::string_view tenant, const FindingId& id,
                           uint32_t number);
std::string FindingNotesPrefix(std::string_view tenant, const FindingId& id);
//   tenant 00 4 id              an exemption
std::string ExemptionKey(std::string_view tenant, const ExemptionId& id);
std::string ExemptionsPrefix(std::string_view tenant);
// What all keys of a tenant's findings begin with; those by id; those of one
// state.
std::string FindingsPrefix(std::string_view tenant);
std::string FindingsByIdPrefix(std::string_view tenant);
std::string FindingStatePrefix(std::string_view tenant, FindingState state);
// The tenant that a key of any kind begins with.
std::string_view TenantOfFindingKey(std::string_view key);
// The id at the end of a key of either kind.
absl::StatusOr<FindingId> FindingIdOfKey(std::string_view key);

//   tenant 00 position id       position: fixed 64
std::string FindingLogKey(std::string_view tenant, uint64_t position,
                          const FindingId& id);
// What is above all entries up to a position.
std::string FindingLogKeyAfter(std::string_view tenant, uint64_t position);
std::string FindingLogPrefix(std::string_view tenant);
//   tenant 00                   up to where the log was trimmed: fixed 64
std::string FindingLogTrimKey(std::string_view tenant);
struct FindingLogPlace {
  uint64_t position = 0;
  FindingId id{};
};
absl::StatusOr<FindingLogPlace> DecodeFindingLogKey(std::string_view tenant,
                                                    std::string_view key);

}  // namespace farcall
