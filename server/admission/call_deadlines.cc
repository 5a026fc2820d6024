// SPDX-License-Identifier: Apache-2.0
#include "server/admission/call_deadlines.h"

#include <algorithm>

namespace farcall {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kTickMin{1};
constexpr std::chrono::milliseconds kTickMax{500};

}  // namespace

CallDeadlines::CallDeadlines(std::chrono::milliseconds patience,
                             std::function<void()> on_cancel)
    : patience_(patience),
      on_cancel_(std::move(on_cancel)),
      canceller_([this](const std::stop_token& stop) { CancelLate(stop); }) {}

std::unique_ptr<CallDeadlines::Step> CallDeadlines::Begin(
    grpc::ServerContextBase* context) {
  const std::lock_guard lock(mutex_);
  waiting_.push_back(
      {.deadline = Clock::now() + patience_, .context = context});
  return std::unique_ptr<Step>(new Step(*this, std::prev(waiting_.end())));
}

void CallDeadlines::End(std::list<Step::Entry>::iterator entry) {
  const std::lock_guard lock(mutex_);
  // Whichever list it is in now.
  (entry->context == nullptr ? late_ : waiting_).erase(entry);
}

void CallDeadlines::CancelLate(const std::stop_token& stop) {
  const auto tick = std::clamp(patience_ / 4, kTickMin, kTickMax);
  std::unique_lock lock(mutex_);
  while (!tick_.wait_for(lock, stop, tick,
                         [&] { return stop.stop_requested(); })) {
    const auto now = Clock::now();
    while (!waiting_.empty() && waiting_.front().deadline <= now) {
      on_cancel_();  // first, so that who sees the end can see it counted
      waiting_.front().context->TryCancel();
      waiting_.front().context = nullptr;
      late_.splice(late_.end(), waiting_, waiting_.begin());
    }
  }
}

}  // namespace farcall
