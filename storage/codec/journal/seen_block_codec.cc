// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/journal/seen_block_codec.h"

#include <algorithm>

#include "storage/codec/byte_coding.h"

namespace farcall {
namespace {

constexpr uint16_t kHundredthsMax = 10000;
constexpr int kScores = kHundredthsMax + 1;
constexpr int kOutcomes =
    3 * 2 * kScores;  // of three states, with alert or not
constexpr size_t kEventBytes = 10;

// Version 1: state times 16,384, plus hundredths.
constexpr int kV1StateShift = 14;
constexpr uint16_t kV1HundredthsMask = (1 << kV1StateShift) - 1;

absl::Status DataLoss(const std::string& what) {
  return absl::DataLossError("block of seen events: " + what);
}

// What version 1 wrote, as it is packed now. False if it wrote no such thing.
bool Repack(PackedOutcome& packed) {
  const int state = packed >> kV1StateShift;
  const auto hundredths = static_cast<uint16_t>(packed & kV1HundredthsMask);
  if (state == 0 || hundredths > kHundredthsMax) return false;
  packed = PackOutcome({.score_hundredths = hundredths,
                        .state = static_cast<BaselineState>(state)});
  return true;
}

}  // namespace

PackedOutcome PackOutcome(const FirstOutcome& outcome) {
  const int state = static_cast<int>(outcome.state) - 1;
  return static_cast<PackedOutcome>(
      (2 * state + (outcome.alert ? 1 : 0)) * kScores +
      std::min(outcome.score_hundredths, kHundredthsMax));
}

FirstOutcome UnpackOutcome(PackedOutcome packed) {
  const int kind = packed / kScores;
  return {.score_hundredths = static_cast<uint16_t>(packed % kScores),
          .state = static_cast<BaselineState>(kind / 2 + 1),
          .alert = kind % 2 == 1};
}

bool IsPackedOutcome(PackedOutcome packed) { return packed < kOutcomes; }

std::string EncodeSeenBlock(std::span<const SeenEvent> events) {
  std::string out(1, static_cast<char>(SeenBlockVersion::kV2));
  out.reserve(1 + events.size() * kEventBytes);
  for (const SeenEvent& event : events) {
    AppendFixed32(event.digest.high, out);
    AppendFixed32(event.digest.low, out);
    AppendFixed16(event.outcome, out);
  }
  return out;
}

absl::StatusOr<std::vector<SeenEvent>> DecodeSeenBlock(std::string_view bytes) {
  ByteReader reader(bytes);
  uint8_t version = 0;
  if (!reader.Byte(version)) return DataLoss("no version byte");
  const bool is_v1 = version == static_cast<uint8_t>(SeenBlockVersion::kV1);
  if (!is_v1 && version != static_cast<uint8_t>(SeenBlockVersion::kV2)) {
    return DataLoss("version " + std::to_string(version) +
                    ", this binary reads 1 and 2");
  }
  std::vector<SeenEvent> events;
  events.reserve(reader.remaining() / kEventBytes);
  while (reader.remaining() > 0) {
    SeenEvent& event = events.emplace_back();
    if (!reader.Fixed32(event.digest.high) ||
        !reader.Fixed32(event.digest.low) || !reader.Fixed16(event.outcome)) {
      return DataLoss("cut within an event");
    }
    if (is_v1 ? !Repack(event.outcome) : !IsPackedOutcome(event.outcome)) {
      return DataLoss("bad outcome");
    }
  }
  return events;
}

std::string EncodeSeenBlockKey(int64_t arrival_micros) {
  std::string key;
  AppendFixed64(static_cast<uint64_t>(arrival_micros), key);
  return key;
}

absl::StatusOr<int64_t> DecodeSeenBlockKey(std::string_view bytes) {
  ByteReader reader(bytes);
  uint64_t arrival = 0;
  if (!reader.Fixed64(arrival) || reader.remaining() != 0 ||
      static_cast<int64_t>(arrival) < 0) {
    return DataLoss("bad key");
  }
  return static_cast<int64_t>(arrival);
}

}  // namespace farcall
