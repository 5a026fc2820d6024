// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/support/byte_buffer.h>

#include <cstddef>
#include <span>
#include <vector>

#include "inputs/input_result.h"
#include "scoring/event/risk_level.h"
#include "server/wire/batch_outline.h"
#include "server/wire/wire_output.h"

namespace farcall {

// The answer to a batch, as the bytes of its message: written result by result
// into buffers that gRPC sends as they are.
class BatchAnswer {
 public:
  explicit BatchAnswer(ScoringMessage message) : message_(message) {}

  // Appends the results of a part, in their order. `left` is how many more will
  // come: the size of the first buffer depends on it.
  void Add(std::span<const InputResult> results, size_t left,
           RiskLevel factors_from);

  // The whole answer. The object is empty then, ready for another one.
  grpc::ByteBuffer Take();

 private:
  void CloseSlice();

  const ScoringMessage message_;
  WireOutput output_{};
  std::vector<grpc::Slice> slices_{};  // full ones
  size_t bytes_ = 0;                   // in slices_
};

}  // namespace farcall
