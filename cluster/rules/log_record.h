// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>

namespace farcall {

// The records of a shard's log, which is one partition of a topic: every
// replica reads them in one order. Whether a record counts is decided where it
// is read (shard_log_rules.h), never where it was written.
//
// An epoch is one ownership of the shard, numbered from 1 on, and in later
// lives of the log from EpochBefore() on. An incarnation is a random number,
// never 0, that a process draws when it starts. Replicas keep their names when
// they start again, so it is the incarnation that tells a process from its
// former lives.

// Layout of what batches and erasures hold. This binary knows 1 to this one.
inline constexpr uint32_t kLogFormatNewest = 1;

inline constexpr size_t kEventHashKeyBytes = 16;
inline constexpr size_t kPseudonymCheckBytes = 16;
inline constexpr uint32_t kShardsMax = 4096;
inline constexpr size_t kOwnerBytesMax = 253;    // a DNS name
inline constexpr size_t kAddressBytesMax = 259;  // the same, and a port
// One record stays well below the 1 MB that brokers take by default.
inline constexpr size_t kPartBytesMax = 512 * 1024;
inline constexpr uint32_t kPartsMax = 64;
inline constexpr size_t kBatchBytesMax = kPartBytesMax * kPartsMax;
inline constexpr size_t kErasureBytesMax = kPartBytesMax;

// What the epochs of a life of the log are above. All of earlier lives are
// below it, also those that the copy that it goes on from has not read: records
// of a process that missed the change never count.
constexpr uint64_t EpochBefore(uint32_t life) {
  return life <= 1 ? 0 : uint64_t{life} << 32;
}

// How far a copy of a shard is: all that has counted in the log of a life, up
// to and with a batch or an erasure. Two copies at the same place hold the
// same.
struct LogPlace {
  uint32_t life = 0;    // of the log; 0 = a copy that has read nothing
  uint64_t log_id = 0;  // LogIdOf() its genesis (log_life.h)
  uint64_t epoch = 0;   // of the last claim that counts; 0 = none does
  uint64_t number = 0;  // of its last batch or erasure that counts; 0 = none

  bool operator==(const LogPlace&) const = default;
};

// The first record that counts, on which all replicas of a shard agree. The log
// of a later life begins with what a copy held when the one before was lost.
struct GenesisRecord {
  uint32_t format = 0;  // 1 or more
  // Key of the digests of event ids (storage/codec/event_digest.h): random,
  // made by the writer of the record, and taken over by its readers.
  std::array<uint8_t, kEventHashKeyBytes> event_hash_key{};
  // Tells the key of pseudonyms from others: kPseudonymCheckBytes, or empty
  // where names of principals are kept as they are.
  std::string pseudonym_check{};
  uint32_t shards = 0;  // of the whole cluster, 1 to kShardsMax
  uint32_t life = 1;    // of the log, 1 or more
  // The rest is of later lives, and empty in the first one.
  uint64_t nonce = 0;  // random, never 0: two logs of one life are two
  LogPlace base{};     // of the copy that it goes on from, of an earlier life

  bool operator==(const GenesisRecord&) const = default;
};

// Asks for the ownership of the shard.
struct ClaimRecord {
  uint64_t epoch = 0;        // that it would begin, 1 or more
  uint64_t incarnation = 0;  // of the process that claims
  std::string owner{};       // name of its replica, 1 to kOwnerBytesMax
  // Where it takes forwarded calls, `host:port`, 1 to kAddressBytesMax.
  std::string address{};

  bool operator==(const ClaimRecord&) const = default;
};

// Effects of updates: of a whole batch, or one part of them.
struct BatchRecord {
  uint64_t epoch = 0;
  uint64_t writer = 0;  // incarnation of the process that wrote it
  // Place among the batches and erasures of the epoch, from 1 on, without gaps.
  uint64_t number = 0;
  uint32_t part = 0;    // from 0 on
  uint32_t parts = 1;   // of the batch, 1 to kPartsMax
  std::string bytes{};  // at most kPartBytesMax

  bool operator==(const BatchRecord&) const = default;
};

// The removal of an entity.
struct EraseRecord {
  uint64_t epoch = 0;
  uint64_t writer = 0;
  uint64_t number = 0;  // batches and erasures are numbered together
  std::string what{};   // at most kErasureBytesMax

  bool operator==(const EraseRecord&) const = default;
};

// The owner lives, and has nothing to write.
struct BeatRecord {
  uint64_t epoch = 0;
  uint64_t writer = 0;
  // Of the last batch or erasure that it has written; 0 = none so far. An owner
  // that has not read that one when it reads the beat has lost it.
  uint64_t number = 0;

  bool operator==(const BeatRecord&) const = default;
};

// The owner gives the shard up.
struct ReleaseRecord {
  uint64_t epoch = 0;
  uint64_t writer = 0;

  bool operator==(const ReleaseRecord&) const = default;
};

// Asks the owner to give the shard up to a replica that is preferred and has
// caught up. It changes nothing.
struct AskRecord {
  uint64_t epoch = 0;     // of the owner that is asked
  uint64_t writer = 0;    // incarnation of the process that asks
  std::string replica{};  // its name, 1 to kOwnerBytesMax

  bool operator==(const AskRecord&) const = default;
};

using LogRecord =
    std::variant<GenesisRecord, ClaimRecord, BatchRecord, EraseRecord,
                 BeatRecord, ReleaseRecord, AskRecord>;

}  // namespace farcall
