// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/batch_work.h"

#include "server/rpc/unary_call.h"
#include "server/wire/grpc_status.h"
#include "server/wire/proto_convert.h"
#include "server/wire/scoring_numbers.h"

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
  const v1::ScoreEventsRequest* asked = nullptr;
  grpc::Status parsed;
  if (message_ == BatchOutline::Message::kScoreEventsRequest) {
    auto& whole = *Arena::CreateMessage<v1::ScoreEventsRequest>(&arena_);
    results_ = Arena::CreateMessage<v1::ScoreEventsResponse>(&arena_);
    answer_ = results_;
    parsed = Parse(request, whole);
    asked = &whole;
  } else {
    auto& whole = *Arena::CreateMessage<v1::StreamScoreEventsRequest>(&arena_);
    auto& answer =
        *Arena::CreateMessage<v1::StreamScoreEventsResponse>(&arena_);
    results_ = answer.mutable_batch();
    answer_ = &answer;
    parsed = Parse(request, whole);
    asked = &whole.batch();
  }
  if (!parsed.ok()) return parsed;
  auto violations = handler_.Check(asked->tenant(), asked->events_size());
  for (auto& one : CheckNumbers(asked->mode(), asked->factors_from())) {
    violations.push_back(std::move(one));
  }
  if (!violations.empty()) return InvalidRequest(violations);
  for (const v1::EventInput& input : asked->events()) {
    inputs_.push_back(InputOf(input));
  }
  factors_from_ = *FactorsFromOf(asked->factors_from());
  batch_.emplace(handler_, BatchHandler::Request{.tenant = asked->tenant(),
                                                 .mode = *ModeOf(asked->mode()),
                                                 .factors_from = factors_from_,
                                                 .inputs = inputs_});
  return grpc::Status::OK;
}

std::optional<grpc::Status> BatchWork::Advance(grpc::ByteBuffer& request,
                                               int64_t events_max) {
  const Tracing::Span span = tracing_.StartPart("batch");
  if (!begun_) {
    begun_ = true;
    in_flight_.Increment();
    if (grpc::Status parsed = ParseRequest(request); !parsed.ok()) {
      return parsed;
    }
  }
  if (absl::Status failed = batch_->Advance(events_max); !failed.ok()) {
    return StoreFailed(failed);
  }
  for (const InputResult& result : batch_->results()) {
    WriteResult(result, factors_from_, *results_->add_results());
  }
  if (batch_->done()) return grpc::Status::OK;
  return std::nullopt;
}

grpc::Status BatchWork::Write(grpc::ByteBuffer& answer) const {
  return Serialize(*answer_, answer);
}

void BatchWork::Clear() {
  if (!begun_) return;
  begun_ = false;
  in_flight_.Decrement();
  batch_.reset();
  inputs_.clear();
  answer_ = nullptr;
  results_ = nullptr;
  arena_.Reset();
}

}  // namespace farcall
