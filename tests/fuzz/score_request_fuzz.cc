// SPDX-License-Identifier: Apache-2.0

// A batch as it comes from the wire, structured events and raw records in it,
// and the answers that it gets without being scored.
#include <string>
#include <vector>

#include "farcall/v1/score.pb.h"
#include "inputs/field_checks.h"
#include "server/handlers/input_reader.h"
#include "server/wire/batch_reader.h"
#include "server/wire/result_writer.h"
#include "tests/fuzz/sound_record.h"

namespace farcall {
namespace {

constexpr int64_t kNowSeconds = 1764000000;    // 2025-11-24
constexpr int64_t kFirstSeconds = 1356998400;  // 2013-01-01
constexpr RequestLimits kLimits{.batch_events_max = 8,
                                .record_bytes_max = 4096,
                                .event_future_seconds_max = 900};

// Answers with a text that is not UTF-8 never reach a client.
void RequireAnswer(const ParsedRecord& record) {
  const ScoredEvent scored;
  InputResult answer{.event = &record.event, .outcome = &scored};
  if (const auto* skipped = std::get_if<SkipReason>(&record.outcome)) {
    answer.outcome = *skipped;
  } else if (!record.ok()) {
    answer.outcome = &std::get<FieldError>(record.outcome);
  }
  WireOutput output;
  WriteResult(answer, RiskLevel::kNone, output);
  v1::EventResult received;
  if (!received.ParseFromString(std::string(output.bytes()))) {
    Broken("an answer that a client cannot read");
  }
}

void RequireSoundInput(const EventInput& input, InputReader& reader) {
  const ParsedRecord record = reader.Read(input);
  RequireSoundRecord(record);
  RequireAnswer(record);
  if (!record.ok()) return;
  const int64_t seconds = record.event.event_time_seconds;
  if (seconds < kFirstSeconds ||
      seconds > kNowSeconds + kLimits.event_future_seconds_max) {
    Broken("an event outside of the range of times");
  }
  if (std::holds_alternative<StructuredEvent>(input) &&
      !record.event.account.empty() && record.event.account.size() != 12) {
    Broken("an account that is not 12 digits");
  }
  const auto* raw = std::get_if<RawRecord>(&input);
  if (raw != nullptr && raw->json.size() > 4096) {
    Broken("a record that is longer than the limit");
  }
}

}  // namespace
}  // namespace farcall

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static farcall::InputReader reader(farcall::kLimits,
                                     farcall::PrincipalStrategy::kAuto,
                                     farcall::kNowSeconds);
  const std::string_view request = farcall::TextOf(data, size);
  const auto message = farcall::ScoringMessage::kScoreEvents;
  const auto outline = farcall::BatchOutline::Of(request, message);
  std::vector<farcall::EventInput> inputs;
  if (!outline || !farcall::ReadInputs(request, message, inputs)) return 0;
  for (const auto& violation : farcall::CheckTenant(outline->tenant)) {
    farcall::RequireSoundKey(violation.field, 64);
    farcall::RequireSoundKey(violation.description, 256);
  }
  for (const auto& input : inputs) farcall::RequireSoundInput(input, reader);
  return 0;
}
