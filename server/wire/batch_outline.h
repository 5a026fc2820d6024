// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace farcall {

// The messages that hold a batch, and their answers.
enum class ScoringMessage {
  kScoreEvents,        // ScoreEventsRequest, ScoreEventsResponse
  kStreamScoreEvents,  // StreamScoreEventsRequest, StreamScoreEventsResponse
};

// What must be known of a batch before its events are read: whose it is, how
// it is to be scored, and what it will take. Found by skipping over its events.
struct BatchOutline {
  std::string_view tenant{};  // as written, a view of the request; empty = none
  int32_t mode = 0;           // number of farcall.v1.ScoringMode
  int32_t factors_from = 0;   // number of farcall.v1.RiskLevel
  int64_t events = 0;
  int64_t answer_bytes = 0;  // an estimate, rather too high than too low

  // Nothing if `request` is no protobuf message. What is within its events
  // shows when they are read (batch_reader.h).
  static std::optional<BatchOutline> Of(std::string_view request,
                                        ScoringMessage message);
};

}  // namespace farcall
