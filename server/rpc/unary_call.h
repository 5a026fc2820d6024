// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/support/byte_buffer.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "server/admission/call_deadlines.h"
#include "server/admission/intake.h"
#include "server/admission/refusals.h"
#include "server/admission/work_pool.h"
#include "server/auth/authorizer.h"
#include "server/routing/call_router.h"
#include "server/rpc/raw_service.h"
#include "server/rpc/rpc_recorder.h"

namespace farcall {

// What the calls of a port share.
struct CallDesk {
  const Authorizer& authorizer;
  Intake& intake;
  CallDeadlines& receiving;  // of a call's first request
  WorkPool& pool;
  CallDeadlines& sending;
  Refusals& refusals;
  RpcRecorder::Witnesses witnesses;
  std::chrono::milliseconds queue_wait;  // of a unary call
  // To the owners of shards; nullptr = this process owns all.
  CallRouter* router = nullptr;

  // Who calls. Tells of callers that are nobody.
  Authorizer::Caller Identify(const grpc::ServerContextBase& context) const;
};

// Memory of a call beside its messages, as it is counted.
inline constexpr int64_t kCallBytes = 16 << 10;

// A unary call (ADR 22): its caller is identified, then its request is
// received, admitted and worked on in its turn. It holds no thread while it
// waits for its turn, for the disk or for its client; it counts as held memory
// until its answer is sent. Its client has `first-message-seconds` to send the
// request, and `send-seconds` to read the answer. Where another replica owns
// the tenant's shard, its turn is to be sent on. Deletes itself.
class UnaryCall : public RawService::Call,
                  protected WorkQueue::Task,
                  private Intake::Guest {
 public:
  UnaryCall(const UnaryCall&) = delete;
  UnaryCall& operator=(const UnaryCall&) = delete;

 protected:
  // All must outlive the call.
  UnaryCall(const CallDesk& desk, MethodMetrics& method,
            grpc::CallbackServerContext& context);
  ~UnaryCall() override;

  const CallDesk& desk() const { return desk_; }
  const Authorizer::Caller& caller() const { return caller_; }

  // Reads the request, and says what it will take if its caller may have it
  // answered. The request's bytes are to be counted in. Must not block. Where
  // there is a router, leaves the bytes in `request`, as they came.
  virtual grpc::Status Admit(grpc::ByteBuffer& request,
                             WorkQueue::Load& load) = 0;
  // Works on a part of at most `cost_max`; nothing if more is left.
  virtual std::optional<grpc::Status> Advance(grpc::ByteBuffer& request,
                                              int64_t cost_max) = 0;
  // Once Advance said OK.
  virtual grpc::Status WriteAnswer(grpc::ByteBuffer& answer) = 0;
  // Whether the answer that was written may be sent, if that is known.
  // Otherwise nothing, and another thread calls End with it: the call may be
  // gone when this returns.
  virtual std::optional<grpc::Status> MaySend() { return grpc::Status::OK; }
  // Whether it changes nothing.
  virtual bool IsRead() const { return false; }
  // Whether to do it twice is as good as once.
  virtual bool MayRepeat() const { return IsRead(); }
  // Gives back what was needed to work.
  virtual void Clear() = 0;

  // Makes the call's span this thread's.
  [[nodiscard]] Tracing::Span Enter() const { return recorder_.Enter(); }
  // The last that is done; the call may be gone when it returns.
  void End(grpc::Status status);

 private:
  class Onward;

  void Receive() override;
  void OnReadDone(bool ok) override;
  bool Work(int64_t cost_max) override;
  int64_t AnswerBytes() const override;
  void Answer() override;
  void Refuse() override;
  void OnCancel() override;
  void OnDone() override;
  void Submit(WorkQueue::Load load);
  void Route(WorkQueue::Load load);

  const CallDesk desk_;
  MethodMetrics& method_;
  grpc::CallbackServerContext& context_;
  RpcRecorder recorder_;
  const Authorizer::Caller caller_;
  std::unique_ptr<CallDeadlines::Step> receiving_{};
  std::unique_ptr<CallDeadlines::Step> sending_{};
  grpc::ByteBuffer request_{};
  grpc::ByteBuffer answer_{};
  std::string tenant_{};
  std::optional<grpc::Status> status_{};
  std::unique_ptr<Onward> onward_{};  // null = it is worked on here
};

// What one method does with its calls.
template <typename Request, typename Response>
struct UnaryMethod {
  MethodMetrics& metrics;
  // May the caller? Must not block.
  std::function<grpc::Status(const Authorizer::Caller&, const Request&)> check;
  // Tenant, cost and memory of the answer; the request's is added.
  std::function<WorkQueue::Load(const Request&)> load;
  // Called by a thread of the pool.
  std::function<grpc::Status(const Authorizer::Caller&, const Request&,
                             Response&)>
      answer;
  bool is_read = false;  // it changes nothing
};

// A call of a method that is done in one go.
template <typename Request, typename Response>
class MessageCall final : public UnaryCall {
 public:
  MessageCall(const CallDesk& desk, UnaryMethod<Request, Response> method,
              grpc::CallbackServerContext& context)
      : UnaryCall(desk, method.metrics, context), method_(std::move(method)) {}

 private:
  grpc::Status Admit(grpc::ByteBuffer& request,
                     WorkQueue::Load& load) override {
    const auto bytes = static_cast<int64_t>(request.Length());
    grpc::ByteBuffer parsed;
    if (desk().router == nullptr) {
      parsed.Swap(&request);
    } else {
      parsed = request;
    }
    grpc::Status allowed = Parse(parsed, request_);
    if (allowed.ok()) allowed = method_.check(caller(), request_);
    if (!allowed.ok()) return allowed;
    load = method_.load(request_);
    load.waiting_bytes += bytes + kCallBytes;
    load.held_bytes += bytes + kCallBytes;
    return grpc::Status::OK;
  }
  std::optional<grpc::Status> Advance(grpc::ByteBuffer&, int64_t) override {
    return method_.answer(caller(), request_, response_);
  }
  grpc::Status WriteAnswer(grpc::ByteBuffer& answer) override {
    return Serialize(response_, answer);
  }
  bool IsRead() const override { return method_.is_read; }
  void Clear() override {
    Request().Swap(&request_);
    Response().Swap(&response_);
  }

  const UnaryMethod<Request, Response> method_;
  Request request_;
  Response response_;
};

}  // namespace farcall
