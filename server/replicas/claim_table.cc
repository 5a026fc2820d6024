// SPDX-License-Identifier: Apache-2.0
#include "server/replicas/claim_table.h"

#include <utility>

namespace farcall {
namespace {

bool IsLater(const Claim& claim, const Claim* than) {
  if (than == nullptr) return claim.epoch > 0;
  if (claim.epoch != than->epoch) return claim.epoch > than->epoch;
  return !claim.has_owner && than->has_owner;
}

}  // namespace

void ClaimTable::Merge(Claim claim) {
  const std::lock_guard lock(mutex_);
  if (claim.shard >= claims_.size()) return;
  std::shared_ptr<const Claim>& known = claims_[claim.shard];
  if (!IsLater(claim, known.get())) return;
  known = std::make_shared<const Claim>(std::move(claim));
}

void ClaimTable::Merge(std::vector<Claim> claims) {
  for (Claim& claim : claims) Merge(std::move(claim));
}

std::shared_ptr<const Claim> ClaimTable::Of(uint32_t shard) const {
  const std::lock_guard lock(mutex_);
  return shard < claims_.size() ? claims_[shard] : nullptr;
}

}  // namespace farcall
