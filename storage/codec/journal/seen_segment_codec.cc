// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/journal/seen_segment_codec.h"

#include <bit>

#include "storage/codec/byte_coding.h"

namespace farcall {
namespace {

constexpr uint8_t kVersion = 1;  // of pages, filters and heads
constexpr size_t kEventBytes = 11;
constexpr size_t kDigestBytes = 8;
constexpr uint64_t kEventsOfPage = 256;  // and fewer than twice as many
constexpr int kPageBitsMax = 32;

absl::Status DataLoss(const std::string& what) {
  return absl::DataLossError("segment of seen events: " + what);
}

absl::Status CheckVersion(ByteReader& reader) {
  uint8_t version = 0;
  if (!reader.Byte(version)) return DataLoss("no version byte");
  if (version == kVersion) return absl::OkStatus();
  return DataLoss("version " + std::to_string(version) +
                  ", this binary reads 1");
}

void AppendDigest(const EventDigest& digest, std::string& out) {
  AppendFixed32(digest.high, out);
  AppendFixed32(digest.low, out);
}

}  // namespace

uint64_t SeenSegmentHead::events() const {
  uint64_t sum = 0;
  for (const SeenSlice& slice : slices) sum += slice.events;
  return sum;
}

std::string EncodeSeenSegmentKey(uint64_t segment, SeenSegmentPart part,
                                 uint32_t index) {
  std::string key;
  AppendFixed64(segment, key);
  key.push_back(static_cast<char>(part));
  AppendFixed32(index, key);
  return key;
}

absl::StatusOr<uint64_t> DecodeSeenSegmentKey(std::string_view bytes) {
  ByteReader reader(bytes);
  uint64_t segment = 0;
  uint8_t part = 0;
  uint32_t index = 0;
  if (!reader.Fixed64(segment) || !reader.Byte(part) ||
      !reader.Fixed32(index) || reader.remaining() != 0) {
    return DataLoss("bad key");
  }
  return segment;
}

std::string EncodeSeenSegmentHead(const SeenSegmentHead& head) {
  std::string out(1, static_cast<char>(kVersion));
  out.push_back(static_cast<char>(head.page_bits));
  AppendVarint(head.slices.size(), out);
  for (const SeenSlice& slice : head.slices) {
    AppendFixed64(static_cast<uint64_t>(slice.last_arrival), out);
    AppendVarint(slice.events, out);
  }
  return out;
}

absl::StatusOr<SeenSegmentHead> DecodeSeenSegmentHead(std::string_view bytes) {
  ByteReader reader(bytes);
  absl::Status status = CheckVersion(reader);
  if (!status.ok()) return status;
  SeenSegmentHead head;
  uint64_t slices = 0;
  if (!reader.Byte(head.page_bits) || head.page_bits > kPageBitsMax ||
      !reader.Varint(slices) || slices == 0 || slices > kSeenSlicesMax) {
    return DataLoss("bad head");
  }
  int64_t last = -1;
  for (uint64_t i = 0; i < slices; ++i) {
    uint64_t arrival = 0;
    SeenSlice& slice = head.slices.emplace_back();
    if (!reader.Fixed64(arrival) || !reader.Varint(slice.events)) {
      return DataLoss("head is cut");
    }
    slice.last_arrival = static_cast<int64_t>(arrival);
    if (slice.last_arrival <= last) return DataLoss("slices out of order");
    last = slice.last_arrival;
  }
  if (reader.remaining() != 0) return DataLoss("bytes behind the head");
  return head;
}

uint8_t SeenPageBits(uint64_t events) {
  const uint64_t pages = events / kEventsOfPage;
  return pages == 0 ? 0 : static_cast<uint8_t>(std::bit_width(pages) - 1);
}

uint32_t SeenPageOf(const EventDigest& digest, uint8_t page_bits) {
  return static_cast<uint32_t>(uint64_t{digest.high} >>
                               (kPageBitsMax - page_bits));
}

std::string EncodeSeenPage(std::span<const SegmentEvent> events) {
  std::string out(1, static_cast<char>(kVersion));
  out.reserve(1 + events.size() * kEventBytes);
  for (const SegmentEvent& event : events) {
    AppendDigest(event.digest, out);
    AppendFixed16(event.outcome, out);
    out.push_back(static_cast<char>(event.slice));
  }
  return out;
}

absl::StatusOr<std::optional<SegmentEvent>> FindInSeenPage(
    std::string_view bytes, const EventDigest& digest) {
  ByteReader reader(bytes);
  absl::Status status = CheckVersion(reader);
  if (!status.ok()) return status;
  if (reader.remaining() % kEventBytes != 0) {
    return DataLoss("page is cut within an event");
  }
  std::string wanted;
  AppendDigest(digest, wanted);
  const std::string_view events = bytes.substr(1);
  size_t from = 0;
  size_t to = events.size() / kEventBytes;
  while (from < to) {
    const size_t middle = (from + to) / 2;
    const std::string_view event =
        events.substr(middle * kEventBytes, kEventBytes);
    const int order = event.substr(0, kDigestBytes).compare(wanted);
    if (order == 0) {
      ByteReader found(event.substr(kDigestBytes));
      SegmentEvent result{.digest = digest};
      found.Fixed16(result.outcome);
      found.Byte(result.slice);
      if (!IsPackedOutcome(result.outcome)) return DataLoss("bad outcome");
      return result;
    }
    if (order < 0) {
      from = middle + 1;
    } else {
      to = middle;
    }
  }
  return std::nullopt;
}

std::string EncodeSeenFilter(std::string_view filter) {
  std::string out(1, static_cast<char>(kVersion));
  return out.append(filter);
}

absl::StatusOr<std::string_view> DecodeSeenFilter(std::string_view bytes) {
  ByteReader reader(bytes);
  absl::Status status = CheckVersion(reader);
  if (!status.ok()) return status;
  return bytes.substr(1);
}

}  // namespace farcall
