// SPDX-License-Identifier: Apache-2.0

// A batch as it comes from the wire, structured events and raw records in it,
// and the answers that it gets without being scored.
#include "farcall/v1/scoring_service.pb.h"
#include "ingest/field_checks.h"
#include "server/handlers/input_reader.h"
#include "server/wire/proto_convert.h"
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
  v1::EventResult result;
  const ScoredEvent scored;
  InputResult answer{.event = &record.event, .outcome = &scored};
  if (const auto* skipped = std::get_if<SkipReason>(&record.outcome)) {
    answer.outcome = *skipped;
  } else if (!record.ok()) {
    answer.outcome = &std::get<FieldError>(record.outcome);
  }
  WriteResult(answer, RiskLevel::kNone, result);
  v1::EventResult received;
  if (!received.ParseFromString(result.SerializeAsString())) {
    Broken("an answer that a client cannot read");
  }
}

void RequireSoundInput(const v1::EventInput& input, InputReader& reader) {
  const ParsedRecord record = reader.Read(InputOf(input));
  RequireSoundRecord(record);
  RequireAnswer(record);
  if (!record.ok()) return;
  const int64_t seconds = record.event.event_time_seconds;
  if (seconds < kFirstSeconds ||
      seconds > kNowSeconds + kLimits.event_future_seconds_max) {
    Broken("an event outside of the range of times");
  }
  if (input.has_event() && !record.event.account.empty() &&
      record.event.account.size() != 12) {
    Broken("an account that is not 12 digits");
  }
  if (input.cloudtrail_record().json().size() > 4096) {
    Broken("a record that is longer than the limit");
  }
}

}  // namespace
}  // namespace farcall

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static farcall::InputReader reader(farcall::kLimits,
                                     farcall::PrincipalStrategy::kAuto,
                                     farcall::kNowSeconds);
  farcall::v1::ScoreEventsRequest request;
  if (!request.ParseFromArray(data, static_cast<int>(size))) return 0;
  for (const auto& violation : farcall::CheckTenant(request.tenant())) {
    farcall::RequireSoundKey(violation.field, 64);
    farcall::RequireSoundKey(violation.description, 256);
  }
  for (const auto& input : request.events()) {
    farcall::RequireSoundInput(input, reader);
  }
  return 0;
}
