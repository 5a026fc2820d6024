// SPDX-License-Identifier: Apache-2.0
#include "server/scoring_service.h"

#include "server/batch_outline.h"
#include "server/batch_work.h"
#include "server/grpc_status.h"
#include "server/proto_convert.h"

namespace farcall {
namespace {

// Whose batch it is and what it takes, if its sender may have it scored.
grpc::Status Admit(const Authorizer& authorizer,
                   const Authorizer::Caller& caller,
                   const grpc::ByteBuffer& request,
                   BatchOutline::Message message, WorkQueue::Load& load) {
  if (!caller.status.ok()) return caller.status;
  const auto outline = BatchOutline::Of(request, message);
  if (!outline.has_value()) return Unreadable();
  const std::string tenant = TenantOf(outline->tenant);
  grpc::Status allowed = authorizer.Check(caller, Right::kScore, tenant);
  if (!allowed.ok()) return allowed;
  load = BatchWork::LoadOf(*outline);
  load.tenant = tenant;
  return grpc::Status::OK;
}

class ScoreEventsCall final : public UnaryCall {
 public:
  ScoreEventsCall(const ScoringService::Parts& parts,
                  grpc::CallbackServerContext& context,
                  grpc::ByteBuffer& request, grpc::ByteBuffer& answer)
      : UnaryCall(parts.desk, parts.metrics.rpc.score_events, context, answer),
        request_(request),
        work_(parts.handler, parts.metrics.batches.in_flight,
              parts.desk.witnesses.tracing, kMessage) {
    const Authorizer& authorizer = desk().authorizer;
    const auto caller = authorizer.Identify(CredentialsOf(context));
    WorkQueue::Load load;
    if (auto allowed = Admit(authorizer, caller, request, kMessage, load);
        !allowed.ok()) {
      End(std::move(allowed));
      return;
    }
    Submit(std::move(load));
  }

 private:
  static constexpr auto kMessage = BatchOutline::Message::kScoreEventsRequest;

  std::optional<grpc::Status> Advance(int64_t cost_max) override {
    return work_.Advance(request_, cost_max);
  }
  grpc::Status WriteAnswer(grpc::ByteBuffer& answer) override {
    return work_.Write(answer);
  }
  void Clear() override { work_.Clear(); }

  grpc::ByteBuffer& request_;
  BatchWork work_;
};

// A stream of batches: reads one, has it worked on when its turn comes, writes
// the answer, and only then reads the next. Deletes itself.
class StreamCall final : public ScoringService::BatchStream,
                         private WorkQueue::Task {
 public:
  StreamCall(const ScoringService::Parts& parts,
             grpc::CallbackServerContext& context)
      : parts_(parts),
        context_(context),
        recorder_(method(), context, parts.desk.witnesses),
        work_(parts.handler, parts.metrics.batches.in_flight,
              parts.desk.witnesses.tracing, kMessage) {
    // Batches name their tenants; here it is asked whether the caller is
    // anybody.
    const auto caller = IdentifyCaller();
    if (!caller.status.ok()) {
      End(caller.status);
      return;
    }
    open_ = parts_.streams.Open(&context_, "caller " + caller.name());
    if (open_ == nullptr) {
      RefuseStream({});
      return;
    }
    first_message_ = parts_.first_message.Begin(&context_);
    ReadNext();
  }

 private:
  static constexpr auto kMessage =
      BatchOutline::Message::kStreamScoreEventsRequest;

  MethodMetrics& method() const {
    return parts_.metrics.rpc.stream_score_events;
  }

  // A token may have been taken back since the last batch.
  Authorizer::Caller IdentifyCaller() const {
    return parts_.desk.authorizer.Identify(CredentialsOf(context_));
  }

  void ReadNext() {
    if (parts_.streams.draining()) {
      parts_.metrics.batches.shed.draining.Increment();
      return End(Draining());
    }
    open_->BecomeIdle();
    StartRead(&request_);
  }

  void OnReadDone(bool ok) override {
    open_->BecomeBusy();
    first_message_.reset();
    if (!ok) {
      return End(context_.IsCancelled() ? grpc::Status::CANCELLED
                                        : grpc::Status::OK);
    }
    method().received.Increment();
    WorkQueue::Load load;
    if (auto allowed = Admit(parts_.desk.authorizer, IdentifyCaller(), request_,
                             kMessage, load);
        !allowed.ok()) {
      return End(std::move(allowed));
    }
    if (!open_->MoveTo("tenant " + load.tenant)) {
      return RefuseStream(load.tenant);
    }
    parts_.desk.pool.Push(*this, std::move(load));  // without a deadline
  }

  bool Work(int64_t cost_max) override {
    const auto here = recorder_.Enter();
    status_ = work_.Advance(request_, cost_max);
    if (!status_.has_value()) return true;
    if (status_->ok()) status_ = work_.Write(answer_);
    work_.Clear();
    return false;
  }

  int64_t AnswerBytes() const override {
    return kCallBytes + static_cast<int64_t>(answer_.Length());
  }

  void Answer() override {
    if (!status_->ok()) return End(*std::move(status_));
    sending_ = parts_.desk.sending.Begin(&context_);
    StartWrite(&answer_);
  }

  void OnWriteDone(bool ok) override {
    sending_.reset();
    answer_.Clear();
    parts_.desk.pool.Release(*this);
    if (!ok) {
      return End({grpc::StatusCode::CANCELLED, "the client has gone away"});
    }
    method().sent.Increment();
    ReadNext();
  }

  void Refuse() override {}  // a stream waits on: its sender is held back

  void RefuseStream(const std::string& tenant) {
    parts_.desk.refusals.Count(Refusals::Reason::kTooManyStreams, tenant);
    End(Overloaded(ErrorReason::kTooManyStreams,
                   tenant.empty()
                       ? "too many streams are open, of all callers or of this "
                         "one; try again later"
                       : "too many streams are open for tenant " + tenant +
                             "; try again later"));
  }

  // The last that is done; the call may be gone when it returns.
  void End(grpc::Status status) {
    open_.reset();  // first: a client may open a new stream at its status
    status = recorder_.Finish(std::move(status));
    sending_ = parts_.desk.sending.Begin(&context_);
    Finish(std::move(status));
  }

  void OnCancel() override {
    if (parts_.desk.pool.Withdraw(*this)) End(grpc::Status::CANCELLED);
  }

  void OnDone() override {
    sending_.reset();
    first_message_.reset();
    parts_.desk.pool.Release(*this);
    delete this;
  }

  const ScoringService::Parts& parts_;
  grpc::CallbackServerContext& context_;
  RpcRecorder recorder_;
  std::unique_ptr<OpenStreams::Stream> open_{};
  std::unique_ptr<CallDeadlines::Step> first_message_{};
  std::unique_ptr<CallDeadlines::Step> sending_{};
  grpc::ByteBuffer request_{};
  grpc::ByteBuffer answer_{};
  BatchWork work_;
  std::optional<grpc::Status> status_{};
};

}  // namespace

grpc::ServerUnaryReactor* ScoringService::ScoreEvents(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
    grpc::ByteBuffer* response) {
  // gRPC's own buffer, which it does not look at again: parsing empties it.
  return new ScoreEventsCall(
      parts_, *context, const_cast<grpc::ByteBuffer&>(*request), *response);
}

ScoringService::BatchStream* ScoringService::StreamScoreEvents(
    grpc::CallbackServerContext* context) {
  return new StreamCall(parts_, *context);
}

}  // namespace farcall
