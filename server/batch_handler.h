// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/support/status.h>

#include "cloudtrail/record_parser.h"
#include "farcall/v1/scoring_service.pb.h"
#include "scoring/batch_scorer.h"
#include "server/json_log.h"
#include "server/metrics.h"
#include "server/proto_convert.h"

namespace farcall {

// What both calls of ScoringService do with a batch. Thread-safe.
class BatchHandler {
 public:
  // The references must outlive the handler.
  BatchHandler(const BatchScorer& scorer, const RequestLimits& limits,
               PrincipalStrategy strategy, Metrics& metrics, Log& log)
      : scorer_(scorer),
        limits_(limits),
        strategy_(strategy),
        metrics_(metrics),
        log_(log) {}

  // Fills `response` and records every outcome. A status other than OK answers
  // for the whole batch.
  grpc::Status Handle(const v1::ScoreEventsRequest& request,
                      v1::ScoreEventsResponse& response) const;

 private:
  const BatchScorer& scorer_;
  RequestLimits limits_;
  PrincipalStrategy strategy_;
  Metrics& metrics_;
  Log& log_;
};

}  // namespace farcall
