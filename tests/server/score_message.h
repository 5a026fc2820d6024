// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/support/status.h>

#include <vector>

#include "farcall/v1/scoring_service.pb.h"
#include "server/handlers/batch_handler.h"
#include "server/wire/grpc_status.h"
#include "server/wire/proto_convert.h"
#include "server/wire/scoring_numbers.h"

namespace farcall {

// Scores a batch that is given as a message, and answers with one.
inline grpc::Status ScoreMessage(const BatchHandler& handler,
                                 const v1::ScoreEventsRequest& request,
                                 v1::ScoreEventsResponse& response) {
  const auto violations =
      handler.Check(request.tenant(), request.events_size());
  if (!violations.empty()) return InvalidRequest(violations);
  std::vector<EventInput> inputs;
  for (const auto& input : request.events()) inputs.push_back(InputOf(input));
  const RiskLevel factors_from = *FactorsFromOf(request.factors_from());
  BatchHandler::Batch batch(handler, {.tenant = request.tenant(),
                                      .mode = *ModeOf(request.mode()),
                                      .factors_from = factors_from,
                                      .inputs = inputs});
  const absl::Status status = batch.Advance(request.events_size());
  if (!status.ok()) return StoreFailed(status);
  for (const InputResult& result : batch.results()) {
    WriteResult(result, factors_from, *response.add_results());
  }
  return grpc::Status::OK;
}

}  // namespace farcall
