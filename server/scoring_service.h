// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "farcall/v1/scoring_service.grpc.pb.h"
#include "server/batch_handler.h"
#include "server/metrics.h"
#include "server/open_streams.h"
#include "server/unary_call.h"

namespace farcall {

// ScoringService on gRPC's callback API (ADR 22), which hands over bytes: who
// calls, and for which tenant, is looked at before a batch is parsed. What is
// done with a batch is BatchHandler's.
class ScoringService final
    : public v1::ScoringService::WithRawCallbackMethod_ScoreEvents<
          v1::ScoringService::WithRawCallbackMethod_StreamScoreEvents<
              v1::ScoringService::Service>> {
 public:
  struct Parts {
    CallDesk desk;
    const BatchHandler& handler;
    OpenStreams& streams;
    CallDeadlines& first_message;  // of streams
    Metrics& metrics;
  };

  // What `parts` refers to must outlive the service.
  explicit ScoringService(const Parts& parts) : parts_(parts) {}

  grpc::ServerUnaryReactor* ScoreEvents(grpc::CallbackServerContext* context,
                                        const grpc::ByteBuffer* request,
                                        grpc::ByteBuffer* response) override;

  using BatchStream =
      grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>;
  BatchStream* StreamScoreEvents(grpc::CallbackServerContext* context) override;

 private:
  const Parts parts_;
};

}  // namespace farcall
