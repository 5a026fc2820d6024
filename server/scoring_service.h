// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "farcall/v1/scoring_service.grpc.pb.h"
#include "server/admission.h"
#include "server/authorizer.h"
#include "server/batch_handler.h"
#include "server/metrics.h"
#include "server/open_streams.h"
#include "server/rpc_recorder.h"

namespace farcall {

// ScoringService on gRPC's synchronous API (ADR 0006): admission and streams;
// what is done with a batch is BatchHandler's.
class ScoringService final : public v1::ScoringService::Service {
 public:
  // The references must outlive the service.
  ScoringService(const BatchHandler& handler, const Authorizer& authorizer,
                 Admission& admission, OpenStreams& streams, Metrics& metrics,
                 const RpcRecorder::Witnesses& witnesses)
      : handler_(handler),
        authorizer_(authorizer),
        admission_(admission),
        streams_(streams),
        metrics_(metrics),
        witnesses_(witnesses) {}

  grpc::Status ScoreEvents(grpc::ServerContext* context,
                           const v1::ScoreEventsRequest* request,
                           v1::ScoreEventsResponse* response) override;

  using BatchStream = grpc::ServerReaderWriter<v1::StreamScoreEventsResponse,
                                               v1::StreamScoreEventsRequest>;
  grpc::Status StreamScoreEvents(grpc::ServerContext* context,
                                 BatchStream* stream) override;

 private:
  grpc::Status CheckRight(const grpc::ServerContext& context,
                          const v1::ScoreEventsRequest& request) const;
  grpc::Status HandleUnary(const v1::ScoreEventsRequest& request,
                           v1::ScoreEventsResponse& response);
  grpc::Status HandleStream(grpc::ServerContext* context, BatchStream& stream);
  grpc::Status HandleInPlace(const v1::ScoreEventsRequest& request,
                             v1::ScoreEventsResponse& response);

  const BatchHandler& handler_;
  const Authorizer& authorizer_;
  Admission& admission_;
  OpenStreams& streams_;
  Metrics& metrics_;
  const RpcRecorder::Witnesses witnesses_;
};

}  // namespace farcall
