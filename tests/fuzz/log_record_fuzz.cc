// SPDX-License-Identifier: Apache-2.0

// A shard's log: records of any bytes, each after its size as a varint.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cluster/codec/log_record_codec.h"
#include "cluster/rules/log_life.h"
#include "cluster/rules/shard_log_rules.h"
#include "storage/codec/byte_coding.h"
#include "tests/fuzz/property.h"

namespace farcall {
namespace {

void RequireReadsBack(const LogRecord& record) {
  const absl::StatusOr<std::string> bytes = EncodeLogRecord(record);
  if (!bytes.ok()) Broken("what was read cannot be written");
  if (bytes->size() > kLogRecordBytesMax) Broken("written too large");
  const absl::StatusOr<LogRecord> again = DecodeLogRecord(*bytes);
  if (!again.ok()) Broken("what was written cannot be read");
  if (*again != record) Broken("what was written reads as another");
}

// What one record may change.
void RequireSmallStep(const ShardPosition& before, const ShardPosition& after,
                      const LogVerdict& verdict) {
  const bool is_claim = verdict.outcome == Outcome::kClaimed;
  const bool is_effects = verdict.outcome == Outcome::kBatch ||
                          verdict.outcome == Outcome::kErasure;
  const bool begins = verdict.outcome == Outcome::kBegun;
  if (begins) {
    if (PlaceOf(before) != LogPlace()) Broken("it begins twice");
    const uint64_t epoch = EpochBefore(after.genesis->life);
    if (after.claim != ClaimRecord{.epoch = epoch}) Broken("first epoch");
    if (after.number != 0) Broken("first number");
    return;
  }
  if (is_claim != (after.claim.epoch > before.claim.epoch)) Broken("epoch");
  if (!is_claim && after.claim != before.claim) Broken("owner");
  const uint64_t number = is_claim ? 0 : before.number + (is_effects ? 1 : 0);
  if (after.number != number) Broken("number");
  if (after.genesis != before.genesis) Broken("genesis");
  const bool is_refused = verdict.outcome == Outcome::kRefused;
  if (is_refused != (verdict.refusal != Refusal::kNone)) Broken("reason");
  if (!is_effects && !verdict.effects.empty()) Broken("effects of nothing");
  if (after.resume_offset < before.resume_offset) Broken("went back");
}

// A copy that starts at `from` and reads `log` up to its end is where one is
// that read it from the beginning.
void RequireResumes(const ShardPosition& from,
                    const std::vector<LogRecord>& log) {
  ShardLogRules rules(from);
  for (auto i = static_cast<size_t>(from.resume_offset); i < log.size(); ++i) {
    rules.Read(log[i], static_cast<int64_t>(i));
  }
  if (rules.position() != from) Broken("a restart leads elsewhere");
}

void ReadLog(std::string_view bytes) {
  ByteReader reader(bytes);
  ShardLogRules rules;
  std::vector<LogRecord> log;
  std::string_view encoded;
  while (reader.Sized(encoded)) {
    const absl::StatusOr<LogRecord> record = DecodeLogRecord(encoded);
    if (!record.ok()) {
      if (!absl::IsDataLoss(record.status()) &&
          !absl::IsUnimplemented(record.status())) {
        Broken("neither DATA_LOSS nor UNIMPLEMENTED");
      }
      continue;
    }
    RequireReadsBack(*record);
    const auto offset = static_cast<int64_t>(log.size());
    log.push_back(*record);
    const ShardPosition before = rules.position();
    const LogVerdict verdict = rules.Read(*record, offset);
    const ShardPosition after = rules.position();
    RequireSmallStep(before, after, verdict);
    RequireResumes(after, log);
  }
}

}  // namespace
}  // namespace farcall

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  farcall::ReadLog(farcall::TextOf(data, size));
  return 0;
}
