// SPDX-License-Identifier: Apache-2.0
#include "server/routing/call_router.h"

#include <string>
#include <utility>

#include "server/auth/forwarding.h"
#include "server/routing/owner_status.h"
#include "server/routing/vouching.h"
#include "server/wire/grpc_status.h"

namespace farcall {
namespace {

// Before its caller's deadline a call is given up, so that the caller is told.
constexpr std::chrono::milliseconds kTellingTime{50};

// Handed on, so that what the owner does belongs to the same trace.
constexpr const char* kTraceHeaders[] = {"traceparent", "tracestate"};

}  // namespace

CallRouter::CallRouter(const Parts& parts, const Options& options)
    : parts_(parts),
      options_(options),
      thread_([this](const std::stop_token& stop) { Serve(stop); }) {}

void CallRouter::Send(ForwardedCall& call) {
  call.begun_ = Clock::now();
  call.hold_left_ = options_.hold_max;
  if (call.identity_.size() > kIdentityHeaderBytesMax) {
    End(call, ForwardOutcome::kFailed, CallerNamesTooLong());
  } else if (!TrySend(call)) {
    call.held_since_ = call.begun_;
    Hold(call);
  }
}

bool CallRouter::TrySend(ForwardedCall& call) {
  if (call.context_.IsCancelled()) {
    End(call, ForwardOutcome::kCancelled, grpc::Status::CANCELLED);
    return true;
  }
  const ShardDirectory::Place place = parts_.directory.PlaceOf(call.tenant_);
  if (place.is_here) {
    Count(call, ForwardOutcome::kCameHere);
    call.OnHere();
    return true;
  }
  if (place.address.empty()) {
    call.why_held_ = ForwardOutcome::kNoOwner;
    return false;
  }
  call.address_ = place.address;
  call.target_ = parts_.channels.Of(place.address);
  if (!call.target_->IsReady()) {
    call.why_held_ = ForwardOutcome::kUnreachable;
    return false;
  }
  if (!call.target_->Enter(options_.target_calls_max)) {
    call.why_held_ = ForwardOutcome::kTooMany;
    return false;
  }
  Start(call);
  return true;
}

void CallRouter::Vouch(const grpc::ServerContextBase& caller,
                       const std::string& identity,
                       grpc::ClientContext& client) const {
  farcall::Vouch(parts_.authorizer, identity, client);
  const auto& metadata = caller.client_metadata();
  for (const char* name : kTraceHeaders) {
    const auto found = metadata.find(name);
    if (found == metadata.end()) continue;
    client.AddMetadata(name, {found->second.data(), found->second.size()});
  }
}

void CallRouter::Start(ForwardedCall& call) {
  call.said_.reset();
  // Takes over the deadline, and ends if the caller's call does.
  call.client_ = grpc::ClientContext::FromCallbackServerContext(call.context_);
  Vouch(call.context_, call.identity_, *call.client_);
  // The call may end, and go, while it is begun.
  const auto target = call.target_;
  const std::string path = call.path_;
  grpc::ClientContext* const client = call.client_.get();
  {
    const std::lock_guard lock(mutex_);
    call.on_its_way_ = on_their_way_.insert(on_their_way_.end(), &call);
  }
  target->stub().UnaryCall(
      client, path, {}, &call.request_, &call.answer_,
      [this, &call](grpc::Status status) { OnDone(call, std::move(status)); });
}

void CallRouter::OnDone(ForwardedCall& call, grpc::Status status) {
  {
    const std::lock_guard lock(mutex_);
    on_their_way_.erase(call.on_its_way_);
  }
  std::exchange(call.target_, nullptr)->Leave();
  // A stream may end with a status behind its answer, which counts by itself.
  if (call.answer_.Valid()) {
    return End(call, ForwardOutcome::kAnswered, grpc::Status::OK);
  }
  if (call.context_.IsCancelled()) {
    return End(call, ForwardOutcome::kCancelled, grpc::Status::CANCELLED);
  }
  const auto why = WhyAgain(call, status);
  if (!why.has_value()) {
    return End(call, ForwardOutcome::kFailed, std::move(status));
  }
  const bool has_said = !status.error_details().empty();
  if (*why == ForwardOutcome::kTooMany) {
    call.said_ = std::move(status);
  } else if (!has_said) {
    // What the owner did of it is not known.
    call.said_ = OwnerLost(call.tenant_);
    if (!call.may_repeat_) return GiveUp(call, *why);
  }
  call.why_held_ = *why;
  call.held_since_ = Clock::now();
  call.next_try_ = call.held_since_;
  if (has_said) call.next_try_ += options_.refusal_pause;
  Hold(call);
}

std::optional<ForwardOutcome> CallRouter::WhyAgain(
    const ForwardedCall& call, const grpc::Status& status) const {
  switch (WhatOwnerSaid(status)) {
    case OwnerSaid::kNotOwner:
      return ForwardOutcome::kNoOwner;
    case OwnerSaid::kDraining:
    case OwnerSaid::kNotTrusted:
    case OwnerSaid::kNothing:
      return ForwardOutcome::kUnreachable;
    case OwnerSaid::kAnswer:
      break;
  }
  if (status.ok()) return ForwardOutcome::kUnreachable;  // and no answer
  // Without details it is gRPC's own: the request is too large.
  const bool has_no_room =
      status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED &&
      !status.error_details().empty();
  if (has_no_room && call.holds_back_) return ForwardOutcome::kTooMany;
  return std::nullopt;
}

bool CallRouter::MayHold(const ForwardedCall& call,
                         Clock::time_point now) const {
  if (call.hold_left_ <= Clock::duration::zero()) return false;
  if (hold_end_.has_value() && now >= *hold_end_) return false;
  return std::chrono::system_clock::now() + kTellingTime <
         call.context_.deadline();
}

void CallRouter::Hold(ForwardedCall& call) {
  {
    const std::lock_guard lock(mutex_);
    if (MayHold(call, Clock::now())) {
      held_.push_back(&call);
      is_held_.notify_one();
      return;
    }
  }
  GiveUp(call, call.why_held_);
}

void CallRouter::GiveUp(ForwardedCall& call, ForwardOutcome why) {
  if (call.is_read_ && why != ForwardOutcome::kTooMany &&
      parts_.directory.HoldsCopy(call.tenant_)) {
    call.client_.reset();
    Count(call, ForwardOutcome::kReadHere);
    call.OnHere();
    return;
  }
  parts_.refusals.Count(Refusals::Reason::kNotSentOn, call.tenant_);
  call.client_.reset();
  if (call.said_.has_value()) {
    End(call, why, *std::move(call.said_));
  } else if (why == ForwardOutcome::kTooMany) {
    End(call, why,
        Overloaded(ErrorReason::kTooManyForwarded,
                   "too many calls wait for the owner of the shard of tenant " +
                       call.tenant_ + "; send it again later"));
  } else {
    End(call, why, NoOwner(call.tenant_));
  }
}

void CallRouter::Count(const ForwardedCall& call, ForwardOutcome outcome) {
  parts_.metrics.Of(std::string_view(call.path_).substr(1))[outcome]
      .Increment();
  parts_.metrics.seconds.Observe(
      std::chrono::duration<double>(Clock::now() - call.begun_).count());
}

void CallRouter::End(ForwardedCall& call, ForwardOutcome outcome,
                     grpc::Status status) {
  Count(call, outcome);
  call.OnAnswered(std::move(status));
}

void CallRouter::Drain(std::chrono::milliseconds patience) {
  const std::lock_guard lock(mutex_);
  hold_end_ = Clock::now() + patience;
}

void CallRouter::Serve(const std::stop_token& stop) {
  Clock::time_point checked = Clock::now();
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    const bool is_held = is_held_.wait_for(lock, stop, options_.owner_check,
                                           [this] { return !held_.empty(); });
    if (is_held) {
      stops_.wait_for(lock, stop, options_.pause, [] { return false; });
    }
    const std::vector<ForwardedCall*> calls = std::exchange(held_, {});
    lock.unlock();
    const Clock::time_point now = Clock::now();
    if (now - checked >= options_.owner_check) {
      checked = now;
      TakeBackMoved();
    }
    for (ForwardedCall* call : calls) LookAgain(*call);
    lock.lock();
  }
}

void CallRouter::TakeBackMoved() {
  const std::lock_guard lock(mutex_);
  for (const ForwardedCall* call : on_their_way_) {
    const ShardDirectory::Place place = parts_.directory.PlaceOf(call->tenant_);
    const bool is_somewhere = place.is_here || !place.address.empty();
    if (is_somewhere && place.address != call->address_) {
      call->client_->TryCancel();  // told to OnDone
    }
  }
}

void CallRouter::LookAgain(ForwardedCall& call) {
  const Clock::time_point now = Clock::now();
  call.hold_left_ -= now - std::exchange(call.held_since_, now);
  if (now < call.next_try_ && !call.context_.IsCancelled()) return Hold(call);
  if (!TrySend(call)) Hold(call);
}

}  // namespace farcall
