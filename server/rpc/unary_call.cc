// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/unary_call.h"

#include "server/rpc/grpc_access.h"
#include "server/wire/grpc_status.h"

namespace farcall {

Authorizer::Caller CallDesk::Identify(
    const grpc::ServerContextBase& context) const {
  Credentials shown = CredentialsOf(context);
  if (router != nullptr) shown.forwarding = ForwardingOf(context);
  Authorizer::Caller caller = authorizer.Identify(shown);
  if (caller.access != Access::kAllowed) {
    refusals.Count(Refusals::Reason::kNotIdentified, context.peer());
  }
  return caller;
}

// The call, as it is sent on. Its turn comes as that of any call does; then it
// counts as held memory, and takes no thread.
class UnaryCall::Onward final : public ForwardedCall {
 public:
  // `load` is that of the call if it is worked on here after all.
  Onward(UnaryCall& call, WorkQueue::Load load)
      : ForwardedCall(call.context_, {.method = call.method_.name,
                                      .tenant = load.tenant,
                                      .caller = call.caller_,
                                      .may_repeat = call.MayRepeat(),
                                      .is_read = call.IsRead(),
                                      .request = call.request_}),
        call_(call),
        load_(std::move(load)) {}

 private:
  void OnAnswered(grpc::Status status) override {
    HandOnTrailers();
    call_.answer_.Swap(&answer());
    call_.Clear();
    call_.End(std::move(status));
  }
  void OnHere() override {
    UnaryCall& call = call_;
    WorkQueue::Load load = std::move(load_);
    call.desk_.pool.Release(call);
    call.onward_.reset();  // this
    call.request_.Clear();
    call.Submit(std::move(load));
  }

  UnaryCall& call_;
  WorkQueue::Load load_;
};

UnaryCall::~UnaryCall() = default;

UnaryCall::UnaryCall(const CallDesk& desk, MethodMetrics& method,
                     grpc::CallbackServerContext& context)
    : desk_(desk),
      method_(method),
      context_(context),
      recorder_(method, context, desk.witnesses),
      caller_(desk.Identify(context)) {
  if (grpc::Status known = IdentityStatus(caller_); !known.ok()) {
    End(std::move(known));
    return;
  }
  receiving_ = desk_.receiving.Begin(&context_);
  // Nobody in particular has no share of its own: strangers would use it up.
  const bool is_anonymous = caller_.name() == kAnonymous;
  desk_.intake.Enter(*this, is_anonymous ? std::string() : caller_.name());
}

void UnaryCall::End(grpc::Status status) {
  const bool is_answer = status.ok();
  if (is_answer) method_.sent.Increment();
  status = recorder_.Finish(std::move(status));
  sending_ = desk_.sending.Begin(&context_);
  // The call may be gone from here on.
  if (is_answer) {
    StartWriteAndFinish(&answer_, {}, std::move(status));
  } else {
    Finish(std::move(status));
  }
}

void UnaryCall::Receive() { StartRead(&request_); }

void UnaryCall::OnReadDone(bool ok) {
  receiving_.reset();
  desk_.intake.Leave(*this);
  if (!ok) {
    return End(context_.IsCancelled() ? grpc::Status::CANCELLED : Unreadable());
  }
  method_.received.Increment();
  WorkQueue::Load load;
  if (grpc::Status allowed = Admit(request_, load); !allowed.ok()) {
    return End(std::move(allowed));
  }
  if (desk_.router != nullptr) return Route(std::move(load));
  Submit(std::move(load));
}

void UnaryCall::Route(WorkQueue::Load load) {
  // Without a tenant it is about this server.
  if (load.tenant.empty() || desk_.router->IsHere(load.tenant)) {
    request_.Clear();
    return Submit(std::move(load));
  }
  if (caller_.is_forwarded) return End(NotOwner(load.tenant));
  const auto bytes = static_cast<int64_t>(request_.Length()) + kCallBytes;
  WorkQueue::Load passing = {
      .tenant = load.tenant, .waiting_bytes = bytes, .held_bytes = bytes};
  onward_ = std::make_unique<Onward>(*this, std::move(load));
  Submit(std::move(passing));
}

void UnaryCall::Submit(WorkQueue::Load load) {
  load.deadline = std::chrono::steady_clock::now() + desk_.queue_wait;
  tenant_ = load.tenant;
  if (desk_.pool.Push(*this, std::move(load))) return;
  desk_.refusals.Count(Refusals::Reason::kTooManyWaiting, tenant_);
  End(Overloaded(ErrorReason::kOverloaded,
                 "too many calls, or bytes of them, wait for their turn; send "
                 "it again later"));
}

bool UnaryCall::Work(int64_t cost_max) {
  if (onward_ != nullptr) return false;
  const auto here = recorder_.Enter();
  status_ = Advance(request_, cost_max);
  if (!status_.has_value()) return true;
  if (status_->ok()) status_ = WriteAnswer(answer_);
  Clear();
  return false;
}

int64_t UnaryCall::AnswerBytes() const {
  return kCallBytes + static_cast<int64_t>(answer_.Length()) +
         static_cast<int64_t>(request_.Length());
}

void UnaryCall::Answer() {
  if (onward_ != nullptr) return desk_.router->Send(*onward_);
  std::optional<grpc::Status> status = std::move(status_);
  if (status->ok()) status = MaySend();
  if (status.has_value()) End(*std::move(status));
}

void UnaryCall::Refuse() {
  desk_.refusals.Count(Refusals::Reason::kWaitedTooLong, tenant_);
  End(Overloaded(ErrorReason::kOverloaded,
                 "the call waited " + std::to_string(desk_.queue_wait.count()) +
                     " ms for its turn (queue-wait-ms); send it again later"));
}

void UnaryCall::OnCancel() {
  if (desk_.intake.Withdraw(*this) || desk_.pool.Withdraw(*this)) {
    End(grpc::Status::CANCELLED);
  }
}

void UnaryCall::OnDone() {
  receiving_.reset();
  sending_.reset();
  desk_.pool.Release(*this);
  delete this;
}

}  // namespace farcall
