// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/server_context.h>

#include "server/admission/call_deadlines.h"
#include "server/admission/refusals.h"
#include "server/auth/authorizer.h"
#include "server/replicas/claims.h"
#include "server/rpc/raw_service.h"

namespace farcall {

// farcall.cluster.v1.ReplicaService: answers other replicas, and nobody else.
// Who does not show that it is one is refused before its request is read.
class ReplicaService final : public RawService {
 public:
  struct Parts {
    const Authorizer& authorizer;
    CallDeadlines& receiving;
    CallDeadlines& sending;
    Refusals& refusals;
    const ClaimSource& claims;
  };

  // What `parts` refers to must outlive the service.
  explicit ReplicaService(const Parts& parts);

 private:
  class ClaimsCall;

  bool IsByReplica(const grpc::CallbackServerContext& context) const;

  const Parts parts_;
};

}  // namespace farcall
