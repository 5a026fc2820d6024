// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <google/protobuf/arena.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "server/admission/work_queue.h"
#include "server/auth/authorizer.h"
#include "server/handlers/batch_handler.h"
#include "server/telemetry/tracing.h"
#include "server/wire/batch_outline.h"

namespace farcall {

// The work on one batch, from bytes to bytes, part by part. One thread at a
// time.
class BatchWork {
 public:
  // The references must outlive it.
  BatchWork(const BatchHandler& handler, prometheus::Gauge& in_flight,
            const Tracing& tracing, BatchOutline::Message message)
      : handler_(handler),
        in_flight_(in_flight),
        tracing_(tracing),
        message_(message) {}
  ~BatchWork() { Clear(); }
  BatchWork(const BatchWork&) = delete;
  BatchWork& operator=(const BatchWork&) = delete;

  // Whose batch `request` is and what it takes, without a deadline, if `caller`
  // may have it scored. Does not parse it.
  grpc::Status Admit(const grpc::ByteBuffer& request,
                     const Authorizer& authorizer,
                     const Authorizer::Caller& caller,
                     WorkQueue::Load& load) const;

  // Works on at most `events_max` events; the batch's status when all are done.
  // Parses `request`, which it empties, the first time.
  std::optional<grpc::Status> Advance(grpc::ByteBuffer& request,
                                      int64_t events_max);
  // Once the status is OK.
  grpc::Status Write(grpc::ByteBuffer& answer) const;
  // Ready for another batch.
  void Clear();

 private:
  grpc::Status ParseRequest(grpc::ByteBuffer& request);

  const BatchHandler& handler_;
  prometheus::Gauge& in_flight_;
  const Tracing& tracing_;
  const BatchOutline::Message message_;
  google::protobuf::Arena arena_;  // of the batch and its answer
  const google::protobuf::MessageLite* answer_ = nullptr;
  v1::ScoreEventsResponse* results_ = nullptr;  // of answer_
  std::vector<EventInput> inputs_;
  RiskLevel factors_from_ = RiskLevel::kLow;
  bool begun_ = false;  // counted in in_flight_
  std::optional<BatchHandler::Batch> batch_;
};

}  // namespace farcall
