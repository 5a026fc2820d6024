// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/support/status.h>

#include <chrono>
#include <cstdint>
#include <optional>

#include "cloudtrail/record_parser.h"
#include "farcall/v1/scoring_service.pb.h"
#include "scoring/batch_scorer.h"
#include "server/telemetry/batch_figures.h"
#include "server/telemetry/json_log.h"
#include "server/telemetry/metrics.h"
#include "server/wire/proto_convert.h"

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

  // A batch that is worked on part by part, each of which is durable when it is
  // done. A failed part fails the batch: sent again, the events of earlier
  // parts are duplicates.
  class Batch {
   public:
    // The references must outlive it; `request` may be filled later, before the
    // first Advance.
    Batch(const BatchHandler& handler, const v1::ScoreEventsRequest& request,
          v1::ScoreEventsResponse& response)
        : handler_(handler), request_(request), response_(response) {}

    // Answers at most the next `events_max` events, and records every outcome
    // when all are done or one part failed; then with a status, which answers
    // for the whole batch.
    std::optional<grpc::Status> Advance(int64_t events_max);

   private:
    grpc::Status ScorePart(int events_end);
    void Record();

    const BatchHandler& handler_;
    const v1::ScoreEventsRequest& request_;
    v1::ScoreEventsResponse& response_;
    int next_ = 0;  // event
    BatchFigures figures_{};
    std::chrono::steady_clock::time_point start_{};
  };

  // The whole batch at once.
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
