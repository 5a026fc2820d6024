// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/codec/event_digest.h"
#include "storage/codec/journal/seen_block_codec.h"

// A segment of seen events: those of a stretch of time, sorted by digest, as
// values of the column family `seen_segments`. Digests are as good as random,
// so that the first bits of one tell its page.

namespace farcall {

// What the values of a segment are, in the order of their keys. On disk: never
// renumber.
enum class SeenSegmentPart : uint8_t {
  kHead = 1,
  kPage = 2,    // events
  kFilter = 3,  // a DigestFilter of the events with the same first bits
};

// Of `SeenSegmentPart::kFilter`: by the first 6 bits of a digest.
inline constexpr uint32_t kSeenFilters = 64;

// Events of a segment that arrived one after the other. A segment forgets them
// together.
struct SeenSlice {
  int64_t last_arrival = 0;
  uint64_t events = 0;

  bool operator==(const SeenSlice&) const = default;
};
inline constexpr size_t kSeenSlicesMax = 256;  // of a segment

struct SeenSegmentHead {
  uint8_t page_bits = 0;  // first bits of a digest that tell its page; 0..32
  std::vector<SeenSlice> slices{};  // oldest first; 1..kSeenSlicesMax

  bool operator==(const SeenSegmentHead&) const = default;

  uint64_t events() const;
  int64_t last_arrival() const { return slices.back().last_arrival; }
};

struct SegmentEvent {
  EventDigest digest;
  PackedOutcome outcome = 0;
  uint8_t slice = 0;

  bool operator==(const SegmentEvent&) const = default;
};

std::string EncodeSeenSegmentKey(uint64_t segment, SeenSegmentPart part,
                                 uint32_t index);
// The number of the segment.
absl::StatusOr<uint64_t> DecodeSeenSegmentKey(std::string_view bytes);

std::string EncodeSeenSegmentHead(const SeenSegmentHead& head);
// DATA_LOSS that says what is wrong with `bytes`, as below.
absl::StatusOr<SeenSegmentHead> DecodeSeenSegmentHead(std::string_view bytes);

// So that a page holds 256 to 511 events.
uint8_t SeenPageBits(uint64_t events);
uint32_t SeenPageOf(const EventDigest& digest, uint8_t page_bits);

// `events` ascend by digest.
std::string EncodeSeenPage(std::span<const SegmentEvent> events);
absl::StatusOr<std::optional<SegmentEvent>> FindInSeenPage(
    std::string_view bytes, const EventDigest& digest);

std::string EncodeSeenFilter(std::string_view filter);
absl::StatusOr<std::string_view> DecodeSeenFilter(std::string_view bytes);

}  // namespace farcall
