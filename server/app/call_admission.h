// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>

#include "logging/json_log.h"
#include "server/admission/call_deadlines.h"
#include "server/admission/intake.h"
#include "server/admission/open_streams.h"
#include "server/admission/refusals.h"
#include "server/admission/work_pool.h"
#include "server/auth/authorizer.h"
#include "server/config/config.h"
#include "server/rpc/unary_call.h"
#include "server/telemetry/metrics.h"
#include "server/telemetry/tracing.h"

namespace farcall {

// The bounds on calls that the settings name: of work, memory, time and open
// streams. Operators' calls have a pool of their own and wait for no batch.
class CallAdmission {
 public:
  // All must outlive it.
  CallAdmission(const Config& config, Metrics& metrics, Tracing& tracing,
                Log& log);

  // `router` may be nullptr: this server answers all calls.
  CallDesk ForClients(const Authorizer& authorizer, CallRouter* router) {
    CallDesk desk = Desk(authorizer, *pool_);
    desk.router = router;
    return desk;
  }
  CallDesk ForOperators(const Authorizer& authorizer) {
    return Desk(authorizer, *operator_pool_);
  }

  // Of clients' calls.
  WorkPool& pool() { return *pool_; }
  const WorkPool& pool() const { return *pool_; }
  OpenStreams& streams() { return streams_; }
  Refusals& refusals() { return refusals_; }
  CallDeadlines& receiving() { return receiving_; }
  CallDeadlines& sending() { return sending_; }

  // Ends the pools' threads. All tasks must be over.
  void EndPools();

 private:
  CallDesk Desk(const Authorizer& authorizer, WorkPool& pool);

  Tracing& tracing_;
  Log& log_;
  const std::chrono::milliseconds queue_wait_;
  Refusals refusals_;
  CallDeadlines sending_;
  Intake intake_;
  CallDeadlines receiving_;
  OpenStreams streams_;
  std::unique_ptr<WorkPool> pool_;
  std::unique_ptr<WorkPool> operator_pool_;
};

}  // namespace farcall
