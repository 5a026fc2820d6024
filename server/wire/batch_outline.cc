// SPDX-License-Identifier: Apache-2.0
#include "server/wire/batch_outline.h"

#include <algorithm>

#include "farcall/v1/scoring_service.pb.h"
#include "server/wire/wire_input.h"

namespace farcall {
namespace {

using Batch = v1::ScoreEventsRequest;

// Measured of events whose names are all at their limits (tests/e2e): an answer
// of 8 times its event, 9 KiB.
constexpr int64_t kAnswerPerByte = 8;
constexpr int64_t kAnswerBytesMax = 10 << 10;
// A raw record is mostly what the answer does not repeat.
constexpr int64_t kAnswerPerRecordByte = 2;
// A third of it is for the name of the operator of the network.
constexpr int64_t kAnswerBytesMin = 768;

constexpr uint32_t kTenant = TagOf(Batch::kTenantFieldNumber, WireType::kBytes);
constexpr uint32_t kMode = TagOf(Batch::kModeFieldNumber, WireType::kVarint);
constexpr uint32_t kEvents = TagOf(Batch::kEventsFieldNumber, WireType::kBytes);
constexpr uint32_t kFactorsFrom =
    TagOf(Batch::kFactorsFromFieldNumber, WireType::kVarint);
constexpr uint32_t kBatch =
    TagOf(v1::StreamScoreEventsRequest::kBatchFieldNumber, WireType::kBytes);
constexpr uint32_t kRecord =
    TagOf(v1::EventInput::kCloudtrailRecordFieldNumber, WireType::kBytes);

int64_t AnswerBytesOf(std::string_view event) {
  const bool is_record =
      !event.empty() && WireInput(event).ReadTag() == kRecord;
  const int64_t factor = is_record ? kAnswerPerRecordByte : kAnswerPerByte;
  return kAnswerBytesMin +
         std::min(kAnswerBytesMax, static_cast<int64_t>(event.size()) * factor);
}

// Enums are cut to 32 bits.
bool ReadNumber(WireInput& input, int32_t& number) {
  uint64_t value = 0;
  if (!input.ReadVarint(value)) return false;
  number = static_cast<int32_t>(static_cast<uint32_t>(value));
  return true;
}

bool ReadField(WireInput& input, uint32_t tag, BatchOutline& outline) {
  bool is_printable_ascii = true;
  std::string_view event;
  switch (tag) {
    case kTenant:
      return input.ReadText(outline.tenant, is_printable_ascii);
    case kMode:
      return ReadNumber(input, outline.mode);
    case kEvents:
      if (!input.ReadBytes(event)) return false;
      ++outline.events;
      outline.answer_bytes += AnswerBytesOf(event);
      return true;
    case kFactorsFrom:
      return ReadNumber(input, outline.factors_from);
    default:
      return input.Skip(tag);
  }
}

bool ReadBatch(WireInput input, BatchOutline& outline) {
  while (!input.at_end()) {
    if (!ReadField(input, input.ReadTag(), outline)) return false;
  }
  return true;
}

// A batch in several parts is put together.
bool ReadStreamed(WireInput input, BatchOutline& outline) {
  while (!input.at_end()) {
    const uint32_t tag = input.ReadTag();
    if (tag != kBatch) {
      if (!input.Skip(tag)) return false;
      continue;
    }
    std::string_view part;
    if (!input.ReadBytes(part)) return false;
    if (!ReadBatch(input.Within(part), outline)) return false;
  }
  return true;
}

}  // namespace

std::optional<BatchOutline> BatchOutline::Of(std::string_view request,
                                             ScoringMessage message) {
  BatchOutline outline;
  const WireInput input(request);
  const bool read = message == ScoringMessage::kScoreEvents
                        ? ReadBatch(input, outline)
                        : ReadStreamed(input, outline);
  if (!read) return std::nullopt;
  return outline;
}

}  // namespace farcall
