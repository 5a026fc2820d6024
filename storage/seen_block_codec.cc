// SPDX-License-Identifier: Apache-2.0
#include "storage/seen_block_codec.h"

#include <algorithm>

#include "storage/byte_coding.h"

namespace farcall {
namespace {

constexpr uint16_t kHundredthsMax = 10000;
constexpr int kStateShift = 14;
constexpr uint16_t kHundredthsMask = (1 << kStateShift) - 1;
constexpr size_t kEventBytes = 10;

absl::Status DataLoss(const std::string& what) {
  return absl::DataLossError("block of seen events: " + what);
}

bool IsOutcome(PackedOutcome packed) {
  return packed >> kStateShift != 0 &&
         (packed & kHundredthsMask) <= kHundredthsMax;
}

}  // namespace

PackedOutcome PackOutcome(const FirstOutcome& outcome) {
  const int state = static_cast<int>(outcome.state) << kStateShift;
  return static_cast<PackedOutcome>(
      state | std::min(outcome.score_hundredths, kHundredthsMax));
}

FirstOutcome UnpackOutcome(PackedOutcome packed) {
  return {static_cast<uint16_t>(packed & kHundredthsMask),
          static_cast<BaselineState>(packed >> kStateShift)};
}

std::string EncodeSeenBlock(std::span<const SeenEvent> events) {
  std::string out(1, static_cast<char>(SeenBlockVersion::kV1));
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
  if (version != static_cast<uint8_t>(SeenBlockVersion::kV1)) {
    return DataLoss("version " + std::to_string(version) +
                    ", this binary reads 1");
  }
  std::vector<SeenEvent> events;
  events.reserve(reader.remaining() / kEventBytes);
  while (reader.remaining() > 0) {
    SeenEvent& event = events.emplace_back();
    if (!reader.Fixed32(event.digest.high) ||
        !reader.Fixed32(event.digest.low) || !reader.Fixed16(event.outcome)) {
      return DataLoss("cut within an event");
    }
    if (!IsOutcome(event.outcome)) return DataLoss("bad outcome");
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
