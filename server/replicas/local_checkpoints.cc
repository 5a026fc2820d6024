// SPDX-License-Identifier: Apache-2.0
#include "server/replicas/local_checkpoints.h"

namespace farcall {

absl::Status LocalCheckpoints::Make(uint32_t shard,
                                    const std::string& directory) {
  if (shard >= copies_.size() || copies_[shard] == nullptr) {
    return absl::NotFoundError("this replica holds no copy of shard " +
                               std::to_string(shard));
  }
  const ShardReplica& copy = *copies_[shard];
  // One that is behind may be of no use to another that is.
  const ShardReplica::OpenStore open = copy.store();
  if (open.store == nullptr || !copy.status().caught_up) {
    return absl::UnavailableError(
        "the copy of shard " + std::to_string(shard) +
        " is not open, or has not read its log up to the end");
  }
  return open.store->CreateCheckpoint(directory);
}

}  // namespace farcall
