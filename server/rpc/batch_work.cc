// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/batch_work.h"

#include "server/rpc/unary_call.h"
#include "server/wire/grpc_status.h"
#include "server/wire/proto_convert.h"

namespace farcall {

grpc::Status BatchWork::Admit(const grpc::ByteBuffer& request,
                              const Authorizer& authorizer,
                              const Authorizer::Caller& caller,
                              WorkQueue::Load& load) const {
  if (!caller.status.ok()) return caller.status;
  const auto outline = BatchOutline::Of(request, message_);
  if (!outline.has_value()) return Unreadable();
  std::string tenant = TenantOf(outline->tenant);
  grpc::Status allowed = authorizer.Check(caller, Right::kScore, tenant);
  if (!allowed.ok()) return allowed;
  const int64_t request_bytes = kCallBytes + outline->request_bytes;
  load = {.tenant = std::move(tenant),
          .cost = outline->events,
          .waiting_bytes = request_bytes,
          .held_bytes = request_bytes + outline->answer_bytes};
  return grpc::Status::OK;
}

grpc::Status BatchWork::ParseRequest(grpc::ByteBuffer& request) {
  using google::protobuf::Arena;
  if (message_ == BatchOutline::Message::kScoreEventsRequest) {
    auto& asked = *Arena::CreateMessage<v1::ScoreEventsRequest>(&arena_);
    auto& answer = *Arena::CreateMessage<v1::ScoreEventsResponse>(&arena_);
    answer_ = &answer;
    batch_.emplace(handler_, asked, answer);
    return Parse(request, asked);
  }
  auto& asked = *Arena::CreateMessage<v1::StreamScoreEventsRequest>(&arena_);
  auto& answer = *Arena::CreateMessage<v1::StreamScoreEventsResponse>(&arena_);
  answer_ = &answer;
  grpc::Status status = Parse(request, asked);
  batch_.emplace(handler_, asked.batch(), *answer.mutable_batch());
  return status;
}

std::optional<grpc::Status> BatchWork::Advance(grpc::ByteBuffer& request,
                                               int64_t events_max) {
  const Tracing::Span span = tracing_.StartPart("batch");
  if (!batch_.has_value()) {
    in_flight_.Increment();
    if (grpc::Status parsed = ParseRequest(request); !parsed.ok()) {
      return parsed;
    }
  }
  return batch_->Advance(events_max);
}

grpc::Status BatchWork::Write(grpc::ByteBuffer& answer) const {
  return Serialize(*answer_, answer);
}

void BatchWork::Clear() {
  if (!batch_.has_value()) return;
  in_flight_.Decrement();
  batch_.reset();
  answer_ = nullptr;
  arena_.Reset();
}

}  // namespace farcall
