// SPDX-License-Identifier: Apache-2.0
#include "server/admission/refusals.h"

#include <utility>

namespace farcall {
namespace {

constexpr std::chrono::seconds kLinePeriod{10};
constexpr std::string_view kRefused = "calls refused";
constexpr std::string_view kCutOff = "calls cut off";
constexpr std::string_view kHeldBack = "calls held back";

}  // namespace

Refusals::Refusals(Metrics& metrics, Log& log)
    : log_(log),
      kinds_{{
          {.message = kRefused, .reason = "no credentials, or wrong ones"},
          {.message = kRefused,
           .reason = "waited longer than queue-wait-ms for its turn",
           .counter = &metrics.batches.shed.batches_in_flight_max},
          {.message = kRefused,
           .reason = "too many calls wait",
           .counter = &metrics.batches.shed.queue_full},
          {.message = kRefused,
           .reason = "too many streams are open",
           .counter = &metrics.batches.shed.streams_max},
          {.message = kCutOff,
           .reason = "the client did not read its answer within send-seconds",
           .counter = &metrics.batches.cut_off_unread},
          {.message = kCutOff,
           .reason = "the client sent nothing within first-message-seconds",
           .counter = &metrics.batches.cut_off_silent},
          {.message = kHeldBack,
           .reason = "the tenant has its share while others are present",
           .counter = &metrics.batches.held_back},
          {.message = kRefused, .reason = "too many watch findings"},
          {.message = kCutOff,
           .reason = "the client did not read its watch of findings",
           .counter = &metrics.findings.watchers_cut},
          {.message = kRefused,
           .reason = "no owner of the tenant's shard was reached in time"},
      }} {}

void Refusals::Count(Reason reason, std::string_view of) {
  Kind line;
  {
    const std::lock_guard lock(mutex_);
    Kind& kind = kinds_.at(static_cast<size_t>(reason));
    if (kind.counter != nullptr) kind.counter->Increment();
    ++kind.untold;
    const auto now = Clock::now();
    if (now < kind.next_line) return;
    kind.next_line = now + kLinePeriod;
    line = kind;
    kind.untold = 0;
  }
  log_.Warn(line.message,
            {{"reason", line.reason}, {"last_of", of}, {"calls", line.untold}});
}

}  // namespace farcall
