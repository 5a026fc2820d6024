// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cluster/rules/log_record.h"
#include "cluster/rules/log_verdict.h"

namespace farcall {

// How far a copy of a shard has read its log, and the state of the rules there.
// A copy stores it in the same write as the effects up to there.
struct ShardPosition {
  std::optional<GenesisRecord> genesis{};
  // The last one that counts; before the first one of the log EpochBefore() its
  // life, and no owner.
  ClaimRecord claim{};
  bool released = false;  // nobody owns the shard in this epoch any more
  // Of the last batch or erasure that counts in the epoch; 0 = none so far.
  uint64_t number = 0;
  // Offset in the log from which a copy with these effects reads on.
  int64_t resume_offset = 0;

  bool operator==(const ShardPosition&) const = default;
};

// Decides which records of a shard's log count. The verdicts are a function of
// the log's prefix, so that all copies agree on them, whatever the writers
// believed. The rules:
//
// - The first GENESIS counts, and its format and event hash key hold. A later
//   one that agrees on the rest repeats it. In a later life epochs are above
//   those of all earlier ones.
// - A CLAIM counts if its epoch is above the current one. Its writer is the
//   owner from there on, and numbers start again at 1.
// - A BATCH or ERASE counts if its epoch is the current one, its writer the
//   owner, and its number one more than the last. So what counts is a prefix of
//   what an owner wrote, each record once.
// - A batch in several parts counts with its last part. The parts come in their
//   order; records that do not count may lie between them. A claim or release
//   that counts drops the parts of a batch that is not complete.
// - A RELEASE of the owner leaves the shard without one, in the same epoch.
// - A BEAT changes nothing, nor does an ASK, which is for the owner of its
// epoch.
// - Nothing counts before the genesis. Where that is of a newer format, nothing
//   counts at all.
//
// Not thread-safe. Holds at most kBatchBytesMax of incomplete parts.
class ShardLogRules {
 public:
  // Of a log of which nothing was read.
  ShardLogRules() = default;
  // Goes on from `position`; the caller reads from its resume_offset on.
  explicit ShardLogRules(ShardPosition position);

  // Judges the record at `offset`. Offsets rise, with gaps; a record that was
  // read before is refused as repeated.
  LogVerdict Read(LogRecord record, int64_t offset);

  // While a batch is incomplete, resume_offset is that of its first part: its
  // parts are not stored, a restarted copy reads them again. A genesis of a
  // newer format is never passed, so that a newer binary starts with it.
  ShardPosition position() const;

  const std::optional<GenesisRecord>& genesis() const {
    return position_.genesis;
  }
  const ClaimRecord& claim() const { return position_.claim; }
  uint64_t epoch() const { return position_.claim.epoch; }
  uint64_t number() const { return position_.number; }
  bool released() const { return position_.released; }
  bool has_owner() const { return epoch() > 0 && !released(); }
  bool IsOwnedBy(uint64_t incarnation) const {
    return has_owner() && position_.claim.incarnation == incarnation;
  }

 private:
  // The parts of a batch whose last one was not read yet.
  struct IncompleteBatch {
    std::vector<std::string> parts{};
    uint32_t parts_expected = 0;
    int64_t first_offset = 0;
  };

  LogVerdict Judge(GenesisRecord genesis);
  LogVerdict Judge(ClaimRecord claim);
  LogVerdict Judge(BatchRecord batch);
  LogVerdict Judge(EraseRecord erase);
  LogVerdict Judge(const BeatRecord& beat);
  LogVerdict Judge(const ReleaseRecord& release);
  LogVerdict Judge(const AskRecord& ask);
  // Why nothing of this epoch and writer can count. kNone for the owner's own
  // epoch, even once it is released.
  Refusal WhyNotOwners(uint64_t epoch, uint64_t writer) const;
  // The same of a batch or an erasure.
  Refusal WhyNotNext(uint64_t epoch, uint64_t writer, uint64_t number) const;
  Refusal WhyNotNextPart(const BatchRecord& batch) const;
  LogVerdict Complete(Outcome outcome, std::string effects);

  ShardPosition position_{};
  IncompleteBatch incomplete_{};
  int64_t offset_ = 0;  // of the record that is being judged
  bool newer_format_ = false;
};

// Whether a replica with the settings of `own` may follow a log that began with
// `first`: nothing, or the name of what differs. Format, event hash key and
// base are taken over from the log, and lives are compared by CheckLife().
std::optional<std::string_view> GenesisDifference(const GenesisRecord& first,
                                                  const GenesisRecord& own);

}  // namespace farcall
