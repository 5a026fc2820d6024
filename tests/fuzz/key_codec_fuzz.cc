// SPDX-License-Identifier: Apache-2.0

// Keys of a store: of baselines, of feedback and its positions, of blocks of
// seen events; and those blocks. Each can be written in one way only.
#include <compare>

#include "storage/codec/feedback_codec.h"
#include "storage/codec/journal/seen_block_codec.h"
#include "storage/codec/journal/seen_segment_codec.h"
#include "storage/codec/key_codec.h"
#include "tests/fuzz/property.h"

namespace farcall {
namespace {

void TryEntityKey(std::string_view bytes) {
  if (IsFormatOneKey(bytes)) {
    FormatOneAttribute(bytes);
    bytes = FormatOneEntityKey(bytes);
  }
  const absl::StatusOr<EntityKey> entity = DecodeEntityKey(bytes);
  if (entity.ok() && *EncodeEntityKey(*entity) != bytes) {
    Broken("the key of a baseline is written in two ways");
  }
}

// The input as two keys, parted by its first byte.
void TryOrder(std::string_view bytes) {
  if (bytes.empty()) return;
  const auto size = static_cast<uint8_t>(bytes.front());
  bytes.remove_prefix(1);
  if (size > bytes.size()) return;
  const absl::StatusOr<EntityKey> a = DecodeEntityKey(bytes.substr(0, size));
  const absl::StatusOr<EntityKey> b = DecodeEntityKey(bytes.substr(size));
  if (!a.ok() || !b.ok()) return;
  if ((*a <=> *b) != (bytes.substr(0, size) <=> bytes.substr(size))) {
    Broken("keys do not lie in the order of tenant, kind and name");
  }
}

void TryPrefix(std::string_view bytes) {
  const std::string after = AfterPrefix(std::string(bytes));
  if (after.empty()) {
    if (bytes.find_first_not_of('\xff') != bytes.npos) {
      Broken("there is a key after this prefix");
    }
    return;
  }
  if (after <= std::string(bytes) + "\xff\xff") {
    Broken("a key with the prefix lies behind it");
  }
}

void TryFeedbackKey(std::string_view bytes) {
  // An entry of no more than a principal.
  static const std::string kEntry = *EncodeFeedback({.principal = "p"});
  if (!DecodeFeedback(bytes, kEntry).ok()) return;
  const std::string_view rest = bytes.substr(FeedbackPrefix().size());
  const std::string_view tenant = rest.substr(0, rest.find('\0'));
  if (*FeedbackKeyAt(tenant, FeedbackPosition(bytes)) != bytes) {
    Broken("the position of feedback leads elsewhere");
  }
  if (!bytes.starts_with(FeedbackPrefix(tenant)) ||
      *FeedbackStart(tenant, "") <= bytes) {
    Broken("feedback lies outside of its tenant's");
  }
}

void TryFeedbackPosition(std::string_view text) {
  const absl::StatusOr<std::string> key = FeedbackKeyAt("acme", text);
  if (key.ok() && FeedbackPosition(*key) != text) {
    Broken("a position is written in two ways");
  }
}

void TrySeenBlockKey(std::string_view bytes) {
  const absl::StatusOr<int64_t> arrival = DecodeSeenBlockKey(bytes);
  if (arrival.ok() && EncodeSeenBlockKey(*arrival) != bytes) {
    Broken("the key of a block is written in two ways");
  }
}

void TrySeenBlock(std::string_view bytes) {
  const absl::StatusOr<std::vector<SeenEvent>> events = DecodeSeenBlock(bytes);
  if (!events.ok()) return;
  const std::string written = EncodeSeenBlock(*events);
  const bool is_newest = bytes.front() == written.front();
  if (is_newest ? written != bytes : *DecodeSeenBlock(written) != *events) {
    Broken("a block of seen events is written in two ways");
  }
  for (const SeenEvent& event : *events) {
    if (PackOutcome(UnpackOutcome(event.outcome)) != event.outcome) {
      Broken("an outcome changes when it is packed");
    }
  }
}

void TrySeenSegment(std::string_view bytes) {
  const absl::StatusOr<SeenSegmentHead> head = DecodeSeenSegmentHead(bytes);
  if (head.ok() &&
      *DecodeSeenSegmentHead(EncodeSeenSegmentHead(*head)) != *head) {
    Broken("the head of a segment changes when it is written");
  }
  for (const uint32_t high : {0U, 0x61626364U, 0xffffffffU}) {
    const EventDigest digest{high, high};
    const auto found = FindInSeenPage(bytes, digest);
    if (found.ok() && found->has_value() && (*found)->digest != digest) {
      Broken("a page has another event than was asked for");
    }
  }
  DecodeSeenSegmentKey(bytes).IgnoreError();
}

}  // namespace
}  // namespace farcall

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes = farcall::TextOf(data, size);
  farcall::TryEntityKey(bytes);
  farcall::TryOrder(bytes);
  farcall::TryPrefix(bytes);
  farcall::TryFeedbackKey(bytes);
  farcall::TryFeedbackPosition(bytes);
  farcall::TrySeenBlockKey(bytes);
  farcall::TrySeenBlock(bytes);
  farcall::TrySeenSegment(bytes);
  return 0;
}
