// SPDX-License-Identifier: Apache-2.0
#include "client/finding_watch.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "client/server_status.h"
#include "text/count.h"

namespace farcall {
namespace {

// The operations of one call, one at a time.
class CallSteps {
 public:
  CallSteps(grpc::ClientContext& context, std::chrono::milliseconds step_max)
      : context_(context), step_max_(step_max) {}
  ~CallSteps() {
    queue_.Shutdown();
    void* tag = nullptr;
    bool ok = false;
    while (queue_.Next(&tag, &ok)) {
    }
  }
  CallSteps(const CallSteps&) = delete;
  CallSteps& operator=(const CallSteps&) = delete;

  grpc::CompletionQueue* queue() { return &queue_; }

  // Waits for the operation that was begun; cancels the call if it takes too
  // long. False if it failed.
  bool Succeeds() {
    void* tag = nullptr;
    bool ok = false;
    const auto deadline = std::chrono::system_clock::now() + step_max_;
    if (queue_.AsyncNext(&tag, &ok, deadline) ==
        grpc::CompletionQueue::TIMEOUT) {
      too_slow_ = true;
      context_.TryCancel();
      queue_.Next(&tag, &ok);
    }
    return ok;
  }

  bool too_slow() const { return too_slow_; }

 private:
  grpc::ClientContext& context_;
  const std::chrono::milliseconds step_max_;
  grpc::CompletionQueue queue_;
  bool too_slow_ = false;
};

}  // namespace

absl::Status FindingWatch::Run(const OnAnswer& on_answer,
                               const OnOutage& on_outage) {
  while (true) {
    const grpc::Status status = RunOneStream(on_answer);
    if (stopped()) return absl::OkStatus();
    const absl::Status told = FromServer(status, {"FindingService", address_});
    if (!MayRetry(status)) return told;
    if (failures_ == 0) on_outage(told);
    WaitToReconnect(status);
    ++failures_;
  }
}

grpc::Status FindingWatch::RunOneStream(const OnAnswer& on_answer) {
  grpc::ClientContext context;
  SetCall(&context);
  CallSteps steps(context, policy_.silence_max);
  const auto stub = connect_();
  const std::unique_ptr<Reader> reader =
      stub->AsyncWatchFindings(&context, request_, steps.queue(), this);
  v1::WatchFindingsResponse answer;
  bool is_open = steps.Succeeds();
  while (is_open && !stopped()) {
    reader->Read(&answer, this);
    is_open = steps.Succeeds() && Handle(answer, on_answer);
  }
  grpc::Status status;
  reader->Finish(&status, this);
  steps.Succeeds();
  SetCall(nullptr);
  if (steps.too_slow()) {
    const auto seconds =
        std::chrono::ceil<std::chrono::seconds>(policy_.silence_max).count();
    return {grpc::StatusCode::UNAVAILABLE,
            "no sign of life for " +
                Count(static_cast<uint64_t>(seconds), "second")};
  }
  if (status.ok()) {
    return {grpc::StatusCode::UNAVAILABLE, "the server ended the stream"};
  }
  return status;
}

bool FindingWatch::Handle(const v1::WatchFindingsResponse& answer,
                          const OnAnswer& on_answer) {
  if (!on_answer(answer)) {
    Stop();
    return false;
  }
  failures_ = 0;
  if (!answer.resume_token().empty()) {
    request_.set_resume_token(answer.resume_token());
  }
  return true;
}

void FindingWatch::WaitToReconnect(const grpc::Status& broken) {
  using std::chrono::milliseconds;
  const milliseconds doubled =
      policy_.wait_first * (1 << std::min(failures_, 10));
  const milliseconds pause =
      std::max(std::min(doubled, policy_.wait_max),
               RetryDelay(broken).value_or(milliseconds(0)));
  std::unique_lock lock(mutex_);
  stops_.wait_for(lock, pause, [this] { return stopped_; });
}

void FindingWatch::Stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  if (call_ != nullptr) call_->TryCancel();
  stops_.notify_all();
}

void FindingWatch::SetCall(grpc::ClientContext* context) {
  const std::lock_guard lock(mutex_);
  call_ = context;
  if (stopped_ && call_ != nullptr) call_->TryCancel();
}

bool FindingWatch::stopped() {
  const std::lock_guard lock(mutex_);
  return stopped_;
}

}  // namespace farcall
