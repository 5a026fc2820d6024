// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/batch_stream.h"

#include <algorithm>
#include <utility>

#include "server/routing/call_router.h"
#include "server/rpc/grpc_access.h"
#include "server/wire/grpc_status.h"

namespace farcall {

// A batch, as it is sent on.
class BatchStream::Onward final : public ForwardedCall {
 public:
  Onward(BatchStream& stream, Batch& batch)
      : ForwardedCall(stream.context_, {.method = stream.method().name,
                                        .tenant = batch.load.tenant,
                                        .caller = batch.caller,
                                        .may_repeat = true,
                                        .holds_back = true,
                                        .request = batch.work.RequestBytes()}),
        stream_(stream),
        batch_(batch) {}

  using ForwardedCall::answer;

 private:
  void OnAnswered(grpc::Status status) override {
    stream_.OnForwarded(batch_, std::move(status));
  }
  void OnHere() override { stream_.OnCameHere(batch_); }

  BatchStream& stream_;
  Batch& batch_;
};

BatchStream::Batch::~Batch() = default;

BatchStream::Batch::Batch(BatchStream& stream)
    : work(stream.parts_.handler, stream.parts_.metrics.batches.in_flight,
           stream.parts_.desk.witnesses.tracing,
           ScoringMessage::kStreamScoreEvents),
      stream_(stream) {}

bool BatchStream::Batch::Work(int64_t cost_max) {
  if (onward != nullptr) return false;
  const auto here = stream_.recorder_.Enter();
  worked = work.Advance(cost_max);
  if (!worked.has_value()) return true;
  if (worked->ok()) answer = work.TakeAnswer();
  work.Clear();
  return false;
}

int64_t BatchStream::Batch::AnswerBytes() const {
  const size_t bytes = onward != nullptr ? request_bytes : answer.Length();
  return kCallBytes + static_cast<int64_t>(bytes);
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
  batch.caller = parts_.desk.Identify(context_);
  batch.request_bytes = batch.request.Length();
  return batch.work.Admit(batch.request, parts_.desk.authorizer, batch.caller,
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
  if (batch.onward != nullptr) {
    batch.status.reset();
    answers_.push_back(&batch);
    Onward& onward = *batch.onward;
    GoOn(std::move(lock));
    parts_.desk.router->Send(onward);  // the stream is there until it is told
    return;
  }
  const bool is_listed = IsListed(batch);
  if (batch.worked->ok()) {
    if (!is_listed) answers_.push_back(&batch);
    batch.status =
        batch.work.WhenDurable([this, &batch](const absl::Status& durable) {
          OnDurable(batch, durable);
        });
  } else if (is_listed) {
    batch.status = batch.worked;
  } else {
    EndWith(*batch.worked);
  }
  GoOn(std::move(lock));
}

void BatchStream::OnForwarded(Batch& batch, grpc::Status status) {
  std::unique_lock lock(mutex_);
  const auto onward = std::move(batch.onward);
  batch.answer.Swap(&onward->answer());
  batch.work.Clear();
  batch.status = std::move(status);
  GoOn(std::move(lock));
}

void BatchStream::OnCameHere(Batch& batch) {
  std::unique_lock lock(mutex_);
  const auto onward = std::move(batch.onward);
  parts_.desk.pool.Release(batch);
  came_here_.push_back(&batch);
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
  if (IsListed(*working_)) working_->status = grpc::Status::CANCELLED;
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
  if (working_ != nullptr) return;
  if (!came_here_.empty()) {
    Batch& batch = *came_here_.front();
    came_here_.erase(came_here_.begin());
    return Begin(batch);
  }
  const size_t answers = answers_.size() + (sending_ != nullptr ? 1 : 0);
  if (read_ == nullptr || answers >= kUnansweredMax) return;
  if (parts_.desk.router != nullptr) return BeginRouted();
  Begin(*std::exchange(read_, nullptr));
}

void BatchStream::Begin(Batch& batch) {
  working_ = &batch;
  WorkQueue::Load load = batch.load;  // without a deadline
  if (batch.onward != nullptr) {
    const auto bytes = static_cast<int64_t>(batch.request_bytes) + kCallBytes;
    load = {.tenant = std::move(load.tenant),
            .waiting_bytes = bytes,
            .held_bytes = bytes};
  }
  parts_.desk.pool.Push(batch, std::move(load));
}

void BatchStream::BeginRouted() {
  Batch& batch = *read_;
  const bool is_here = parts_.desk.router->IsHere(batch.load.tenant);
  if (!is_here && batch.caller.is_forwarded) {
    return EndWith(NotOwner(batch.load.tenant));
  }
  if (MustWait(batch, is_here)) return;
  read_ = nullptr;
  if (!is_here) batch.onward = std::make_unique<Onward>(*this, batch);
  Begin(batch);
}

bool BatchStream::MustWait(const Batch& batch, bool is_here) const {
  return std::ranges::any_of(answers_, [&](const Batch* earlier) {
    return !earlier->status.has_value() &&
           (earlier->onward != nullptr || !is_here) &&
           earlier->load.tenant == batch.load.tenant;
  });
}

bool BatchStream::IsListed(const Batch& batch) const {
  return std::ranges::find(answers_, &batch) != answers_.end();
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
  return &batch != working_ && &batch != sending_ && !IsListed(batch);
}

void BatchStream::ReadNext() {
  if (reading_ != nullptr || read_ != nullptr) return;
  const auto is_large = [](const Batch* batch) {
    return batch->request_bytes > kReadAheadBytesMax;
  };
  if (working_ != nullptr && is_large(working_)) return;
  if (std::ranges::any_of(answers_, [&](const Batch* batch) {
        return batch->onward != nullptr && is_large(batch);
      })) {
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
