// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/support/status.h>

namespace farcall {

// What a status of a call that was sent on means.
enum class OwnerSaid {
  kAnswer,      // it is the owner's answer to the caller
  kNotOwner,    // the replica does not own the shard, and did nothing
  kDraining,    // the replica shuts down, and did nothing
  kNotTrusted,  // it does not know this replica, and did nothing
  kNothing,     // the connection was lost: what was done is not known
};

OwnerSaid WhatOwnerSaid(const grpc::Status& status);

}  // namespace farcall
