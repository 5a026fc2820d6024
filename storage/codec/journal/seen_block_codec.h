// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "scoring/batch/histogram_store.h"
#include "storage/codec/event_digest.h"

namespace farcall {

// A FirstOutcome in 16 bits: (2 * (state - 1) + alert) * 10,001 + hundredths of
// the score. On disk.
using PackedOutcome = uint16_t;

PackedOutcome PackOutcome(const FirstOutcome& outcome);
FirstOutcome UnpackOutcome(PackedOutcome packed);
// Whether it stands for an outcome.
bool IsPackedOutcome(PackedOutcome packed);

struct SeenEvent {
  EventDigest digest;
  PackedOutcome outcome = 0;

  bool operator==(const SeenEvent&) const = default;
};

// First byte of an encoded block. On disk: never renumber.
enum class SeenBlockVersion : uint8_t {
  kV1 = 1,  // without alerts: state in the upper two bits of an outcome
  kV2 = 2,  // is written
};

// The events that one write recorded: one value of the column family `seen`.
std::string EncodeSeenBlock(std::span<const SeenEvent> events);

// DATA_LOSS that says what is wrong with `bytes`.
absl::StatusOr<std::vector<SeenEvent>> DecodeSeenBlock(std::string_view bytes);

// Key of a block: its arrival in microseconds of the store's own time
// (storage/rocksdb/seen_log.h), big-endian, so that blocks sort by age.
std::string EncodeSeenBlockKey(int64_t arrival_micros);
absl::StatusOr<int64_t> DecodeSeenBlockKey(std::string_view bytes);

}  // namespace farcall
