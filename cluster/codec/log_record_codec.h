// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "cluster/rules/log_record.h"

namespace farcall {

// First byte of an encoded record. In logs: never renumber. A new layout, a new
// kind and another bound take a new number, which is read one release before it
// is written.
enum class LogRecordVersion : uint8_t {
  kV1 = 1,
  kV2 = 2,  // a genesis of a later life alone
};

// Second byte. In logs: never renumber.
enum class LogRecordKind : uint8_t {
  kGenesis = 1,
  kClaim = 2,
  kBatch = 3,
  kErase = 4,
  kBeat = 5,
  kRelease = 6,
  kAsk = 7,
};

// An encoded record is at most this long.
inline constexpr size_t kLogRecordBytesMax = kPartBytesMax + 1024;

// A record as bytes. Numbers are varints, incarnations are fixed 64, texts and
// bytes are a varint of their size and themselves
// (storage/codec/byte_coding.h):
//
//   genesis   version kind format event_hash_key(16) pseudonym_check shards
//   claim     version kind epoch incarnation owner address
//   batch     version kind epoch writer number part parts bytes
//   erase     version kind epoch writer number what
//   beat      version kind epoch writer number
//   release   version kind epoch writer
//   ask       version kind epoch writer replica
//
// and a genesis of life 2 or more, whose nonce and log id are fixed 64:
//
//   genesis   version kind format event_hash_key(16) pseudonym_check shards
//             life nonce, of the base: life log_id epoch number
//
// INTERNAL if it is one that DecodeLogRecord would refuse.
absl::StatusOr<std::string> EncodeLogRecord(const LogRecord& record);

// Trusts nothing: DATA_LOSS that names the field that is wrong. UNIMPLEMENTED
// for a version that this binary does not know. After either error a reader
// must stop at the record: other binaries may read it, and copies that skip
// different records differ from then on.
absl::StatusOr<LogRecord> DecodeLogRecord(std::string_view bytes);

}  // namespace farcall
