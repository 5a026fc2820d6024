// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/scoring_service.h"

#include "server/rpc/batch_stream.h"
#include "server/rpc/batch_work.h"

namespace farcall {
namespace {

class ScoreEventsCall final : public UnaryCall {
 public:
  ScoreEventsCall(const ScoringService::Parts& parts,
                  grpc::CallbackServerContext& context)
      : UnaryCall(parts.desk, parts.metrics.rpc.score_events, context),
        work_(parts.handler, parts.metrics.batches.in_flight,
              parts.desk.witnesses.tracing, ScoringMessage::kScoreEvents) {}

 private:
  grpc::Status Admit(grpc::ByteBuffer& request,
                     WorkQueue::Load& load) override {
    const grpc::Status allowed =
        work_.Admit(request, desk().authorizer, caller(), load);
    if (desk().router != nullptr) request = work_.RequestBytes();
    return allowed;
  }
  // Admit has taken the request.
  std::optional<grpc::Status> Advance(grpc::ByteBuffer&,
                                      int64_t cost_max) override {
    return work_.Advance(cost_max);
  }
  grpc::Status WriteAnswer(grpc::ByteBuffer& answer) override {
    answer = work_.TakeAnswer();
    return grpc::Status::OK;
  }
  bool IsRead() const override { return work_.IsRead(); }
  // Events that are counted already are duplicates.
  bool MayRepeat() const override { return true; }
  void Clear() override { work_.Clear(); }
  std::optional<grpc::Status> MaySend() override {
    return work_.WhenDurable(
        [this](const absl::Status& durable) { End(Confirm(durable)); });
  }

  grpc::Status Confirm(const absl::Status& durable) {
    const auto here = Enter();
    return work_.Confirm(durable);
  }

  BatchWork work_;
};

}  // namespace

ScoringService::ScoringService(const Parts& parts) : parts_(parts) {
  const RpcMetrics& rpc = parts_.metrics.rpc;
  Serve(rpc.score_events, [this](grpc::CallbackServerContext& context) {
    return new ScoreEventsCall(parts_, context);
  });
  Serve(rpc.stream_score_events, [this](grpc::CallbackServerContext& context) {
    return new BatchStream(parts_, context);
  });
}

}  // namespace farcall
