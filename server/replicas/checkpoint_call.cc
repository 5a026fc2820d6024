// SPDX-License-Identifier: Apache-2.0
#include "server/replicas/checkpoint_call.h"

#include <utility>

#include "server/wire/grpc_status.h"

namespace farcall {

CheckpointCall::CheckpointCall(const Parts& parts,
                               grpc::CallbackServerContext& context,
                               grpc::Status admitted)
    : parts_(parts), context_(context) {
  if (admitted.ok()) {
    receiving_ = parts_.receiving.Begin(&context_);
    StartRead(&request_);
  } else {
    End(std::move(admitted));
  }
}

void CheckpointCall::OnReadDone(bool ok) {
  receiving_.reset();
  if (!ok) return End(grpc::Status::CANCELLED);
  cluster::v1::FetchCheckpointRequest request;
  grpc::Status parsed = Parse(request_, request);
  if (!parsed.ok()) return End(std::move(parsed));
  shard_ = request.shard();
  place_ = parts_.desk.Enter();
  if (place_ == nullptr) {
    return End(OperationFailed(absl::ResourceExhaustedError(
        "as many stores are being sent as may be at once; try again later")));
  }
  parts_.desk.Push(*this);
}

void CheckpointCall::Work() {
  if (context_.IsCancelled()) return End(grpc::Status::CANCELLED);
  if (parts_.desk.is_draining()) return End(Draining());
  if (reader_ == nullptr) {
    auto made = place_->Make(shard_);
    if (!made.ok()) return End(OperationFailed(made.status()));
    reader_ = *std::move(made);
  }
  const absl::StatusOr<bool> more = reader_->Next(part_);
  if (!more.ok()) return End(OperationFailed(more.status()));
  if (!*more) return End(grpc::Status::OK);
  answer_.Clear();
  grpc::Status status = Serialize(part_, answer_);
  if (!status.ok()) return End(std::move(status));
  sending_ = parts_.sending.Begin(&context_);
  StartWrite(&answer_);
}

void CheckpointCall::OnWriteDone(bool ok) {
  sending_.reset();
  if (!ok) return End(grpc::Status::CANCELLED);
  parts_.desk.Push(*this);
}

void CheckpointCall::End(grpc::Status status) {
  // First: its peer may ask again at the status.
  reader_.reset();
  place_.reset();
  sending_ = parts_.sending.Begin(&context_);
  Finish(std::move(status));
}

void CheckpointCall::OnDone() {
  receiving_.reset();
  sending_.reset();
  delete this;
}

}  // namespace farcall
