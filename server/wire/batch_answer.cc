// SPDX-License-Identifier: Apache-2.0
#include "server/wire/batch_answer.h"

#include <algorithm>
#include <utility>

#include "farcall/v1/scoring_service.pb.h"
#include "server/wire/result_writer.h"

namespace farcall {
namespace {

// A buffer is handed over when it holds so much, with room for another result.
constexpr size_t kSliceBytes = 24 << 10;
constexpr size_t kBufferBytes = 28 << 10;
// Of a result without factors.
constexpr size_t kResultBytes = 320;

void Delete(void* bytes) { delete[] static_cast<char*>(bytes); }

}  // namespace

void BatchAnswer::Add(std::span<const InputResult> results, size_t left,
                      RiskLevel factors_from) {
  left += results.size();
  for (const InputResult& result : results) {
    if (output_.capacity() == 0) {
      output_.Reserve(std::min(kBufferBytes, left * kResultBytes));
    }
    output_.Message(v1::ScoreEventsResponse::kResultsFieldNumber,
                    WireOutput::Guess::kBelow16384,
                    [&] { WriteResult(result, factors_from, output_); });
    --left;
    if (output_.size() >= kSliceBytes) CloseSlice();
  }
}

void BatchAnswer::CloseSlice() {
  const size_t size = output_.size();
  if (size == 0) return;
  bytes_ += size;
  slices_.emplace_back(output_.Release().release(), size, &Delete);
}

grpc::ByteBuffer BatchAnswer::Take() {
  CloseSlice();
  if (message_ == ScoringMessage::kStreamScoreEvents) {
    WireOutput head;
    head.MessageHead(v1::StreamScoreEventsResponse::kBatchFieldNumber, bytes_);
    const auto bytes = head.bytes();
    slices_.insert(slices_.begin(), grpc::Slice(bytes.data(), bytes.size()));
  }
  if (slices_.empty()) slices_.emplace_back();
  grpc::ByteBuffer answer(slices_.data(), slices_.size());
  slices_.clear();
  bytes_ = 0;
  return answer;
}

}  // namespace farcall
