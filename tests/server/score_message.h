// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include <string>
#include <vector>

#include "farcall/v1/scoring_service.pb.h"
#include "server/handlers/batch_handler.h"
#include "server/wire/batch_answer.h"
#include "server/wire/batch_reader.h"
#include "server/wire/grpc_status.h"
#include "server/wire/scoring_numbers.h"

namespace farcall {

// All bytes in one piece.
inline std::string BytesOf(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  if (!buffer.Dump(&slices).ok()) return "";
  std::string bytes;
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return bytes;
}

// Scores a batch that is given as a message and answers with one; between them
// its bytes take the way of the server.
inline grpc::Status ScoreMessage(const BatchHandler& handler,
                                 const v1::ScoreEventsRequest& request,
                                 v1::ScoreEventsResponse& response) {
  const auto violations =
      handler.Check(request.tenant(), request.events_size());
  if (!violations.empty()) return InvalidRequest(violations);
  const std::string bytes = request.SerializeAsString();
  std::vector<EventInput> inputs;
  if (!ReadInputs(bytes, ScoringMessage::kScoreEvents, inputs)) {
    return Unreadable();
  }
  const RiskLevel factors_from = *FactorsFromOf(request.factors_from());
  BatchHandler::Batch batch(handler, {.tenant = request.tenant(),
                                      .mode = *ModeOf(request.mode()),
                                      .factors_from = factors_from,
                                      .inputs = inputs});
  absl::Status status = batch.Advance(request.events_size());
  if (status.ok()) status = handler.AwaitDurable(batch.TakeApplied());
  if (!status.ok()) return StoreFailed(status);
  BatchAnswer answer(ScoringMessage::kScoreEvents);
  answer.Add(batch.results(), 0, factors_from);
  return response.ParseFromString(BytesOf(answer.Take())) ? grpc::Status::OK
                                                          : Unreadable();
}

}  // namespace farcall
