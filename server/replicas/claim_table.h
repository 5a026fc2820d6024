// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "server/replicas/claims.h"

namespace farcall {

// By shard, the last claim that anybody told of: from own copies and from other
// replicas. Of two claims the one of the higher epoch is later; in one epoch,
// that its owner has given the shard up is later than that it owns it.
// Thread-safe.
class ClaimTable {
 public:
  // Of shards below `shards`.
  explicit ClaimTable(uint32_t shards) : claims_(shards) {}

  // Takes over what is later than what it has. Passes over shards that there
  // are not, and claims of epoch 0, which are none.
  void Merge(Claim claim);
  void Merge(std::vector<Claim> claims);

  // nullptr = nobody has told of one. Quick: asked for each call.
  std::shared_ptr<const Claim> Of(uint32_t shard) const;

 private:
  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<const Claim>> claims_;  // under mutex_
};

}  // namespace farcall
