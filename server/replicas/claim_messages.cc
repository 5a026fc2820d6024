// SPDX-License-Identifier: Apache-2.0
#include "server/replicas/claim_messages.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string_view>
#include <utility>

#include "cluster/rules/log_record.h"

namespace farcall {
namespace {

bool HasLength(std::string_view text, size_t bytes_max) {
  return !text.empty() && text.size() <= bytes_max;
}

}  // namespace

cluster::v1::ListClaimsResponse MessageOf(const std::vector<Claim>& claims) {
  cluster::v1::ListClaimsResponse message;
  std::map<std::pair<std::string_view, std::string_view>, uint32_t> places;
  for (const Claim& claim : claims) {
    const auto [place, is_new] =
        places.try_emplace({claim.owner, claim.address},
                           static_cast<uint32_t>(message.owners_size()));
    if (is_new) {
      cluster::v1::ShardOwner& owner = *message.add_owners();
      owner.set_name(claim.owner);
      owner.set_address(claim.address);
    }
    cluster::v1::ShardClaim& told = *message.add_claims();
    told.set_shard(claim.shard);
    told.set_owner(place->second);
    told.set_epoch(claim.epoch);
    told.set_has_owner(claim.has_owner);
  }
  return message;
}

std::vector<Claim> ClaimsIn(const cluster::v1::ListClaimsResponse& message) {
  std::vector<Claim> claims;
  for (const cluster::v1::ShardClaim& told : message.claims()) {
    if (told.epoch() == 0 ||
        told.owner() >= static_cast<uint32_t>(message.owners_size())) {
      continue;
    }
    const auto& owner = message.owners(static_cast<int>(told.owner()));
    if (!HasLength(owner.name(), kOwnerBytesMax) ||
        !HasLength(owner.address(), kAddressBytesMax)) {
      continue;
    }
    claims.push_back({.shard = told.shard(),
                      .epoch = told.epoch(),
                      .owner = owner.name(),
                      .address = owner.address(),
                      .has_owner = told.has_owner()});
  }
  return claims;
}

void Add(const CopiesTold& copies, cluster::v1::ListClaimsResponse& message) {
  message.set_log_life(copies.log_life);
  for (const auto& [shard, place] : copies.places) {
    cluster::v1::ShardCopy& told = *message.add_copies();
    told.set_shard(shard);
    told.set_life(place.life);
    told.set_log_id(place.log_id);
    told.set_epoch(place.epoch);
    told.set_number(place.number);
  }
}

CopiesTold CopiesIn(const cluster::v1::ListClaimsResponse& message) {
  // A release that does not tell knows of the first life alone.
  CopiesTold copies{.log_life = std::max(message.log_life(), 1U)};
  for (const cluster::v1::ShardCopy& told : message.copies()) {
    copies.places[told.shard()] = {.life = told.life(),
                                   .log_id = told.log_id(),
                                   .epoch = told.epoch(),
                                   .number = told.number()};
  }
  return copies;
}

}  // namespace farcall
