// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/reflection_service.h"

#include <grpcpp/alarm.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include <string>
#include <utility>
#include <vector>

#include "grpc/reflection/v1/reflection.pb.h"
#include "grpc/reflection/v1alpha/reflection.pb.h"
#include "server/wire/grpc_status.h"

namespace farcall {
namespace {

namespace v1 = grpc::reflection::v1;
namespace v1alpha = grpc::reflection::v1alpha;

// Strangers can be refused as often as they like: not each has a line.
constexpr int64_t kSecondsBetweenLines = 60;

std::vector<const ServiceDescriptions::File*> WithReflection(
    std::span<const ServiceDescriptions::File* const> files) {
  std::vector all(files.begin(), files.end());
  all.push_back(v1::ServerReflectionRequest::descriptor()->file());
  all.push_back(v1alpha::ServerReflectionRequest::descriptor()->file());
  return all;
}

int64_t SteadySeconds() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

void RecordEnd(MethodMetrics& method, const grpc::Status& status,
               std::chrono::steady_clock::time_point start) {
  method.Handled(
      static_cast<absl::StatusCode>(status.error_code()),
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start)
          .count());
}

}  // namespace

// One stream: reads a request, writes its answer, then reads the next one, so
// that at most one of each is in memory. Deletes itself.
class ReflectionService::Stream final : public RawService::Call {
 public:
  Stream(ReflectionService& service, MethodMetrics& method,
         grpc::CallbackServerContext& context)
      : service_(service), method_(method), context_(context) {
    deadline_.Set(
        std::chrono::system_clock::now() + service.bounds_.stream_time,
        [this](bool passed) {
          // Not finished, so the context is there. What waits fails now.
          if (passed) context_.TryCancel();
          EndPart();
        });
    StartRead(&request_);
  }

  void OnReadDone(bool ok) override {
    if (!ok) return End(EndOfReading());
    method_.received.Increment();
    const size_t bytes = request_.Length();
    if (bytes > service_.bounds_.request_bytes_max) {
      return End(InvalidRequest(
          {{"request",
            "has " + std::to_string(bytes) + " bytes, of at most " +
                std::to_string(service_.bounds_.request_bytes_max)}}));
    }
    v1::ServerReflectionRequest question;
    if (!Parse(request_, question).ok()) {
      return End(InvalidRequest({{"request", "cannot be read"}}));
    }
    answer_.Clear();
    const grpc::Status written =
        Serialize(service_.descriptions_.Answer(std::move(question)), answer_);
    if (!written.ok()) return End(written);
    StartWrite(&answer_);
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return End(grpc::Status::CANCELLED);
    method_.sent.Increment();
    StartRead(&request_);
  }

  void OnDone() override {
    RecordEnd(method_, status_, start_);
    service_.Leave();
    delete this;
  }

 private:
  grpc::Status EndOfReading() const {
    return context_.IsCancelled() ? grpc::Status::CANCELLED : grpc::Status::OK;
  }

  void End(grpc::Status status) {
    status_ = std::move(status);
    deadline_.Cancel();
    EndPart();
  }

  // Of the two parts, messages and deadline, the last one to end finishes the
  // stream: neither finds the other's objects gone.
  void EndPart() {
    if (--parts_ == 0) Finish(status_);
  }

  ReflectionService& service_;
  MethodMetrics& method_;
  grpc::CallbackServerContext& context_;
  const std::chrono::steady_clock::time_point start_ =
      std::chrono::steady_clock::now();
  grpc::ByteBuffer request_;
  grpc::ByteBuffer answer_;
  grpc::Status status_;
  std::atomic<int> parts_ = 2;
  grpc::Alarm deadline_;
};

// A stream that gets no place.
class ReflectionService::Refusal final : public RawService::Call {
 public:
  explicit Refusal(const grpc::Status& status) { Finish(status); }
  void OnDone() override { delete this; }
};

RawService::Call* ReflectionService::Begin(
    MethodMetrics& method, grpc::CallbackServerContext& context) {
  method.started.Increment();
  if (Enter()) return new Stream(*this, method, context);
  const grpc::Status status =
      Overloaded(ErrorReason::kTooManyStreams,
                 "too many reflection streams are open: at most " +
                     std::to_string(bounds_.streams_max) + " at once");
  RecordEnd(method, status, std::chrono::steady_clock::now());
  TellOfRefusal();
  return new Refusal(status);
}

ReflectionService::ReflectionService(
    std::span<const ServiceDescriptions::File* const> files,
    const Bounds& bounds, RpcMetrics& metrics, Log& log)
    : bounds_(bounds),
      descriptions_(WithReflection(files)),
      log_(log),
      told_at_seconds_(SteadySeconds() - kSecondsBetweenLines) {
  // The messages of both versions are the same bytes.
  for (MethodMetrics* method :
       {&metrics.reflection_v1, &metrics.reflection_v1alpha}) {
    Serve(*method, [this, method](grpc::CallbackServerContext& context) {
      return Begin(*method, context);
    });
  }
}

bool ReflectionService::Enter() {
  if (++open_streams_ <= bounds_.streams_max) return true;
  Leave();
  return false;
}

void ReflectionService::TellOfRefusal() {
  const int64_t now = SteadySeconds();
  int64_t told_at = told_at_seconds_.load();
  if (now - told_at < kSecondsBetweenLines ||
      !told_at_seconds_.compare_exchange_strong(told_at, now)) {
    return;
  }
  log_.Warn("reflection streams are refused: too many are open",
            {{"streams_max", bounds_.streams_max}});
}

}  // namespace farcall
