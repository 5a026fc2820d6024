// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/batch_work.h"

#include <utility>

#include "server/rpc/grpc_access.h"
#include "server/rpc/unary_call.h"
#include "server/wire/batch_reader.h"
#include "server/wire/grpc_status.h"
#include "server/wire/scoring_numbers.h"

namespace farcall {
namespace {

std::string_view BytesOf(const grpc::Slice& slice) {
  return {reinterpret_cast<const char*>(slice.begin()), slice.size()};
}

}  // namespace

grpc::Status BatchWork::TakeBytes(grpc::ByteBuffer& request) {
  // One piece is taken as it is, several are copied into one.
  grpc::Status taken = request.TrySingleSlice(&request_);
  if (!taken.ok()) taken = request.DumpToSingleSlice(&request_);
  request.Clear();
  return taken.ok() ? taken : Unreadable();
}

grpc::Status BatchWork::Admit(grpc::ByteBuffer& request,
                              const Authorizer& authorizer,
                              const Authorizer::Caller& caller,
                              WorkQueue::Load& load) {
  if (grpc::Status known = IdentityStatus(caller); !known.ok()) return known;
  if (grpc::Status taken = TakeBytes(request); !taken.ok()) return taken;
  const auto outline = BatchOutline::Of(BytesOf(request_), message_);
  if (!outline.has_value()) return Unreadable();
  outline_ = *outline;
  std::string tenant = TenantOf(outline_.tenant);
  grpc::Status allowed = CheckAccess(authorizer, caller, Right::kScore, tenant);
  if (!allowed.ok()) return allowed;
  auto violations = CheckNumbers(outline_.mode, outline_.factors_from);
  for (auto& one : handler_.Check(outline_.tenant, outline_.events)) {
    violations.push_back(std::move(one));
  }
  if (!violations.empty()) return InvalidRequest(violations);
  const int64_t request_bytes =
      kCallBytes + static_cast<int64_t>(request_.size());
  load = {.tenant = std::move(tenant),
          .cost = outline_.events,
          .waiting_bytes = request_bytes,
          .held_bytes = request_bytes + outline_.answer_bytes};
  return grpc::Status::OK;
}

bool BatchWork::Begin() {
  in_flight_counted_ = true;
  in_flight_.Increment();
  inputs_.reserve(static_cast<size_t>(outline_.events));
  if (!ReadInputs(BytesOf(request_), message_, inputs_)) return false;
  batch_.emplace(handler_, BatchHandler::Request{.tenant = outline_.tenant,
                                                 .mode = *ModeOf(outline_.mode),
                                                 .factors_from = *FactorsFromOf(
                                                     outline_.factors_from),
                                                 .inputs = inputs_});
  return true;
}

bool BatchWork::IsRead() const {
  return ModeOf(outline_.mode) == ScoringMode::kScoreOnly;
}

std::optional<grpc::Status> BatchWork::Advance(int64_t events_max) {
  const Tracing::Span span = tracing_.StartPart("batch");
  if (!batch_.has_value() && !Begin()) return Unreadable();
  if (const absl::Status failed = batch_->Advance(events_max); !failed.ok()) {
    return StoreFailed(failed);
  }
  answer_.Add(batch_->results(), batch_->left(),
              *FactorsFromOf(outline_.factors_from));
  if (!batch_->done()) return std::nullopt;
  applied_ = batch_->TakeApplied();
  return grpc::Status::OK;
}

void BatchWork::Clear() {
  batch_.reset();
  // Streams that wait for their clients hold no memory.
  std::vector<EventInput>().swap(inputs_);
  outline_ = {};
  request_ = {};
  answer_.Take();
  if (!applied_.has_value()) EndFlight();
}

std::optional<grpc::Status> BatchWork::WhenDurable(
    HistogramStore::OnDurable on_durable) {
  const std::optional<absl::Status> known =
      handler_.WhenDurable(*applied_, std::move(on_durable));
  if (!known.has_value()) return std::nullopt;
  return Confirm(*known);
}

grpc::Status BatchWork::Confirm(const absl::Status& durable) {
  const absl::Status confirmed = handler_.Confirm(*applied_, durable);
  applied_.reset();
  EndFlight();
  return confirmed.ok() ? grpc::Status::OK : StoreFailed(confirmed);
}

void BatchWork::EndFlight() {
  if (std::exchange(in_flight_counted_, false)) in_flight_.Decrement();
}

}  // namespace farcall
