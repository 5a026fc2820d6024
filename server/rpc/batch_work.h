// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "inputs/event_input.h"
#include "scoring/batch/histogram_store.h"
#include "server/admission/work_queue.h"
#include "server/auth/authorizer.h"
#include "server/handlers/batch_handler.h"
#include "server/telemetry/tracing.h"
#include "server/wire/batch_answer.h"
#include "server/wire/batch_outline.h"

namespace farcall {

// The work on one batch, from bytes to bytes, part by part. One thread at a
// time.
class BatchWork {
 public:
  // The references must outlive it.
  BatchWork(const BatchHandler& handler, prometheus::Gauge& in_flight,
            const Tracing& tracing, ScoringMessage message)
      : handler_(handler),
        in_flight_(in_flight),
        tracing_(tracing),
        message_(message),
        answer_(message) {}
  ~BatchWork() { EndFlight(); }
  BatchWork(const BatchWork&) = delete;
  BatchWork& operator=(const BatchWork&) = delete;

  // Takes the bytes of `request`, which is empty then, and says whose batch it
  // is and what it takes, without a deadline. INTERNAL if it is no message,
  // the caller's status if `caller` may not have it scored, INVALID_ARGUMENT
  // for a batch that breaks a rule as a whole. Does not read its events.
  grpc::Status Admit(grpc::ByteBuffer& request, const Authorizer& authorizer,
                     const Authorizer::Caller& caller, WorkQueue::Load& load);

  // Whether what was admitted is scored alone.
  bool IsRead() const;
  // Of what was admitted, until Clear.
  grpc::ByteBuffer RequestBytes() const { return {&request_, 1}; }

  // Works on at most `events_max` events of what was admitted; the batch's
  // status when all are done. Reads the events the first time.
  std::optional<grpc::Status> Advance(int64_t events_max);
  // The answer, once the status is OK. It may be sent once the batch is
  // confirmed.
  grpc::ByteBuffer TakeAnswer() { return answer_.Take(); }
  // Gives back the memory that it took to work, so that another batch may be
  // admitted once this one is confirmed.
  void Clear();

  // Once the status is OK: confirms the batch if it is known whether it is
  // durable. Otherwise nothing; `on_durable` is called by another thread, which
  // calls Confirm: the work may be gone when this returns.
  std::optional<grpc::Status> WhenDurable(HistogramStore::OnDurable on_durable);
  // OK if the answer may be sent.
  grpc::Status Confirm(const absl::Status& durable);

 private:
  grpc::Status TakeBytes(grpc::ByteBuffer& request);
  bool Begin();
  void EndFlight();

  const BatchHandler& handler_;
  prometheus::Gauge& in_flight_;
  const Tracing& tracing_;
  const ScoringMessage message_;

  grpc::Slice request_{};             // all bytes of it, in one piece
  BatchOutline outline_{};            // of request_, which has its texts
  std::vector<EventInput> inputs_{};  // views of request_
  std::optional<BatchHandler::Batch> batch_{};
  BatchAnswer answer_;
  bool in_flight_counted_ = false;
  std::optional<BatchHandler::Applied> applied_{};  // and not confirmed
};

}  // namespace farcall
