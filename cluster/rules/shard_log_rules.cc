// SPDX-License-Identifier: Apache-2.0
#include "cluster/rules/shard_log_rules.h"

#include <utility>

namespace farcall {
namespace {

LogVerdict Refused(Refusal refusal) {
  return {.outcome = Outcome::kRefused, .refusal = refusal};
}

}  // namespace

ShardLogRules::ShardLogRules(ShardPosition position)
    : position_(std::move(position)) {}

LogVerdict ShardLogRules::Read(LogRecord record, int64_t offset) {
  if (newer_format_) return Refused(Refusal::kNewerFormat);
  // A number that was out of order then might be the next one now.
  if (offset < position_.resume_offset) return Refused(Refusal::kRepeated);
  offset_ = offset;
  LogVerdict verdict = std::visit(
      [this](auto&& read) { return Judge(std::forward<decltype(read)>(read)); },
      std::move(record));
  if (!newer_format_) position_.resume_offset = offset + 1;
  return verdict;
}

ShardPosition ShardLogRules::position() const {
  ShardPosition position = position_;
  if (!incomplete_.parts.empty()) {
    position.resume_offset = incomplete_.first_offset;
  }
  return position;
}

LogVerdict ShardLogRules::Judge(GenesisRecord genesis) {
  if (position_.genesis.has_value()) {
    const bool differs =
        GenesisDifference(*position_.genesis, genesis).has_value() ||
        position_.genesis->life != genesis.life;
    return Refused(differs ? Refusal::kOtherGenesis : Refusal::kRepeated);
  }
  if (genesis.format > kLogFormatNewest) {
    newer_format_ = true;
    return Refused(Refusal::kNewerFormat);
  }
  position_.claim.epoch = EpochBefore(genesis.life);
  position_.released = genesis.life > 1;
  position_.genesis = std::move(genesis);
  return {.outcome = Outcome::kBegun};
}

LogVerdict ShardLogRules::Judge(ClaimRecord claim) {
  if (!position_.genesis.has_value()) return Refused(Refusal::kNoGenesis);
  if (claim == position_.claim) return Refused(Refusal::kRepeated);
  if (claim.epoch <= position_.claim.epoch) return Refused(Refusal::kOldEpoch);
  position_.claim = std::move(claim);
  position_.released = false;
  position_.number = 0;
  incomplete_ = {};
  return {.outcome = Outcome::kClaimed};
}

LogVerdict ShardLogRules::Judge(BatchRecord batch) {
  const Refusal refusal = WhyNotNext(batch.epoch, batch.writer, batch.number);
  if (refusal != Refusal::kNone) return Refused(refusal);
  const Refusal of_part = WhyNotNextPart(batch);
  if (of_part != Refusal::kNone) return Refused(of_part);
  if (batch.parts == 1) {
    return Complete(Outcome::kBatch, std::move(batch.bytes));
  }
  if (incomplete_.parts.empty()) {
    incomplete_.parts_expected = batch.parts;
    incomplete_.first_offset = offset_;
  }
  incomplete_.parts.push_back(std::move(batch.bytes));
  if (incomplete_.parts.size() < batch.parts) {
    return {.outcome = Outcome::kIncomplete};
  }
  std::string effects;
  for (const std::string& part : incomplete_.parts) effects.append(part);
  return Complete(Outcome::kBatch, std::move(effects));
}

LogVerdict ShardLogRules::Judge(EraseRecord erase) {
  const Refusal refusal = WhyNotNext(erase.epoch, erase.writer, erase.number);
  if (refusal != Refusal::kNone) return Refused(refusal);
  // Its number is that of the batch that is not complete.
  if (!incomplete_.parts.empty()) return Refused(Refusal::kNumberOutOfOrder);
  return Complete(Outcome::kErasure, std::move(erase.what));
}

LogVerdict ShardLogRules::Judge(const BeatRecord& beat) {
  Refusal refusal = WhyNotOwners(beat.epoch, beat.writer);
  if (refusal == Refusal::kNone && released()) refusal = Refusal::kNoOwner;
  if (refusal != Refusal::kNone) return Refused(refusal);
  return {.outcome = Outcome::kAlive};
}

LogVerdict ShardLogRules::Judge(const ReleaseRecord& release) {
  Refusal refusal = WhyNotOwners(release.epoch, release.writer);
  if (refusal == Refusal::kNone && released()) refusal = Refusal::kRepeated;
  if (refusal != Refusal::kNone) return Refused(refusal);
  position_.released = true;
  incomplete_ = {};
  return {.outcome = Outcome::kReleased};
}

LogVerdict ShardLogRules::Judge(const AskRecord& ask) {
  if (!position_.genesis.has_value()) return Refused(Refusal::kNoGenesis);
  if (ask.epoch < epoch()) return Refused(Refusal::kOldEpoch);
  if (ask.epoch > epoch()) return Refused(Refusal::kUnclaimedEpoch);
  if (!has_owner()) return Refused(Refusal::kNoOwner);
  return {.outcome = Outcome::kAsked};
}

Refusal ShardLogRules::WhyNotOwners(uint64_t epoch, uint64_t writer) const {
  if (!position_.genesis.has_value()) return Refusal::kNoGenesis;
  if (epoch < position_.claim.epoch) return Refusal::kOldEpoch;
  if (epoch > position_.claim.epoch || epoch == 0) {
    return Refusal::kUnclaimedEpoch;
  }
  if (writer != position_.claim.incarnation) return Refusal::kNotOwner;
  return Refusal::kNone;
}

Refusal ShardLogRules::WhyNotNext(uint64_t epoch, uint64_t writer,
                                  uint64_t number) const {
  const Refusal refusal = WhyNotOwners(epoch, writer);
  if (refusal != Refusal::kNone) return refusal;
  // An owner gives a number away once, so this can be nothing else.
  if (number <= position_.number) return Refusal::kRepeated;
  if (released()) return Refusal::kNoOwner;
  if (number != position_.number + 1) return Refusal::kNumberOutOfOrder;
  return Refusal::kNone;
}

Refusal ShardLogRules::WhyNotNextPart(const BatchRecord& batch) const {
  if (batch.parts > kPartsMax || batch.part >= batch.parts) {
    return Refusal::kPartOutOfOrder;
  }
  const size_t read = incomplete_.parts.size();
  if (read > 0 && batch.parts != incomplete_.parts_expected) {
    return Refusal::kPartOutOfOrder;
  }
  if (batch.part == read) return Refusal::kNone;
  if (batch.part < read && batch.bytes == incomplete_.parts[batch.part]) {
    return Refusal::kRepeated;
  }
  return Refusal::kPartOutOfOrder;
}

LogVerdict ShardLogRules::Complete(Outcome outcome, std::string effects) {
  ++position_.number;
  incomplete_ = {};
  return {.outcome = outcome, .effects = std::move(effects)};
}

std::optional<std::string_view> GenesisDifference(const GenesisRecord& first,
                                                  const GenesisRecord& own) {
  if (first.pseudonym_check != own.pseudonym_check) {
    return "key of pseudonyms (pseudonym-key-file)";
  }
  if (first.shards != own.shards) return "number of shards (cluster-shards)";
  return std::nullopt;
}

}  // namespace farcall
