// SPDX-License-Identifier: Apache-2.0
#include "server/scoring_service.h"

#include <google/protobuf/arena.h>

#include "server/grpc_status.h"
#include "server/proto_convert.h"

namespace farcall {
namespace {

int64_t BytesOf(const v1::ScoreEventsRequest& request) {
  return static_cast<int64_t>(request.ByteSizeLong());
}

}  // namespace

grpc::Status ScoringService::ScoreEvents(grpc::ServerContext* context,
                                         const v1::ScoreEventsRequest* request,
                                         v1::ScoreEventsResponse* response) {
  return RecordUnary(metrics_.rpc.score_events, *context, witnesses_, [&] {
    grpc::Status allowed = CheckRight(*context, *request);
    return allowed.ok() ? HandleUnary(*request, *response) : allowed;
  });
}

grpc::Status ScoringService::CheckRight(
    const grpc::ServerContext& context,
    const v1::ScoreEventsRequest& request) const {
  return authorizer_.Check(context, Right::kScore, TenantOf(request.tenant()));
}

grpc::Status ScoringService::StreamScoreEvents(grpc::ServerContext* context,
                                               BatchStream* stream) {
  RpcRecorder recorder(metrics_.rpc.stream_score_events, *context, witnesses_);
  return recorder.Finish(HandleStream(context, *stream));
}

grpc::Status ScoringService::HandleUnary(const v1::ScoreEventsRequest& request,
                                         v1::ScoreEventsResponse& response) {
  const auto place = admission_.TryEnter(BytesOf(request));
  if (!place.has_value()) {
    metrics_.batches.shed.batches_in_flight_max.Increment();
    return Overloaded(
        ErrorReason::kOverloaded,
        "too many batches, or bytes of them, are in flight; send it "
        "again later");
  }
  return HandleInPlace(request, response);
}

grpc::Status ScoringService::HandleStream(grpc::ServerContext* context,
                                          BatchStream& stream) {
  // Batches name their tenants; here it is asked whether the caller is anybody.
  const auto caller = authorizer_.Identify(CredentialsOf(*context));
  if (!caller.status.ok()) return caller.status;
  const auto open = streams_.Open(context);
  if (open == nullptr) {
    metrics_.batches.shed.streams_max.Increment();
    return Overloaded(ErrorReason::kTooManyStreams,
                      "too many streams are open; try again later");
  }
  google::protobuf::Arena arena;  // of one batch and its answer
  while (!streams_.draining()) {
    arena.Reset();
    auto& request =
        *google::protobuf::Arena::CreateMessage<v1::StreamScoreEventsRequest>(
            &arena);
    open->BecomeIdle();
    const bool more = stream.Read(&request);
    open->BecomeBusy();
    if (!more) return grpc::Status::OK;
    metrics_.rpc.stream_score_events.received.Increment();
    // Each batch names its tenant, and a token may have been taken back.
    if (grpc::Status allowed = CheckRight(*context, request.batch());
        !allowed.ok()) {
      return allowed;
    }

    auto& response =
        *google::protobuf::Arena::CreateMessage<v1::StreamScoreEventsResponse>(
            &arena);
    {
      const auto place = admission_.Enter(BytesOf(request.batch()));
      const grpc::Status status =
          HandleInPlace(request.batch(), *response.mutable_batch());
      if (!status.ok()) return status;
    }
    if (!stream.Write(response)) {
      return {grpc::StatusCode::CANCELLED, "the client has gone away"};
    }
    metrics_.rpc.stream_score_events.sent.Increment();
  }
  metrics_.batches.shed.draining.Increment();
  return Draining();
}

grpc::Status ScoringService::HandleInPlace(
    const v1::ScoreEventsRequest& request, v1::ScoreEventsResponse& response) {
  const Tracing::Span span = witnesses_.tracing.StartPart("batch");
  metrics_.batches.in_flight.Increment();
  grpc::Status status = handler_.Handle(request, response);
  metrics_.batches.in_flight.Decrement();
  return status;
}

}  // namespace farcall
