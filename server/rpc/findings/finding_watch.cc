// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/findings/finding_watch.h"

#include <grpc/grpc.h>

#include <algorithm>
#include <utility>

#include "server/rpc/grpc_access.h"
#include "server/wire/grpc_status.h"

namespace farcall {
namespace {

// Ends a call whose client does not read: unlike Finish(), this waits for
// nothing that was written before. Details of the status are lost.
void CancelWith(const grpc::Status& status, grpc::ServerContextBase& context) {
  grpc_call_cancel_with_status(
      context.c_call(), static_cast<grpc_status_code>(status.error_code()),
      status.error_message().c_str(), nullptr);
}

}  // namespace

void FindingWatch::Sync::Tell(const absl::Status& durable) {
  const std::lock_guard lock(mutex_);
  durable_ = durable;
}

std::optional<absl::Status> FindingWatch::Sync::known() const {
  const std::lock_guard lock(mutex_);
  return durable_;
}

FindingWatch::FindingWatch(const Parts& parts,
                           grpc::CallbackServerContext& context)
    : parts_(parts),
      context_(context),
      recorder_(parts.method, context, parts.desk.witnesses) {
  // OnCancel() may come in a thread that mutex_ alone orders after this one.
  std::unique_lock lock(mutex_);
  const auto caller = parts_.desk.Identify(context_);
  if (grpc::Status known = IdentityStatus(caller); !known.ok()) {
    is_receiving_ = false;
    EndWith(std::move(known));
    GoOn(std::move(lock));
    return;
  }
  lock.unlock();
  receiving_ = parts_.desk.receiving.Begin(&context_);
  // As UnaryCall: nobody in particular has no share of its own.
  const bool is_anonymous = caller.name() == kAnonymous;
  parts_.desk.intake.Enter(*this, is_anonymous ? std::string() : caller.name());
}

void FindingWatch::Receive() { StartRead(&request_); }

void FindingWatch::OnReadDone(bool ok) {
  receiving_.reset();
  parts_.desk.intake.Leave(*this);
  grpc::Status opened = Unreadable();
  if (ok) {
    opened = Open();
  } else if (context_.IsCancelled()) {
    opened = grpc::Status::CANCELLED;
  }
  std::unique_lock lock(mutex_);
  is_receiving_ = false;
  if (opened.ok()) {
    is_relaying_ = relay_ != nullptr;
    stage_ = is_relaying_ ? Stage::kRelaying : Stage::kLooking;
    sign_due_ = Clock::now();  // the first at once: the client knows its place
  } else {
    EndWith(std::move(opened));
  }
  AnswerRelay* relay = is_relaying_ ? relay_.get() : nullptr;
  GoOn(std::move(lock));
  if (relay == nullptr) return;
  parts_.watchers.bell()
      ->Ring();    // its thread looks after the owner from now on
  relay->Start();  // the watch is there until its end
}

grpc::Status FindingWatch::Open() {
  parts_.method.received.Increment();
  v1::WatchFindingsRequest request;
  grpc::ByteBuffer parsed = request_;
  if (grpc::Status status = Parse(parsed, request); !status.ok()) {
    return status;
  }
  tenant_ = TenantOf(request.tenant());
  const CallDesk& desk = parts_.desk;
  const Authorizer::Caller caller = desk.Identify(context_);
  grpc::Status allowed =
      CheckAccess(desk.authorizer, caller, Right::kRead, tenant_);
  if (!allowed.ok()) return allowed;
  ShardDirectory::Place place = {.is_here = true};
  if (desk.router != nullptr) place = desk.router->PlaceOf(tenant_);
  grpc::Status opened =
      place.is_here ? OpenHere(request) : OpenThere(place, caller);
  request_.Clear();
  return opened.ok() ? Join() : opened;
}

grpc::Status FindingWatch::OpenHere(const v1::WatchFindingsRequest& request) {
  FindingFeed::Watch watch;
  grpc::Status begun = parts_.handler.Begin(request, watch);
  if (begun.ok()) feed_.emplace(parts_.findings, std::move(watch));
  return begun;
}

grpc::Status FindingWatch::OpenThere(const ShardDirectory::Place& place,
                                     const Authorizer::Caller& caller) {
  if (caller.is_forwarded) return NotOwner(tenant_);
  if (place.address.empty()) return NoOwner(tenant_);
  if (IdentityHeaderOf(caller.identities).size() > kIdentityHeaderBytesMax) {
    return CallerNamesTooLong();
  }
  const CallRouter& router = *parts_.desk.router;
  AnswerRelay::Listener& self = *this;
  owner_ = place.address;
  relay_ = std::make_unique<AnswerRelay>(
      router, router.StreamsTo(owner_), context_,
      AnswerRelay::Question{.method = parts_.method.name,
                            .tenant = tenant_,
                            .caller = caller,
                            .request = request_},
      self);
  return grpc::Status::OK;
}

grpc::Status FindingWatch::Join() {
  if (parts_.watchers.draining()) return Draining();
  place_ = parts_.watchers.Join(*this, tenant_);
  if (place_ != nullptr) return grpc::Status::OK;
  parts_.desk.refusals.Count(Refusals::Reason::kTooManyWatchers, tenant_);
  return Overloaded(ErrorReason::kTooManyWatchers,
                    "as many watch findings, of all tenants or of tenant " +
                        tenant_ +
                        ", as may (watchers-max); list them, or try again "
                        "later");
}

bool FindingWatch::Begin(Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  is_at_work_ = !is_finished_ && HasWork(now);
  return is_at_work_;
}

bool FindingWatch::HasWork(Clock::time_point now) const {
  if (is_writing_ && now >= write_due_) return true;
  if (end_.has_value()) return false;
  if (parts_.watchers.draining() || !HasSameOwner()) return true;
  switch (stage_) {
    case Stage::kLooking:
      return has_more_ || now >= sign_due_ ||
             log_changes_ != parts_.watchers.bell()->log_changes();
    case Stage::kSyncing:
      return sync_->known().has_value();
    case Stage::kOpening:
    case Stage::kSending:
    case Stage::kRelaying:
      return false;
  }
  return false;
}

bool FindingWatch::HasSameOwner() const {
  if (parts_.desk.router == nullptr) return true;
  const ShardDirectory::Place place = parts_.desk.router->PlaceOf(tenant_);
  return owner_.empty() ? place.is_here : place.address == owner_;
}

void FindingWatch::Work() {
  std::unique_lock lock(mutex_);
  const bool is_late = is_writing_ && Clock::now() >= write_due_;
  const bool is_over = end_.has_value();
  const Stage stage = stage_;  // only a write's end changes it meanwhile
  lock.unlock();
  if (is_late) {
    CutOff();
  } else if (is_over) {
    // Ended since Begin().
  } else if (parts_.watchers.draining()) {
    lock.lock();
    EndWith(Draining());
    lock.unlock();
  } else if (!HasSameOwner()) {
    lock.lock();
    EndWith(OwnerChanged(tenant_));
    lock.unlock();
  } else if (stage == Stage::kLooking) {
    Look();
  } else if (stage == Stage::kSyncing) {
    TakeSync();
  }
  lock.lock();
  is_at_work_ = false;
  GoOn(std::move(lock));
}

void FindingWatch::Look() {
  const auto here = recorder_.Enter();
  const CallDesk& desk = parts_.desk;
  // Its token, or its right, may have been taken back.
  grpc::Status status = CheckAccess(desk.authorizer, desk.Identify(context_),
                                    Right::kRead, tenant_);
  const uint64_t log_changes = parts_.watchers.bell()->log_changes();
  FindingFeed::Portion portion;
  if (status.ok()) {
    auto found = feed_->Read();
    if (found.ok()) {
      portion = *std::move(found);
    } else {
      status = parts_.handler.Fail(found.status(), "WatchFindings");
    }
  }
  std::unique_lock lock(mutex_);
  if (!status.ok()) return EndWith(std::move(status));
  log_changes_ = log_changes;
  has_more_ = portion.more;
  TakeFound(portion);
  if (answers_.empty()) return;
  stage_ = Stage::kSyncing;
  const auto sync = std::make_shared<Sync>();
  sync_ = sync;
  lock.unlock();
  AwaitSync(portion.ticket, sync);
}

void FindingWatch::TakeFound(const FindingFeed::Portion& portion) {
  for (const v1::WatchFindingsResponse& answer : portion.answers) {
    (void)Serialize(answer, answers_.emplace_back());
  }
  if (answers_.empty() && Clock::now() >= sign_due_) {
    (void)Serialize(feed_->SignOfLife(), answers_.emplace_back());
  }
}

void FindingWatch::AwaitSync(HistogramStore::Ticket ticket,
                             const std::shared_ptr<Sync>& sync) {
  const std::optional<absl::Status> known = parts_.histograms.WhenDurable(
      ticket,
      [sync, bell = parts_.watchers.bell()](const absl::Status& durable) {
        sync->Tell(durable);
        bell->Ring();
      });
  if (!known.has_value()) return;
  sync->Tell(*known);
  TakeSync();
}

void FindingWatch::TakeSync() {
  const std::lock_guard lock(mutex_);
  const absl::Status durable = *sync_->known();
  if (durable.ok()) {
    stage_ = Stage::kSending;
  } else {
    EndWith(parts_.handler.Fail(durable, "WatchFindings"));
  }
}

void FindingWatch::OnRelayed(grpc::ByteBuffer answer) {
  const CallDesk& desk = parts_.desk;
  // As for a look: its token may be known here alone.
  grpc::Status status = CheckAccess(desk.authorizer, desk.Identify(context_),
                                    Right::kRead, tenant_);
  std::unique_lock lock(mutex_);
  if (!status.ok()) EndWith(std::move(status));
  if (!end_.has_value()) {
    answers_.push_back(std::move(answer));
    stage_ = Stage::kSending;
  }
  GoOn(std::move(lock));
}

void FindingWatch::CallRelay(std::unique_lock<std::mutex> lock,
                             void (AnswerRelay::*call)()) {
  ++relay_calls_;
  lock.unlock();
  (*relay_.*call)();
  lock.lock();
  --relay_calls_;
  if (end_.has_value()) FinishIfOver(std::move(lock));
}

void FindingWatch::OnRelayEnd(grpc::Status status) {
  std::unique_lock lock(mutex_);
  is_relaying_ = false;
  EndWith(std::move(status));
  GoOn(std::move(lock));
}

void FindingWatch::CutOff() {
  std::unique_lock lock(mutex_);
  if (!is_writing_) return;  // it was taken at the last moment
  if (!end_.has_value()) {
    parts_.desk.refusals.Count(Refusals::Reason::kUnreadWatch, tenant_);
    EndWith(WatcherTooSlow(std::chrono::duration_cast<std::chrono::seconds>(
                               parts_.watchers.options().patience)
                               .count()));
  }
  write_due_ = Clock::time_point::max();
  const grpc::Status status = *end_;
  lock.unlock();
  CancelWith(status, context_);
}

void FindingWatch::OnWriteDone(bool ok) {
  std::unique_lock lock(mutex_);
  is_writing_ = false;
  answers_.pop_front();
  if (ok) {
    parts_.method.sent.Increment();
    sign_due_ = Clock::now() + parts_.watchers.options().sign_of_life;
  } else {
    EndWith({grpc::StatusCode::CANCELLED, "the client has gone away"});
  }
  GoOn(std::move(lock));
}

void FindingWatch::OnCancel() {
  std::unique_lock lock(mutex_);
  if (is_receiving_ && parts_.desk.intake.Withdraw(*this)) {
    is_receiving_ = false;  // nothing of it will come
  }
  EndWith(grpc::Status::CANCELLED);
  GoOn(std::move(lock));
}

void FindingWatch::OnDone() {
  receiving_.reset();
  sending_.reset();
  delete this;
}

void FindingWatch::EndWith(grpc::Status status) {
  if (end_.has_value()) return;  // the first is why
  end_ = std::move(status);
  write_due_ = std::min(write_due_,
                        Clock::now() + parts_.watchers.options().last_patience);
}

void FindingWatch::GoOn(std::unique_lock<std::mutex> lock) {
  if (end_.has_value()) return FinishIfOver(std::move(lock));
  if (stage_ == Stage::kSending && !is_writing_) {
    if (!answers_.empty()) {
      is_writing_ = true;
      write_due_ = Clock::now() + parts_.watchers.options().patience;
      const grpc::ByteBuffer& next = answers_.front();
      lock.unlock();
      StartWrite(&next);
      return;
    }
    stage_ = is_relaying_ ? Stage::kRelaying : Stage::kLooking;
    if (is_relaying_) return CallRelay(std::move(lock), &AnswerRelay::Next);
  }
  if (!is_at_work_ && HasWork(Clock::now())) parts_.watchers.bell()->Ring();
}

void FindingWatch::FinishIfOver(std::unique_lock<std::mutex> lock) {
  if (is_relaying_ && !is_relay_cancelled_) {
    is_relay_cancelled_ = true;
    return CallRelay(std::move(lock), &AnswerRelay::Cancel);
  }
  if (is_relaying_ || relay_calls_ > 0) return;
  if (is_receiving_ || is_at_work_ || is_writing_ || is_finished_) return;
  is_finished_ = true;
  lock.unlock();
  place_.reset();  // first: a client may watch again at its status
  grpc::Status status = recorder_.Finish(*end_);
  sending_ = parts_.desk.sending.Begin(&context_);
  Finish(std::move(status));
}

}  // namespace farcall
