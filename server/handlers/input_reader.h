// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "cloudtrail/record_parser.h"
#include "ingest/event_input.h"
#include "ingest/limits.h"
#include "ingest/parsed_record.h"

namespace farcall {

// Reads the inputs of a batch and holds them to their limits. Keeps the
// parser's buffers: one reader for each thread, many inputs.
class InputReader {
 public:
  // `now_seconds` is Unix time: what bounds event times.
  InputReader(const RequestLimits& limits, PrincipalStrategy strategy,
              int64_t now_seconds)
      : limits_(limits), parser_(strategy), now_seconds_(now_seconds) {}

  // The event, or what is wrong with the input. Of an input that is refused,
  // `event` has what can name it in an answer.
  ParsedRecord Read(const EventInput& input);

 private:
  ParsedRecord ReadRecord(const RawRecord& raw);

  RequestLimits limits_;
  RecordParser parser_;
  int64_t now_seconds_;
};

}  // namespace farcall
