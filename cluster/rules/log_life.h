// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cluster/rules/log_record.h"
#include "cluster/rules/shard_log_rules.h"

namespace farcall {

// The lives of a shard's log. Where the records of Kafka are lost, an operator
// names a new topic and raises the life by one. The log of the new life begins
// with the copy that is furthest: its genesis says which place that is. A copy
// at this place goes on with the new log, any other one takes the store of a
// copy that does.

// A number for the log that began with `genesis`: of two logs, also of one
// life, it differs.
uint64_t LogIdOf(const GenesisRecord& genesis);

// Of life 0 where nothing was read.
LogPlace PlaceOf(const ShardPosition& position);

// The position behind the genesis of a later life, at `offset` of its log, for
// a copy at the place that it goes on from.
ShardPosition PositionBehind(const GenesisRecord& genesis, int64_t offset);

// What a replica says of its copy of a shard.
struct CopyReport {
  // The life of the log that it waits for or follows. A copy of an earlier one
  // stands still.
  uint32_t log_life = 1;
  // Nothing = it has yet to find out.
  std::optional<LogPlace> place{};
};

// A replica that should hold the shard; nothing = it has not told so far.
struct HolderReport {
  std::string replica{};
  std::optional<CopyReport> report{};
};

// Name of the replica that begins the log of `life`, which is 2 or more: the
// one whose copy is furthest, and of several the first. Nobody does before all
// have told, as the one that is furthest may be missing. FAILED_PRECONDITION
// that says why it cannot begin: who has yet to tell, that there is no copy, or
// that copies are of a log of this life already, or of two logs.
absl::StatusOr<std::string> WhoBegins(uint32_t life,
                                      std::span<const HolderReport> holders);

// FAILED_PRECONDITION where the life of a log, or of a copy, as `what` says, is
// not that of the setting.
absl::Status CheckLife(std::string_view what, uint32_t life, uint32_t set);

}  // namespace farcall
