// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/batch_stream.h"

#include <algorithm>
#include <utility>

#include "server/rpc/grpc_access.h"
#include "server/wire/grpc_status.h"

namespace farcall {

BatchStream::Batch::Batch(BatchStream& stream)
    : work(stream.parts_.handler, stream.parts_.metrics.batches.in_flight,
           stream.parts_.desk.witnesses.tracing,
           ScoringMessage::kStreamScoreEvents),
      stream_(stream) {}

bool BatchStream::Batch::Work(int64_t cost_max) {
  const auto here = stream_.recorder_.Enter();
  status = work.Advance(cost_max);
  if (!status.has_value()) return true;
  if (status->ok()) answer = work.TakeAnswer();
  work.Clear();
  return false;
}

int64_t BatchStream::Batch::AnswerBytes() const {
  return kCallBytes + static_cast<int64_t>(answer.Length());
}

BatchStream::BatchStream(const ScoringService::Parts& parts,
                         grpc::CallbackServerContext& context)
    : parts_(parts),
      context_(context),
      recorder_(method(), context, parts.desk.witnesses),
      batches_{{Batch(*this), Batch(*this), Batch(*this), Batch(*this)}} {
  std::unique_lock lock(mutex_);
  // Batches name their tenants; here it is asked whether the caller is anybody.
  const auto caller = parts_.desk.Identify(context_);
  if (grpc::Status known = IdentityStatus(caller); !known.ok()) {
    EndWith(std::move(known));
  } else {
    open_ = parts_.streams.Open(&context_, "caller " + caller.name());
    if (open_ == nullptr) {
      EndWith(RefuseStream({}));
    } else {
      first_message_ = parts_.desk.receiving.Begin(&context_);
    }
  }
  GoOn(std::move(lock));
}

MethodMetrics& BatchStream::method() const {
  return parts_.metrics.rpc.stream_score_events;
}

grpc::Status BatchStream::RefuseStream(const std::string& tenant) {
  parts_.desk.refusals.Count(Refusals::Reason::kTooManyStreams, tenant);
  return Overloaded(ErrorReason::kTooManyStreams,
                    tenant.empty()
                        ? "too many streams are open, of all callers or of "
                          "this one; try again later"
                        : "too many streams are open for tenant " + tenant +
                              "; try again later");
}

grpc::Status BatchStream::Admit(Batch& batch) {
  method().received.Increment();
  // Its token may have been taken back since the last batch.
  const auto caller = parts_.desk.Identify(context_);
  batch.request_bytes = batch.request.Length();
  return batch.work.Admit(batch.request, parts_.desk.authorizer, caller,
                          batch.load);
}

void BatchStream::OnReadDone(bool ok) {
  std::unique_lock lock(mutex_);
  Batch& batch = *reading_;
  lock.unlock();  // as long as it is there, no other thread touches the batch
  grpc::Status allowed = ok ? Admit(batch) : grpc::Status::OK;
  lock.lock();
  reading_ = nullptr;
  first_message_.reset();
  if (end_.has_value()) return;
  if (!ok) {
    EndWith(context_.IsCancelled() ? grpc::Status::CANCELLED
                                   : grpc::Status::OK);
  } else if (!allowed.ok()) {
    EndWith(std::move(allowed));
  } else if (!open_->MoveTo("tenant " + batch.load.tenant)) {
    EndWith(RefuseStream(batch.load.tenant));
  } else {
    read_ = &batch;
  }
  GoOn(std::move(lock));
}

void BatchStream::OnWorked(Batch& batch) {
  std::unique_lock lock(mutex_);
  working_ = nullptr;
  if (batch.status->ok()) {
    answers_.push_back(&batch);
    batch.status =
        batch.work.WhenDurable([this, &batch](const absl::Status& durable) {
          OnDurable(batch, durable);
        });
  } else {
    EndWith(*batch.status);
  }
  GoOn(std::move(lock));
}

void BatchStream::OnDurable(Batch& batch, const absl::Status& durable) {
  std::unique_lock lock(mutex_);
  {
    const auto here = recorder_.Enter();
    batch.status = batch.work.Confirm(durable);
  }
  GoOn(std::move(lock));
}

void BatchStream::OnWriteDone(bool ok) {
  std::unique_lock lock(mutex_);
  unread_answer_.reset();
  Batch& batch = *std::exchange(sending_, nullptr);
  batch.answer.Clear();
  parts_.desk.pool.Release(batch);
  if (ok) {
    method().sent.Increment();
  } else {
    EndWith({grpc::StatusCode::CANCELLED, "the client has gone away"});
  }
  GoOn(std::move(lock));
}

void BatchStream::OnCancel() {
  std::unique_lock lock(mutex_);
  if (working_ == nullptr || !parts_.desk.pool.Withdraw(*working_)) return;
  working_ = nullptr;
  EndWith(grpc::Status::CANCELLED);
  GoOn(std::move(lock));
}

void BatchStream::OnDone() {
  for (Batch& batch : batches_) parts_.desk.pool.Release(batch);
  delete this;
}

void BatchStream::EndWith(grpc::Status status) {
  end_ = std::move(status);
  read_ = nullptr;
}

void BatchStream::GoOn(std::unique_lock<std::mutex> lock) {
  const Batch* answered = NextToSend();
  WorkOnNext();
  const bool draining = parts_.streams.draining();
  if (!end_.has_value() && !IsAtWork() && draining) {
    parts_.metrics.batches.shed.draining.Increment();
    EndWith(Draining());
  }
  if (!end_.has_value()) {
    if (!draining) ReadNext();  // a busy client would never let it end
    open_->SetIdle(!IsAtWork());
  }
  if (answered != nullptr) {
    lock.unlock();  // sending takes long, and ends before the stream does
    StartWrite(&answered->answer);
    return;
  }
  if (!end_.has_value() || IsAtWork() || finished_) return;
  finished_ = true;
  open_.reset();  // first: a client may open a new stream at its status
  first_message_.reset();
  grpc::Status status = recorder_.Finish(*end_);
  unread_answer_ = parts_.desk.sending.Begin(&context_);
  lock.unlock();
  Finish(std::move(status));
}

void BatchStream::WorkOnNext() {
  const size_t answers = answers_.size() + (sending_ != nullptr ? 1 : 0);
  if (working_ != nullptr || read_ == nullptr || answers >= kUnansweredMax) {
    return;
  }
  working_ = std::exchange(read_, nullptr);
  // Without a deadline.
  parts_.desk.pool.Push(*working_, std::move(working_->load));
}

const BatchStream::Batch* BatchStream::NextToSend() {
  if (sending_ != nullptr) return nullptr;
  while (!answers_.empty() && answers_.front()->status.has_value()) {
    Batch& next = *answers_.front();
    answers_.erase(answers_.begin());
    if (!next.status->ok()) {
      is_broken_ = true;
      EndWith(*next.status);
    }
    if (is_broken_) continue;
    sending_ = &next;
    unread_answer_ = parts_.desk.sending.Begin(&context_);
    return sending_;
  }
  return nullptr;
}

bool BatchStream::IsFree(const Batch& batch) const {
  return &batch != working_ && &batch != sending_ &&
         std::ranges::find(answers_, &batch) == answers_.end();
}

void BatchStream::ReadNext() {
  if (reading_ != nullptr || read_ != nullptr) return;
  if (working_ != nullptr && working_->request_bytes > kReadAheadBytesMax) {
    return;
  }
  for (Batch& batch : batches_) {
    if (!IsFree(batch)) continue;
    reading_ = &batch;
    StartRead(&batch.request);
    return;
  }
}

}  // namespace farcall
