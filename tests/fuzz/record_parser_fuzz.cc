// SPDX-License-Identifier: Apache-2.0

// One raw record, as a client or a file has it, by each strategy.
#include "cloudtrail/reader/record_parser.h"
#include "tests/fuzz/sound_record.h"

namespace farcall {
namespace {

bool SameOutcome(const ParsedRecord& a, const ParsedRecord& b) {
  const auto* error = std::get_if<FieldError>(&a.outcome);
  const auto* other = std::get_if<FieldError>(&b.outcome);
  if (error == nullptr || other == nullptr) {
    return a.outcome.index() == b.outcome.index();
  }
  return error->field == other->field && error->message == other->message;
}

bool SameEvent(const Event& a, const Event& b) {
  return a.event_id == b.event_id &&
         a.event_time_seconds == b.event_time_seconds &&
         a.account == b.account && a.principal == b.principal &&
         a.principal_kind == b.principal_kind && a.command == b.command &&
         a.source_address == b.source_address && a.country == b.country &&
         a.error_code == b.error_code && a.error_message == b.error_message &&
         a.user_agent == b.user_agent && a.details == b.details;
}

// Parsers keep their buffers, so nothing may be left of the record before.
void ParseTwice(RecordParser& parser, std::string_view json) {
  const ParsedRecord record = parser.Parse(json);
  RequireSoundRecord(record);
  parser.Parse(R"({"message":"{\"eventID\":\"another\"}"})");
  const ParsedRecord again = parser.Parse(json);
  if (!SameEvent(record.event, again.event) || !SameOutcome(record, again)) {
    Broken("a parser reads a record in two ways");
  }
}

}  // namespace
}  // namespace farcall

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using farcall::PrincipalStrategy;
  static farcall::RecordParser by_auto(PrincipalStrategy::kAuto);
  static farcall::RecordParser by_role(PrincipalStrategy::kRole);
  static farcall::RecordParser by_session(PrincipalStrategy::kSession);
  for (farcall::RecordParser* parser : {&by_auto, &by_role, &by_session}) {
    farcall::ParseTwice(*parser, farcall::TextOf(data, size));
  }
  return 0;
}
