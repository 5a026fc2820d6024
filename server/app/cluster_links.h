// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>

#include "server/app/call_admission.h"
#include "server/auth/authorizer.h"
#include "server/config/config.h"
#include "server/replicas/claim_exchange.h"
#include "server/replicas/replica_service.h"
#include "server/routing/call_router.h"
#include "server/routing/replica_channels.h"
#include "server/stores/cluster_member.h"
#include "server/telemetry/metrics.h"

namespace farcall {

// How a replica of a cluster and the others reach each other: it sends calls on
// to the owners of shards, asks others for these, and answers their questions.
class ClusterLinks {
 public:
  // The references must outlive it, and it must outlive all calls.
  ClusterLinks(const Config& config, ClusterMember& member,
               const Authorizer& authorizer, CallAdmission& admission,
               Metrics& metrics);

  CallRouter& router() { return router_; }
  ReplicaService& service() { return service_; }

 private:
  ReplicaChannels channels_;
  CallRouter router_;
  ReplicaService service_;
  ClaimExchange exchange_;
};

}  // namespace farcall
