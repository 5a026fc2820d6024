// SPDX-License-Identifier: Apache-2.0
#include "tests/cluster/model/record_text.h"

#include <cstdint>
#include <variant>

#include "tests/cluster/model/copy_state.h"

namespace farcall {
namespace {

// Four digits of an incarnation are enough to tell three replicas apart.
std::string Place(uint64_t epoch, uint64_t incarnation) {
  return " epoch " + std::to_string(epoch) + " of " +
         std::to_string(incarnation % 10'000);
}

std::string Text(const GenesisRecord& genesis) {
  return "genesis " + std::to_string(genesis.event_hash_key[0]);
}
std::string Text(const ClaimRecord& claim) {
  return "claim" + Place(claim.epoch, claim.incarnation) + " " + claim.owner;
}
std::string Text(const BatchRecord& batch) {
  std::string text = "batch" + Place(batch.epoch, batch.writer) + " number " +
                     std::to_string(batch.number);
  if (batch.parts > 1) {
    return text + " part " + std::to_string(batch.part) + " of " +
           std::to_string(batch.parts);
  }
  return text + " events " +
         std::to_string(ModelEffects::Decode(batch.bytes).events);
}
std::string Text(const EraseRecord& erase) {
  return "erase" + Place(erase.epoch, erase.writer) + " number " +
         std::to_string(erase.number) + " events " +
         std::to_string(ModelEffects::Decode(erase.what).events);
}
std::string Text(const BeatRecord& beat) {
  return "beat" + Place(beat.epoch, beat.writer);
}
std::string Text(const ReleaseRecord& release) {
  return "release" + Place(release.epoch, release.writer);
}
std::string Text(const AskRecord& ask) {
  return "ask" + Place(ask.epoch, ask.writer) + " of " + ask.replica;
}

}  // namespace

std::string TextOf(const LogRecord& record) {
  return std::visit([](const auto& of_kind) { return Text(of_kind); }, record);
}

}  // namespace farcall
