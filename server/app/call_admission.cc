// SPDX-License-Identifier: Apache-2.0
#include "server/app/call_admission.h"

#include <cstdint>
#include <string>

namespace farcall {
namespace {

// Requests of one caller that are received at once, beside its streams.
constexpr int64_t kIntakeMax = 32;
// Tasks that wait, for each that may run.
constexpr int64_t kWaitingPerRunning = 8;

WorkQueue::Limits QueueLimitsOf(const Config& config) {
  return {.running_max = config.batches_in_flight_max,
          .held_bytes_max = config.in_flight_bytes_max,
          .waiting_max = kWaitingPerRunning * config.batches_in_flight_max,
          .waiting_bytes_max = config.in_flight_bytes_max,
          .tenant_share_percent = config.tenant_share_percent};
}

// Operators' calls are few and may take minutes. They wait for no batch.
constexpr WorkQueue::Limits kOperatorLimits = {.running_max = 8,
                                               .held_bytes_max = 64 << 20,
                                               .waiting_max = 64,
                                               .waiting_bytes_max = 64 << 20,
                                               .tenant_share_percent = 100};

}  // namespace

CallAdmission::CallAdmission(const Config& config, Metrics& metrics,
                             Tracing& tracing, Log& log)
    : tracing_(tracing),
      log_(log),
      queue_wait_(config.queue_wait_ms),
      refusals_(metrics, log),
      sending_(std::chrono::seconds(config.send_seconds),
               [this] { refusals_.Count(Refusals::Reason::kUnreadAnswer); }),
      intake_(kIntakeMax),
      receiving_(std::chrono::seconds(config.first_message_seconds),
                 [this] { refusals_.Count(Refusals::Reason::kSilentCall); }),
      streams_(config.streams_max, config.tenant_share_percent),
      pool_(std::make_unique<WorkPool>(
          QueueLimitsOf(config),
          [this](const std::string& tenant) {
            refusals_.Count(Refusals::Reason::kHeldBack, tenant);
          })),
      operator_pool_(std::make_unique<WorkPool>(kOperatorLimits)) {}

CallDesk CallAdmission::Desk(const Authorizer& authorizer, WorkPool& pool) {
  return {.authorizer = authorizer,
          .intake = intake_,
          .receiving = receiving_,
          .pool = pool,
          .sending = sending_,
          .refusals = refusals_,
          .witnesses = {tracing_, log_},
          .queue_wait = queue_wait_};
}

void CallAdmission::EndPools() {
  operator_pool_.reset();
  pool_.reset();
}

}  // namespace farcall
