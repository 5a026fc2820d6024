// SPDX-License-Identifier: Apache-2.0
#include "server/unary_call.h"

#include <grpcpp/impl/codegen/proto_utils.h>

#include "server/grpc_status.h"

namespace farcall {

grpc::Status Parse(grpc::ByteBuffer& buffer,
                   google::protobuf::MessageLite& message) {
  const grpc::Status parsed =
      grpc::SerializationTraits<google::protobuf::MessageLite>::Deserialize(
          &buffer, &message);
  return parsed.ok() ? parsed : Unreadable();
}

grpc::Status Serialize(const google::protobuf::MessageLite& message,
                       grpc::ByteBuffer& buffer) {
  bool own_buffer = false;
  return grpc::SerializationTraits<google::protobuf::MessageLite>::Serialize(
      message, &buffer, &own_buffer);
}

UnaryCall::UnaryCall(const CallDesk& desk, MethodMetrics& method,
                     grpc::CallbackServerContext& context,
                     grpc::ByteBuffer& answer)
    : desk_(desk),
      method_(method),
      context_(context),
      answer_(answer),
      recorder_(method, context, desk.witnesses) {
  method_.received.Increment();
}

void UnaryCall::End(grpc::Status status) {
  if (status.ok()) method_.sent.Increment();
  status = recorder_.Finish(std::move(status));
  sending_ = desk_.sending.Begin(&context_);
  Finish(std::move(status));  // the call may be gone from here on
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
  status_ = Advance(cost_max);
  if (!status_.has_value()) return true;
  if (status_->ok()) status_ = WriteAnswer(answer_);
  Clear();
  return false;
}

int64_t UnaryCall::AnswerBytes() const {
  return kCallBytes + static_cast<int64_t>(answer_.Length());
}

void UnaryCall::Answer() { End(*std::move(status_)); }

void UnaryCall::Refuse() {
  desk_.refusals.Count(Refusals::Reason::kWaitedTooLong, tenant_);
  End(Overloaded(ErrorReason::kOverloaded,
                 "the call waited " + std::to_string(desk_.queue_wait.count()) +
                     " ms for its turn (queue-wait-ms); send it again later"));
}

void UnaryCall::OnCancel() {
  if (desk_.pool.Withdraw(*this)) End(grpc::Status::CANCELLED);
}

void UnaryCall::OnDone() {
  sending_.reset();
  desk_.pool.Release(*this);
  delete this;
}

}  // namespace farcall
