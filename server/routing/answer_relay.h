// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/client_context.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/client_callback.h>
#include <grpcpp/support/status.h>

#include <memory>
#include <mutex>
#include <string>

#include "server/auth/authorizer.h"
#include "server/routing/call_router.h"
#include "server/routing/replica_channels.h"

namespace farcall {

// One request of a caller, and the answers that another replica gives to it
// until the end, one at a time. Holds no thread.
class AnswerRelay final
    : private grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  // Told by any thread, of one thing at a time.
  class Listener {
   public:
    virtual ~Listener() = default;
    // The next one follows Next().
    virtual void OnRelayed(grpc::ByteBuffer answer) = 0;
    // The last; the relay may be destroyed in it. What the other replica said,
    // or UNAVAILABLE with RetryInfo.
    virtual void OnRelayEnd(grpc::Status status) = 0;

   protected:
    Listener() = default;
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
  };

  struct Question {
    std::string method{};  // `SERVICE/METHOD`
    std::string tenant{};
    const Authorizer::Caller& caller;
    grpc::ByteBuffer request{};
  };

  // `context` is of the caller's call, whose deadline and end hold for this one
  // too. The references must outlive the relay.
  AnswerRelay(const CallRouter& router,
              std::shared_ptr<ReplicaChannels::Target> target,
              grpc::CallbackServerContext& context, Question question,
              Listener& listener);

  // Once. The relay must live until its end is told.
  void Start();
  // Once for each answer.
  void Next();
  // Has it end soon. Next() does nothing then.
  void Cancel();

 private:
  void OnReadDone(bool ok) override;
  void OnDone(const grpc::Status& status) override;
  ForwardOutcome OutcomeOf(const grpc::Status& status);

  const CallRouter& router_;
  const grpc::CallbackServerContext& context_;
  const std::string method_;
  const std::string tenant_;
  const grpc::ByteBuffer request_;
  const std::shared_ptr<ReplicaChannels::Target> target_;
  const std::unique_ptr<grpc::ClientContext> client_;
  Listener& listener_;
  grpc::ByteBuffer answer_{};

  std::mutex mutex_;
  // Guarded by mutex_.
  bool is_reading_ = false;
  bool is_cancelled_ = false;
  bool may_read_ = false;  // gRPC waits with the end until it may not
};

}  // namespace farcall
