// SPDX-License-Identifier: Apache-2.0
#include "server/refusals.h"

#include <utility>

namespace farcall {
namespace {

constexpr std::chrono::seconds kLinePeriod{10};

std::string_view NameOf(Refusals::Reason reason) {
  switch (reason) {
    case Refusals::Reason::kWaitedTooLong:
      return "waited longer than queue-wait-ms for its turn";
    case Refusals::Reason::kTooManyWaiting:
      return "too many calls wait";
    case Refusals::Reason::kTooManyStreams:
      return "too many streams are open";
    case Refusals::Reason::kUnreadAnswer:
      return "the client did not read its answer within send-seconds";
    case Refusals::Reason::kSilentCall:
      return "the client sent nothing within first-message-seconds";
  }
  return "";
}

bool IsCutOff(Refusals::Reason reason) {
  return reason == Refusals::Reason::kUnreadAnswer ||
         reason == Refusals::Reason::kSilentCall;
}

}  // namespace

prometheus::Counter& Refusals::CounterOf(Reason reason) const {
  switch (reason) {
    case Reason::kWaitedTooLong:
      return metrics_.batches.shed.batches_in_flight_max;
    case Reason::kTooManyWaiting:
      return metrics_.batches.shed.queue_full;
    case Reason::kTooManyStreams:
      return metrics_.batches.shed.streams_max;
    case Reason::kUnreadAnswer:
      return metrics_.batches.cut_off_unread;
    case Reason::kSilentCall:
      return metrics_.batches.cut_off_silent;
  }
  return metrics_.batches.shed.queue_full;
}

void Refusals::Count(Reason reason, std::string_view tenant) {
  CounterOf(reason).Increment();
  int64_t calls = 0;
  {
    const std::lock_guard lock(mutex_);
    Untold& untold = untold_.at(static_cast<size_t>(reason));
    ++untold.calls;
    const auto now = Clock::now();
    if (untold.told && now - untold.last_line < kLinePeriod) return;
    untold.told = true;
    untold.last_line = now;
    calls = std::exchange(untold.calls, 0);
  }
  log_.Warn(IsCutOff(reason) ? "calls cut off" : "calls refused",
            {{"reason", NameOf(reason)}, {"tenant", tenant}, {"calls", calls}});
}

}  // namespace farcall
