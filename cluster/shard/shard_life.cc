// SPDX-License-Identifier: Apache-2.0
#include "cluster/shard/shard_life.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "cluster/codec/log_record_codec.h"
#include "cluster/codec/shard_position_codec.h"
#include "cluster/rules/batch_parts.h"
#include "cluster/rules/log_life.h"
#include "storage/replication/entry_codec.h"

namespace farcall {
namespace {

// How long the log has to say where it ends.
constexpr std::chrono::milliseconds kEndTimeout{1000};
// A copy that has not caught up asks for the end so often.
constexpr std::chrono::milliseconds kAskEndEvery{50};
// The position is written at least so often while records come: a copy that
// takes over this store must find the next record in the log.
constexpr std::chrono::milliseconds kSaveEvery{2000};

template <class... Ts>
struct Overloaded : Ts... {
  using Ts::operator()...;
};
template <class... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

// Who wrote it; 0 = it does not say.
uint64_t WriterOf(const LogRecord& record) {
  return std::visit(
      Overloaded{[](const GenesisRecord&) { return uint64_t{0}; },
                 [](const ClaimRecord& claim) { return claim.incarnation; },
                 [](const auto& other) { return other.writer; }},
      record);
}

}  // namespace

ShardLife::ShardLife(const Options& options, std::vector<uint64_t> incarnations,
                     ShardLog& log, ShardCopy& copy, ShardPosition position)
    : options_(options),
      incarnations_(std::move(incarnations)),
      incarnation_(incarnations_.back()),
      rank_(RankOf(options.name, options.preference)),
      seal_(options.seal_key),
      log_(log),
      copy_(copy),
      rules_(std::move(position)),
      next_offset_(rules_.position().resume_offset),
      is_same_log_(!rules_.genesis().has_value()) {}

absl::Status ShardLife::Step(std::chrono::milliseconds wait) {
  absl::Status status = is_same_log_ ? ReadOn(wait) : CheckSameLog(wait);
  if (absl::IsUnavailable(status)) {
    FallBehind();
  } else if (!status.ok()) {
    return status;
  }
  status = log_.AppendHealth();
  if (!status.ok()) {
    return absl::AbortedError("a record may be lost: " +
                              std::string(status.message()));
  }
  return DoWhatIsDue();
}

// A topic that was deleted and created again has the name of the old one, and
// other records at the same offsets. Where the beginning is trimmed, nothing
// tells any more.
absl::Status ShardLife::CheckSameLog(std::chrono::milliseconds wait) {
  const auto begin = log_.Begin(kEndTimeout);
  if (!begin.ok()) return begin.status();
  is_same_log_ = *begin > 0;
  ShardLogRules from_the_beginning;
  absl::Status status;
  for (int64_t offset = 0; !is_same_log_;) {
    auto items = log_.Read(offset, wait);
    if (!items.ok()) return items.status();
    if (items->empty()) return WhyNothingIsRead(offset);
    for (const ShardLog::Item& item : *items) {
      offset = item.offset + 1;
      auto record = DecodeLogRecord(item.bytes);
      if (!record.ok()) return record.status();
      from_the_beginning.Read(*std::move(record), item.offset);
      if (!from_the_beginning.genesis().has_value()) continue;
      status = CheckLife("the log", from_the_beginning.genesis()->life,
                         rules_.genesis()->life);
      if (!status.ok()) return status;
      if (from_the_beginning.genesis() != rules_.genesis()) {
        return absl::FailedPreconditionError(
            "the log is another one than this copy was made from: was the "
            "topic deleted and created again?");
      }
      is_same_log_ = true;
      break;
    }
  }
  return absl::OkStatus();
}

// A log that holds nothing cannot be the one that the copy was made from.
absl::Status ShardLife::WhyNothingIsRead(int64_t offset) {
  const auto end = log_.End(kEndTimeout);
  if (!end.ok()) return end.status();
  if (*end > offset) return absl::UnavailableError("the log is silent");
  const uint32_t life = rules_.genesis()->life;
  return absl::FailedPreconditionError(
      "the log has no beginning, and this copy was made from one of life " +
      std::to_string(life) +
      ": where its records are lost, the next one begins with "
      "cluster-log-life " +
      std::to_string(life + 1));
}

absl::Status ShardLife::ReadOn(std::chrono::milliseconds wait) {
  auto items = log_.Read(next_offset_, wait);
  if (!items.ok()) return items.status();
  for (const ShardLog::Item& item : *items) {
    absl::Status status = Take(item);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status ShardLife::Take(const ShardLog::Item& item) {
  absl::StatusOr<LogRecord> record = DecodeLogRecord(item.bytes);
  if (!record.ok()) {
    return absl::Status(record.status().code(),
                        "record at offset " + std::to_string(item.offset) +
                            ": " + std::string(record.status().message()));
  }
  LogVerdict verdict = rules_.Read(*record, item.offset);
  next_offset_ = item.offset + 1;
  if (IsOfOwner(verdict.outcome) || verdict.outcome == Outcome::kReleased) {
    last_sign_ = Clock::now();
  }
  return Apply(*record, std::move(verdict));
}

absl::Status ShardLife::Apply(const LogRecord& record, LogVerdict verdict) {
  switch (verdict.outcome) {
    case Outcome::kBatch:
      return ApplyBatch(std::move(verdict.effects));
    case Outcome::kErasure:
      return absl::DataLossError("a record of erasure, which nobody writes");
    case Outcome::kClaimed:
      changed_ = true;
      if (rules_.IsOwnedBy(incarnation_)) return BeginToOwn();
      if (is_owner_) {
        return absl::AbortedError("replica " + rules_.claim().owner +
                                  " owns the shard now");
      }
      break;
    case Outcome::kReleased:
      changed_ = true;
      if (is_owner_) return absl::AbortedError("the shard was given up");
      break;
    case Outcome::kRefused:
      if (verdict.refusal == Refusal::kRepeated ||
          std::ranges::count(incarnations_, WriterOf(record)) == 0) {
        break;
      }
      ++refused_;
      changed_ = true;
      if (is_owner_ && WriterOf(record) == incarnation_) {
        return absl::AbortedError("a record does not count: " +
                                  std::string(ReasonOf(verdict.refusal)));
      }
      break;
    case Outcome::kAlive:
      if (is_owner_ && std::get<BeatRecord>(record).number > rules_.number()) {
        return absl::AbortedError("a record was lost");
      }
      break;
    case Outcome::kAsked: {
      const auto asks =
          RankOf(std::get<AskRecord>(record).replica, options_.preference);
      if (is_owner_ && asks.has_value() &&
          (!rank_.has_value() || *asks < *rank_)) {
        absl::Status status = Release();
        if (!status.ok()) return status;
      }
      break;
    }
    case Outcome::kIncomplete:
    case Outcome::kBegun:
      break;
  }
  if (!IsDue(saved_, kSaveEvery)) return absl::OkStatus();
  saved_ = Clock::now();
  const auto position = EncodeShardPosition(rules_.position());
  return position.ok() ? copy_.Skip(*position) : position.status();
}

absl::Status ShardLife::ApplyBatch(std::string effects) {
  saved_ = Clock::now();
  auto position = EncodeShardPosition(rules_.position());
  if (!position.ok()) return position.status();
  if (is_owner_) return copy_.Accept(rules_.number(), *std::move(position));
  const auto opened = seal_.Open(SealPlace(rules_.epoch(), rules_.number()),
                                 std::move(effects));
  if (!opened.ok()) return opened.status();
  absl::StatusOr<JournalEntry> entry = DecodeJournalEntry(*opened);
  if (!entry.ok()) return entry.status();
  return copy_.Follow(*std::move(entry), *std::move(position));
}

// It has read its own claim, and so all that counted before.
absl::Status ShardLife::BeginToOwn() {
  const auto position = EncodeShardPosition(rules_.position());
  if (!position.ok()) return position.status();
  absl::Status status = copy_.Skip(*position);
  if (!status.ok()) return status;
  is_owner_ = true;
  copy_.Own([this, epoch = rules_.epoch()](uint64_t number,
                                           const std::string& entry) {
    return Send(epoch, number, entry);
  });
  return absl::OkStatus();
}

absl::Status ShardLife::Send(uint64_t epoch, uint64_t number,
                             const std::string& entry) {
  auto parts =
      SplitBatch({.epoch = epoch,
                  .writer = incarnation_,
                  .number = number,
                  .bytes = seal_.Seal(SealPlace(epoch, number), entry)});
  if (!parts.ok()) return parts.status();
  const std::lock_guard lock(append_mutex_);
  for (BatchRecord& part : *parts) {
    absl::Status status = Append(std::move(part));
    if (!status.ok()) return status;
  }
  sent_number_ = number;
  return absl::OkStatus();
}

absl::Status ShardLife::Append(const LogRecord& record) {
  absl::StatusOr<std::string> bytes = EncodeLogRecord(record);
  if (!bytes.ok()) return bytes.status();
  appended_ = Clock::now();
  return log_.Append(*std::move(bytes));
}

absl::Status ShardLife::Release() {
  if (!is_owner_) return absl::OkStatus();
  // What was made lies before the release, and counts.
  copy_.Drain();
  const std::lock_guard lock(append_mutex_);
  return Append(ReleaseRecord{.epoch = rules_.epoch(), .writer = incarnation_});
}

absl::Status ShardLife::DoWhatIsDue() {
  if (is_owner_) return Beat();
  CatchUpIfDue();
  absl::Status status = AskIfDue();
  return status.ok() ? ClaimIfDue() : status;
}

// It has caught up once it has read all that the log had when it last asked. A
// log in use is longer by then.
void ShardLife::CatchUpIfDue() {
  if (caught_up_since_.has_value() || !IsDue(asked_end_, kAskEndEvery)) return;
  const std::optional<int64_t> end_before = std::exchange(end_, AskEnd());
  asked_end_ = Clock::now();
  const std::optional<int64_t> end = end_before.has_value() ? end_before : end_;
  if (!end_.has_value() || *end > next_offset_) return;
  caught_up_since_ = Clock::now();
  changed_ = true;
}

void ShardLife::FallBehind() {
  caught_up_since_.reset();
  end_.reset();
}

// The owner is asked by a replica that is preferred, once it has kept up for
// some time.
absl::Status ShardLife::AskIfDue() {
  if (!rules_.has_owner() || !caught_up_since_.has_value() ||
      !IsDue(*caught_up_since_, options_.takeover) ||
      !IsDue(asked_owner_, options_.takeover)) {
    return absl::OkStatus();
  }
  const auto owner = RankOf(rules_.claim().owner, options_.preference);
  if (!rank_.has_value() || (owner.has_value() && *owner <= *rank_)) {
    return absl::OkStatus();
  }
  asked_owner_ = Clock::now();
  return Append(AskRecord{.epoch = rules_.epoch(),
                          .writer = incarnation_,
                          .replica = options_.name});
}

absl::Status ShardLife::Beat() {
  if (!IsDue(appended_.load(), options_.beat)) return absl::OkStatus();
  const std::lock_guard lock(append_mutex_);
  return Append(BeatRecord{
      .epoch = rules_.epoch(), .writer = incarnation_, .number = sent_number_});
}

absl::Status ShardLife::ClaimIfDue() {
  if (!rank_.has_value() || !caught_up_since_.has_value()) {
    return absl::OkStatus();
  }
  // What it claimed before may yet be read.
  if (!IsDue(claimed_, options_.takeover)) return absl::OkStatus();
  ClaimCase claim{
      .rank = *rank_, .caught_up = true, .ownerless = !rules_.has_owner()};
  if (rules_.claim().epoch > 0) {
    claim.last_owner = RankOf(rules_.claim().owner, options_.preference);
  }
  claim.silence = std::chrono::duration_cast<std::chrono::milliseconds>(
      Clock::now() - std::max(last_sign_, *caught_up_since_));
  if (!ShouldClaim(claim, options_.takeover)) return absl::OkStatus();
  const auto end = AskEnd();
  if (!end.has_value() || *end > next_offset_) {
    FallBehind();  // there is something to be read first
    return absl::OkStatus();
  }
  claimed_ = Clock::now();
  return Append(ClaimRecord{.epoch = rules_.epoch() + 1,
                            .incarnation = incarnation_,
                            .owner = options_.name,
                            .address = options_.address});
}

std::optional<int64_t> ShardLife::AskEnd() {
  if (!is_same_log_) return std::nullopt;
  const auto end = log_.End(kEndTimeout);
  return end.ok() ? std::optional(*end) : std::nullopt;
}

bool ShardLife::TakeChange() { return std::exchange(changed_, false); }

std::string ShardLife::SealPlace(uint64_t epoch, uint64_t number) const {
  return "shard " + std::to_string(options_.shard) + " epoch " +
         std::to_string(epoch) + " number " + std::to_string(number);
}

}  // namespace farcall
