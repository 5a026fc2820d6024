// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/unary_call.h"

#include "server/rpc/grpc_access.h"
#include "server/wire/grpc_status.h"

namespace farcall {

Authorizer::Caller CallDesk::Identify(
    const grpc::ServerContextBase& context) const {
  Authorizer::Caller caller = authorizer.Identify(CredentialsOf(context));
  if (caller.access != Access::kAllowed) {
    refusals.Count(Refusals::Reason::kNotIdentified, context.peer());
  }
  return caller;
}

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
  Submit(std::move(load));
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
  const auto here = recorder_.Enter();
  status_ = Advance(request_, cost_max);
  if (!status_.has_value()) return true;
  if (status_->ok()) status_ = WriteAnswer(answer_);
  Clear();
  return false;
}

int64_t UnaryCall::AnswerBytes() const {
  return kCallBytes + static_cast<int64_t>(answer_.Length());
}

void UnaryCall::Answer() {
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
