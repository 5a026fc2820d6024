// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/support/byte_buffer.h>

#include <cstdint>
#include <optional>
#include <string>

#include "farcall/v1/scoring_service.pb.h"

namespace farcall {

// What must be known of a batch before it is parsed: whose it is, and what it
// will take. Found by skipping through its fields, which allocates nothing.
struct BatchOutline {
  // The message that holds the batch.
  enum class Message { kScoreEventsRequest, kStreamScoreEventsRequest };

  std::string tenant{};  // as written; empty = none
  int64_t events = 0;
  int64_t request_bytes = 0;
  int64_t answer_bytes = 0;  // an estimate, rather too high than too low

  // Nothing if the bytes are no protobuf message. Whether they are one in full
  // shows when they are parsed.
  static std::optional<BatchOutline> Of(const grpc::ByteBuffer& request,
                                        Message message);
};

}  // namespace farcall
