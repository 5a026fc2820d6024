// SPDX-License-Identifier: Apache-2.0
#include "server/wire/batch_outline.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>
#include <grpcpp/support/proto_buffer_reader.h>

#include <algorithm>

namespace farcall {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;

// Measured of events whose names are all at their limits (tests/e2e): an answer
// of 8 times its event, 9 KiB.
constexpr int64_t kAnswerPerByte = 8;
constexpr int64_t kAnswerBytesMax = 10 << 10;
// A raw record is mostly what the answer does not repeat.
constexpr int64_t kAnswerPerRecordByte = 2;
// A third of it is for the name of the operator of the network.
constexpr int64_t kAnswerBytesMin = 768;

constexpr uint32_t BytesTag(int field) {
  return WireFormatLite::MakeTag(field,
                                 WireFormatLite::WIRETYPE_LENGTH_DELIMITED);
}

int64_t AnswerBytesOf(int64_t event_bytes, bool is_record) {
  const int64_t factor = is_record ? kAnswerPerRecordByte : kAnswerPerByte;
  return kAnswerBytesMin + std::min(kAnswerBytesMax, event_bytes * factor);
}

bool SkipEvent(CodedInputStream& input, BatchOutline& outline) {
  uint32_t size = 0;
  if (!input.ReadVarint32(&size)) return false;
  const auto limit = input.PushLimit(static_cast<int>(size));
  const bool is_record =
      size != 0 &&
      input.ReadTag() == BytesTag(v1::EventInput::kCloudtrailRecordFieldNumber);
  const int left = input.BytesUntilLimit();
  if (left < 0 || !input.Skip(left)) return false;
  input.PopLimit(limit);
  ++outline.events;
  outline.answer_bytes += AnswerBytesOf(size, is_record);
  return true;
}

bool ReadBatch(CodedInputStream& input, BatchOutline& outline) {
  while (const uint32_t tag = input.ReadTag()) {
    if (tag == BytesTag(v1::ScoreEventsRequest::kEventsFieldNumber)) {
      if (!SkipEvent(input, outline)) return false;
    } else if (tag == BytesTag(v1::ScoreEventsRequest::kTenantFieldNumber)) {
      // The last one counts, as when it is parsed.
      if (!WireFormatLite::ReadBytes(&input, &outline.tenant)) return false;
    } else if (!WireFormatLite::SkipField(&input, tag)) {
      return false;
    }
  }
  return input.ConsumedEntireMessage();
}

bool ReadStreamed(CodedInputStream& input, BatchOutline& outline) {
  while (const uint32_t tag = input.ReadTag()) {
    if (tag != BytesTag(v1::StreamScoreEventsRequest::kBatchFieldNumber)) {
      if (!WireFormatLite::SkipField(&input, tag)) return false;
      continue;
    }
    uint32_t size = 0;
    if (!input.ReadVarint32(&size)) return false;
    const auto limit = input.PushLimit(static_cast<int>(size));
    if (!ReadBatch(input, outline)) return false;
    input.PopLimit(limit);
  }
  return input.ConsumedEntireMessage();
}

}  // namespace

std::optional<BatchOutline> BatchOutline::Of(const grpc::ByteBuffer& request,
                                             Message message) {
  BatchOutline outline;
  outline.request_bytes = static_cast<int64_t>(request.Length());
  grpc::ByteBuffer slices = request;  // shares the bytes
  grpc::ProtoBufferReader reader(&slices);
  if (!reader.status().ok()) return std::nullopt;
  CodedInputStream input(&reader);
  const bool read = message == Message::kScoreEventsRequest
                        ? ReadBatch(input, outline)
                        : ReadStreamed(input, outline);
  if (!read) return std::nullopt;
  return outline;
}

}  // namespace farcall
