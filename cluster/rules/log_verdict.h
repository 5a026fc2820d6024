// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace farcall {

// What a record does at its place in the log.
enum class Outcome {
  kRefused,     // nothing: `refusal` says why
  kAlive,       // nothing: the owner's beat
  kIncomplete,  // nothing yet: part of a batch whose other parts are to come
  kBegun,       // the first genesis: the replicas have agreed
  kClaimed,     // another epoch has begun
  kReleased,    // the shard has no owner
  kAsked,       // nothing: another replica asks the owner for the shard
  kBatch,       // `effects` are those of a batch
  kErasure,     // `effects` are those of an erasure
};
inline constexpr size_t kOutcomes = static_cast<size_t>(Outcome::kErasure) + 1;

// Whether the process that owns the shard wrote the record: a sign of life.
constexpr bool IsOfOwner(Outcome outcome) {
  return outcome == Outcome::kAlive || outcome == Outcome::kIncomplete ||
         outcome == Outcome::kClaimed || outcome == Outcome::kBatch ||
         outcome == Outcome::kErasure;
}

enum class Refusal {
  kNone,
  // It was read before: a producer sent it twice, or the reader went back.
  // Nothing is wrong, and what was read first stands.
  kRepeated,
  kNoGenesis,       // before any genesis that counts
  kOtherGenesis,    // it disagrees with the first one
  kNewerFormat,     // this binary cannot judge it, nor what follows it
  kOldEpoch,        // another claim came first, or a later one
  kUnclaimedEpoch,  // no claim of its epoch counts so far
  kNotOwner,        // another process owns the epoch
  kNoOwner,         // its epoch ended with a release
  kNumberOutOfOrder,
  kPartOutOfOrder,
};
inline constexpr size_t kRefusals =
    static_cast<size_t>(Refusal::kPartOutOfOrder) + 1;

// For logs: why a record changes nothing. Empty for kNone.
std::string_view ReasonOf(Refusal refusal);

struct LogVerdict {
  Outcome outcome = Outcome::kRefused;
  Refusal refusal = Refusal::kNone;
  // Of kBatch the bytes of its parts, joined; of kErasure what it erases.
  // Whoever keeps a copy applies them in the write that holds the position.
  std::string effects{};

  bool operator==(const LogVerdict&) const = default;
};

}  // namespace farcall
