// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/server_context.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <thread>

namespace farcall {

// Cancels calls that take too long over one step, all with the same patience:
// to send an answer, say. Thread-safe.
class CallDeadlines {
 public:
  // `on_cancel` is told before each call is cancelled; it must not block.
  CallDeadlines(std::chrono::milliseconds patience,
                std::function<void()> on_cancel);
  ~CallDeadlines() = default;
  CallDeadlines(const CallDeadlines&) = delete;
  CallDeadlines& operator=(const CallDeadlines&) = delete;

  // A step under way, until it is destroyed.
  class Step {
   public:
    ~Step() { deadlines_.End(entry_); }
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;

   private:
    friend class CallDeadlines;
    struct Entry {
      std::chrono::steady_clock::time_point deadline;
      grpc::ServerContextBase* context;  // nullptr = cancelled already
    };
    Step(CallDeadlines& deadlines, std::list<Entry>::iterator entry)
        : deadlines_(deadlines), entry_(entry) {}

    CallDeadlines& deadlines_;
    std::list<Entry>::iterator entry_;
  };

  // `context` must outlive the step.
  std::unique_ptr<Step> Begin(grpc::ServerContextBase* context);

 private:
  void End(std::list<Step::Entry>::iterator entry);
  void CancelLate(const std::stop_token& stop);

  const std::chrono::milliseconds patience_;
  const std::function<void()> on_cancel_;
  std::mutex mutex_;
  std::condition_variable_any tick_;
  // Guarded by mutex_; in the order of their deadlines.
  std::list<Step::Entry> waiting_;
  std::list<Step::Entry> late_;
  std::jthread canceller_;  // last: it uses the others
};

}  // namespace farcall
