// SPDX-License-Identifier: Apache-2.0
#include "server/routing/answer_relay.h"

#include <utility>

#include "server/auth/forwarding.h"
#include "server/routing/owner_status.h"
#include "server/wire/grpc_status.h"

namespace farcall {

AnswerRelay::AnswerRelay(const CallRouter& router,
                         std::shared_ptr<ReplicaChannels::Target> target,
                         grpc::CallbackServerContext& context,
                         Question question, Listener& listener)
    : router_(router),
      context_(context),
      method_(std::move(question.method)),
      tenant_(std::move(question.tenant)),
      request_(std::move(question.request)),
      target_(std::move(target)),
      client_(grpc::ClientContext::FromCallbackServerContext(context)),
      listener_(listener) {
  router.Vouch(context, IdentityHeaderOf(question.caller.identities), *client_);
}

void AnswerRelay::Start() {
  {
    const std::lock_guard lock(mutex_);
    is_reading_ = true;
    may_read_ = true;
  }
  target_->stub().PrepareBidiStreamingCall(client_.get(), "/" + method_, {},
                                           this);
  AddHold();
  StartWriteLast(&request_, {});
  StartRead(&answer_);
  StartCall();
}

void AnswerRelay::Next() {
  {
    const std::lock_guard lock(mutex_);
    if (!may_read_) return;
    is_reading_ = true;
  }
  StartRead(&answer_);
}

void AnswerRelay::Cancel() {
  bool was_last = false;
  {
    const std::lock_guard lock(mutex_);
    is_cancelled_ = true;
    was_last = !is_reading_ && std::exchange(may_read_, false);
  }
  client_->TryCancel();
  if (was_last) RemoveHold();
}

void AnswerRelay::OnReadDone(bool ok) {
  bool was_last = false;
  {
    const std::lock_guard lock(mutex_);
    is_reading_ = false;
    was_last = !ok || is_cancelled_;
    if (was_last) may_read_ = false;
  }
  if (was_last) return RemoveHold();
  listener_.OnRelayed(std::exchange(answer_, {}));
}

ForwardOutcome AnswerRelay::OutcomeOf(const grpc::Status& status) {
  const std::lock_guard lock(mutex_);
  if (is_cancelled_ || context_.IsCancelled()) {
    return ForwardOutcome::kCancelled;
  }
  switch (WhatOwnerSaid(status)) {
    case OwnerSaid::kAnswer:
      return ForwardOutcome::kFailed;
    case OwnerSaid::kNotOwner:
      return ForwardOutcome::kNoOwner;
    case OwnerSaid::kDraining:
    case OwnerSaid::kNotTrusted:
    case OwnerSaid::kNothing:
      break;
  }
  return ForwardOutcome::kUnreachable;
}

void AnswerRelay::OnDone(const grpc::Status& status) {
  const ForwardOutcome outcome = OutcomeOf(status);
  router_.metrics().Of(method_)[outcome].Increment();
  const bool is_told = outcome == ForwardOutcome::kCancelled ||
                       outcome == ForwardOutcome::kFailed;
  listener_.OnRelayEnd(is_told ? status : OwnerChanged(tenant_));
}

}  // namespace farcall
