// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "scoring/event/feedback_entry.h"
#include "storage/codec/event_digest.h"

namespace farcall {

// First byte of an encoded entry. On disk: never renumber; a new layout takes a
// new number (docs/storage_format.md).
enum class FeedbackVersion : uint8_t {
  kV1 = 1,
  kV2 = 2,  // with an identity
  kV3 = 3,  // with the end of a verdict and a digest of what was judged
};

// What an entry's texts may have, in bytes.
inline constexpr size_t kFeedbackPrincipalBytesMax = 512;
inline constexpr size_t kFeedbackOriginBytesMax = 256;
inline constexpr size_t kFeedbackActorBytesMax = 256;
inline constexpr size_t kFeedbackReasonBytesMax = 1024;
inline constexpr size_t kFeedbackIdBytesMax = 128;
inline constexpr size_t kFeedbackIdentityBytesMax = 256;

// Keys of entries, in the column family `default`:
//
//   `feedback` 00 tenant 00 time digest
//
// so that the entries of a tenant lie side by side, by their time. The key
// holds no name but the tenant's.
std::string FeedbackPrefix();                         // of all entries
std::string FeedbackPrefix(std::string_view tenant);  // of one tenant's
absl::StatusOr<std::string> EncodeFeedbackKey(std::string_view tenant,
                                              int64_t time_micros,
                                              const EventDigest& digest);

// The end of a key, after the tenant, as text that a client may hold, and back.
std::string FeedbackPosition(std::string_view key);
absl::StatusOr<std::string> FeedbackKeyAt(std::string_view tenant,
                                          std::string_view position);
// The key to list from, newest first: at `next`, or behind all of the tenant's
// where that is empty.
absl::StatusOr<std::string> FeedbackStart(std::string_view tenant,
                                          std::string_view next);

// An entry without its time, which is in its key. INTERNAL if it is one that
// DecodeFeedback would refuse.
absl::StatusOr<std::string> EncodeFeedback(const FeedbackEntry& entry);

// Trusts nothing: DATA_LOSS that says what is wrong.
absl::StatusOr<FeedbackEntry> DecodeFeedback(std::string_view key,
                                             std::string_view value);

}  // namespace farcall
