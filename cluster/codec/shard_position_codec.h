// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "cluster/rules/shard_log_rules.h"

namespace farcall {

// A position as a copy of a shard stores it (docs/storage_format.md). INTERNAL
// if it is one that DecodeShardPosition would refuse.
absl::StatusOr<std::string> EncodeShardPosition(const ShardPosition& position);

// Trusts nothing: DATA_LOSS that names the field that is wrong.
absl::StatusOr<ShardPosition> DecodeShardPosition(std::string_view bytes);

}  // namespace farcall
