// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "cluster/rules/log_record.h"
#include "cluster/rules/shard_log_rules.h"

namespace farcall {

inline constexpr uint64_t kAlice = 0xa11ce;  // incarnations
inline constexpr uint64_t kBob = 0xb0b;

inline GenesisRecord GenesisOf(uint8_t hash_key) {
  return {.format = 1,
          .event_hash_key = {hash_key},
          .pseudonym_check = "0123456789abcdef",
          .shards = 8};
}

inline ClaimRecord ClaimOf(uint64_t epoch, uint64_t incarnation) {
  return {.epoch = epoch,
          .incarnation = incarnation,
          .owner = incarnation == kAlice ? "alice" : "bob",
          .address = "10.0.0.1:50052"};
}

inline BatchRecord BatchOf(uint64_t epoch, uint64_t writer, uint64_t number,
                           std::string bytes = "effects") {
  return {.epoch = epoch,
          .writer = writer,
          .number = number,
          .bytes = std::move(bytes)};
}

inline BatchRecord PartOf(BatchRecord batch, uint32_t part, uint32_t parts) {
  batch.part = part;
  batch.parts = parts;
  return batch;
}

inline EraseRecord EraseOf(uint64_t epoch, uint64_t writer, uint64_t number) {
  return {.epoch = epoch, .writer = writer, .number = number, .what = "entity"};
}

// A reader of a log that the test writes as it goes.
class LogReader {
 public:
  LogVerdict Read(LogRecord record) {
    return rules_.Read(std::move(record), next_offset_++);
  }

  const ShardLogRules& rules() const { return rules_; }
  int64_t next_offset() const { return next_offset_; }

 private:
  ShardLogRules rules_{};
  int64_t next_offset_ = 0;
};

// Of a shard that Alice owns in epoch 1.
inline LogReader OwnedByAlice() {
  LogReader reader;
  reader.Read(GenesisOf(1));
  reader.Read(ClaimOf(1, kAlice));
  return reader;
}

}  // namespace farcall
