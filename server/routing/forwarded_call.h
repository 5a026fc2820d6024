// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/client_context.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include <chrono>
#include <list>
#include <memory>
#include <optional>
#include <string>

#include "server/auth/authorizer.h"
#include "server/routing/replica_channels.h"
#include "server/telemetry/metrics.h"

namespace farcall {

// A call that the owner of its tenant's shard is to answer, with one request
// and one answer as bytes. See CallRouter::Send, which it must outlive until
// one of the two functions is called. It may be gone when that returns.
class ForwardedCall {
 public:
  virtual ~ForwardedCall() = default;
  ForwardedCall(const ForwardedCall&) = delete;
  ForwardedCall& operator=(const ForwardedCall&) = delete;

 protected:
  struct Question {
    std::string method{};  // `SERVICE/METHOD`
    std::string tenant{};
    const Authorizer::Caller& caller;
    // Whether the owner may do it twice: a read, or what counts once.
    bool may_repeat = false;
    // Whether it changes nothing: a copy here may answer it where no owner
    // does.
    bool is_read = false;
    // A batch of a stream: where the owner has no room for it, its sender
    // waits.
    bool holds_back = false;
    grpc::ByteBuffer request{};
  };
  // `context` is of the caller's call, whose deadline and end hold for this one
  // too; it must outlive this.
  ForwardedCall(grpc::CallbackServerContext& context, Question question);

  // OK: `answer` has the bytes. Otherwise why there are none: what the owner
  // said, with its details, or what the router says.
  virtual void OnAnswered(grpc::Status status) = 0;
  // This replica is to answer; nothing was done yet. It owns the shard now, or
  // the call is a read and no owner was reached.
  virtual void OnHere() = 0;

  // Once it is answered: hands on the metadata that came with the status.
  void HandOnTrailers();
  grpc::ByteBuffer& answer() { return answer_; }

 private:
  friend class CallRouter;
  using Clock = std::chrono::steady_clock;

  grpc::CallbackServerContext& context_;
  const std::string path_;  // `/SERVICE/METHOD`
  const std::string tenant_;
  const std::string identity_;  // of the caller, as a header
  const bool may_repeat_;
  const bool is_read_;
  const bool holds_back_;
  const grpc::ByteBuffer request_;
  grpc::ByteBuffer answer_{};

  // Of the router.
  Clock::time_point begun_{};
  Clock::time_point held_since_{};
  Clock::duration hold_left_{};         // how long it may yet be held
  Clock::time_point next_try_{};        // not before
  ForwardOutcome why_held_{};           // why it was not sent, or was in vain
  std::optional<grpc::Status> said_{};  // of the last attempt, for its caller
  std::unique_ptr<grpc::ClientContext> client_{};  // of the last attempt
  std::shared_ptr<ReplicaChannels::Target> target_{};
  std::string address_{};  // of target_
  std::list<ForwardedCall*>::iterator on_its_way_{};
};

}  // namespace farcall
