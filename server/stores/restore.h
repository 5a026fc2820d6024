// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "server/config/config.h"
#include "server/config/invocation.h"

namespace farcall {

// Verifies a backup and copies it to data-dir, or to the directory of its shard
// there, as BackupDirectory::Restore. Where the order keeps a store that is
// there, it stays as it is. Says what was done in lines.
//
// Of a cluster without a shard: the newest of each shard that this replica
// holds a copy of. Those without a backup are left out. NOT_FOUND where none
// has one, unless stores are kept: then the copies begin without.
absl::StatusOr<std::string> RestoreStores(const Config& config,
                                          const RestoreOrder& order);

}  // namespace farcall
