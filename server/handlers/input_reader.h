// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <variant>

#include "cloudtrail/reader/record_parser.h"
#include "inputs/event_input.h"
#include "inputs/limits.h"
#include "inputs/parsed_record.h"

namespace farcall {

// Reads the inputs of a batch and holds them to their limits. Keeps the
// parser's buffers: one reader for each thread, many inputs.
class InputReader {
 public:
  // `options` says of structured events too whether their details are read.
  // `now_seconds` is Unix time: what bounds event times.
  InputReader(const RequestLimits& limits, const RecordParser::Options& options,
              int64_t now_seconds)
      : limits_(limits),
        reads_details_(options.reads_details),
        parser_(options),
        now_seconds_(now_seconds) {}

  // What an input turned out to be, beside its event.
  struct Outcome {
    // monostate: the event is whole.
    std::variant<std::monostate, SkipReason, FieldError> outcome{};
    bool identity_unread = false;  // as in ParsedRecord

    bool ok() const { return std::holds_alternative<std::monostate>(outcome); }
  };

  // Sets every field of `event`, whatever it held. Of an input that is refused,
  // it has what can name it in an answer.
  Outcome ReadInto(const EventInput& input, Event& event);
  // The same in one.
  ParsedRecord Read(const EventInput& input);

 private:
  Outcome ReadStructured(const StructuredEvent& sent, Event& event);
  void ReadDetails(const StructuredEvent& sent, Event& event);
  Outcome ReadRecord(const RawRecord& raw, Event& event);

  RequestLimits limits_;
  bool reads_details_;
  RecordParser parser_;
  int64_t now_seconds_;
};

}  // namespace farcall
