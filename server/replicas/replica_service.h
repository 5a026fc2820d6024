// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/server_context.h>

#include "server/admission/call_deadlines.h"
#include "server/admission/refusals.h"
#include "server/auth/authorizer.h"
#include "server/replicas/checkpoint_desk.h"
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
    // nullptr = it gives no checkpoints.
    CheckpointDesk* checkpoints = nullptr;
  };

  // What `parts` refers to must outlive the service.
  explicit ReplicaService(const Parts& parts);

  // Ends stores that are being sent with UNAVAILABLE, and begins no other ones.
  void Drain() {
    if (parts_.checkpoints != nullptr) parts_.checkpoints->Drain();
  }

 private:
  class ClaimsCall;

  grpc::Status Admit(const grpc::CallbackServerContext& context) const;

  const Parts parts_;
};

}  // namespace farcall
