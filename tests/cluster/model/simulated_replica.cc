// SPDX-License-Identifier: Apache-2.0
#include "tests/cluster/model/simulated_replica.h"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

namespace farcall {
namespace {

// Epoch, writer and number of a batch or an erasure; zeros of other records.
struct Origin {
  uint64_t epoch = 0;
  uint64_t writer = 0;
  uint64_t number = 0;
};

Origin OriginOf(const LogRecord& record) {
  if (const auto* batch = std::get_if<BatchRecord>(&record)) {
    return {batch->epoch, batch->writer, batch->number};
  }
  if (const auto* erase = std::get_if<EraseRecord>(&record)) {
    return {erase->epoch, erase->writer, erase->number};
  }
  return {};
}

}  // namespace

SimulatedReplica::SimulatedReplica(size_t index, Surroundings surroundings)
    : index_(index),
      behaviour_(surroundings.behaviour),
      random_(surroundings.random),
      log_(surroundings.log),
      checker_(surroundings.checker),
      tested_(surroundings.behaviour, {}) {
  DrawIncarnation();
}

void SimulatedReplica::ReadOne() {
  if (next_offset_ >= log_.size()) return;
  const LogRecord& record = log_.records()[static_cast<size_t>(next_offset_)];
  const int64_t offset = next_offset_++;
  const LogVerdict verdict = tested_.Read(record, offset);
  if (!verdict.effects.empty()) {
    const ModelEffects effects = ModelEffects::Decode(verdict.effects);
    checker_.CheckBase(effects, state_);
    state_.Apply(effects);
  }
  checker_.Compare(tested_.rules(), state_, offset);
  Follow(record, verdict);
}

void SimulatedReplica::ReadAll() {
  while (next_offset_ < log_.size()) ReadOne();
}

void SimulatedReplica::Follow(const LogRecord& record,
                              const LogVerdict& verdict) {
  switch (verdict.outcome) {
    case Outcome::kClaimed:
      StopServing();
      if (tested_.rules().IsOwnedBy(incarnation_)) {
        epoch_ = tested_.rules().epoch();
        next_number_ = 1;
        digest_ahead_ = state_.digest;
      }
      return;
    case Outcome::kReleased:
      StopServing();
      return;
    case Outcome::kAsked:
      if (serves() && random_.OneIn(2)) Release();
      return;
    default:
      break;
  }
  const Origin origin = OriginOf(record);
  if (epoch_ == 0 || origin.epoch != epoch_ || origin.writer != incarnation_) {
    return;
  }
  if (verdict.outcome == Outcome::kBatch ||
      verdict.outcome == Outcome::kErasure) {
    FinishOwn(origin.number);
  } else if (verdict.outcome == Outcome::kRefused &&
             verdict.refusal != Refusal::kRepeated) {
    StopServing();
  }
}

void SimulatedReplica::FinishOwn(uint64_t number) {
  const auto own = std::find_if(
      waiting_.begin(), waiting_.end(),
      [number](const Waiting& batch) { return batch.number == number; });
  if (own == waiting_.end()) return;
  checker_.Answer(own->events, log_.size());
  events_ahead_ &= ~own->events;
  waiting_.erase(own);
}

void SimulatedReplica::Acknowledged(uint64_t incarnation, uint64_t number) {
  if (behaviour_ != Behaviour::kAnswersAtAppend) return;
  if (incarnation != incarnation_) return;
  for (const Waiting& batch : waiting_) {
    if (batch.number == number) checker_.Answer(batch.events, log_.size());
  }
}

void SimulatedReplica::Score(Events events) {
  checker_.Answer(events & state_.known, log_.size());
  const Events fresh = events & ~state_.known & ~events_ahead_;
  if (fresh != 0) SendBatch(fresh);
}

void SimulatedReplica::SendBatch(Events events) {
  const uint64_t number = next_number_++;
  std::string bytes =
      ModelEffects{.made_on = digest_ahead_, .events = events}.Encode();
  digest_ahead_ = DigestAfter(digest_ahead_, events);
  events_ahead_ |= events;
  waiting_.push_back({.number = number, .events = events});
  if (random_.OneIn(12)) {
    log_.Send(EraseRecord{.epoch = epoch_,
                          .writer = incarnation_,
                          .number = number,
                          .what = std::move(bytes)},
              {index_, incarnation_, number});
    return;
  }
  SendParts({.epoch = epoch_,
             .writer = incarnation_,
             .number = number,
             .bytes = std::move(bytes)});
}

void SimulatedReplica::SendParts(BatchRecord batch) {
  if (random_.OneIn(4)) {
    batch.parts = random_.OneIn(2) ? 2 : 3;
    ++checker_.met().batches_of_parts;
  }
  const std::string bytes = std::move(batch.bytes);
  const size_t part_bytes = (bytes.size() + batch.parts - 1) / batch.parts;
  for (batch.part = 0; batch.part < batch.parts; ++batch.part) {
    batch.bytes = bytes.substr(batch.part * part_bytes, part_bytes);
    const bool is_last = batch.part + 1 == batch.parts;
    log_.Send(batch, {index_, incarnation_, is_last ? batch.number : 0});
  }
}

void SimulatedReplica::StopServing() {
  epoch_ = 0;
  leaving_ = false;
  next_number_ = 0;
  digest_ahead_ = 0;
  events_ahead_ = 0;
  waiting_.clear();
}

void SimulatedReplica::SendGenesis() {
  log_.Send(GenesisRecord{.format = 1,
                          .event_hash_key = {static_cast<uint8_t>(index_)},
                          .shards = 1},
            {index_, incarnation_});
}

void SimulatedReplica::Claim() {
  // That of the start was lost.
  if (!tested_.rules().genesis().has_value()) SendGenesis();
  log_.Send(
      ClaimRecord{.epoch = tested_.rules().epoch() + 1,
                  .incarnation = incarnation_,
                  .owner = std::string(1, static_cast<char>('a' + index_)),
                  .address = "a:1"},
      {index_, incarnation_});
}

void SimulatedReplica::Ask() {
  log_.Send(
      AskRecord{.epoch = tested_.rules().epoch(),
                .replica = std::string(1, static_cast<char>('a' + index_))},
      {index_, incarnation_});
}

void SimulatedReplica::Release() {
  leaving_ = true;
  log_.Send(ReleaseRecord{.epoch = epoch_, .writer = incarnation_},
            {index_, incarnation_});
}

void SimulatedReplica::Beat() {
  log_.Send(BeatRecord{.epoch = epoch_, .writer = incarnation_},
            {index_, incarnation_});
}

std::string SimulatedReplica::Text() const {
  return std::to_string(incarnation_ % 10'000) + " at " +
         std::to_string(next_offset_) + ", epoch " +
         std::to_string(tested_.rules().epoch()) + " number " +
         std::to_string(tested_.rules().number()) +
         (serves() ? ", serves, waits for " + std::to_string(waiting_.size())
                   : std::string());
}

SimulatedReplica::Stored SimulatedReplica::Written() const {
  Stored stored{.position = tested_.rules().position(), .state = state_};
  if (behaviour_ == Behaviour::kSkipsIncompleteParts) {
    stored.position.resume_offset = next_offset_;
  }
  return stored;
}

void SimulatedReplica::Sync() { synced_ = Written(); }

void SimulatedReplica::Restart(Loss loss) {
  if (loss == Loss::kProcess) Sync();
  if (loss == Loss::kDisk) synced_ = {};
  if (tested_.rules().position().resume_offset < next_offset_) {
    ++checker_.met().restarts_within_a_batch;
  }
  Take(synced_);
}

void SimulatedReplica::Take(const Stored& stored) {
  synced_ = stored;
  tested_ = TestedRules(behaviour_, synced_.position);
  state_ = synced_.state;
  next_offset_ = synced_.position.resume_offset;
  StopServing();
  if (behaviour_ != Behaviour::kKeepsIncarnation) DrawIncarnation();
}

void SimulatedReplica::DrawIncarnation() { incarnation_ = random_.Any() | 1; }

}  // namespace farcall
