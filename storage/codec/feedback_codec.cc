// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/feedback_codec.h"

#include <limits>

#include "storage/codec/byte_coding.h"
#include "storage/codec/key_codec.h"

namespace farcall {
namespace {

constexpr std::string_view kFamily("feedback\0", 9);
constexpr char kEnd = '\0';
constexpr size_t kPositionBytes = 16;  // time and digest

absl::Status DataLoss(const std::string& what) {
  return absl::DataLossError("feedback: " + what);
}

// The rules, as the reason why not or nullptr.
const char* WhyBad(const FeedbackEntry& entry) {
  if (entry.action < FeedbackAction::kBenign ||
      entry.action > FeedbackAction::kClear) {
    return "action";
  }
  if (entry.principal.empty() ||
      entry.principal.size() > kFeedbackPrincipalBytesMax) {
    return "principal";
  }
  if (entry.origin.size() > kFeedbackOriginBytesMax) return "origin";
  if (entry.actor.size() > kFeedbackActorBytesMax) return "actor";
  if (entry.reason.size() > kFeedbackReasonBytesMax) return "reason";
  if (entry.feedback_id.size() > kFeedbackIdBytesMax) return "feedback id";
  if (entry.identity.size() > kFeedbackIdentityBytesMax) return "identity";
  if (entry.from_seconds < 0 || entry.to_seconds < entry.from_seconds) {
    return "range";
  }
  if (entry.until_seconds < 0 ||
      (entry.until_seconds != 0 && entry.action != FeedbackAction::kBenign)) {
    return "end of a verdict";
  }
  return nullptr;
}

bool TakeSeconds(ByteReader& reader, int64_t& seconds) {
  uint64_t number = 0;
  if (!reader.Varint(number) || number > std::numeric_limits<int64_t>::max()) {
    return false;
  }
  seconds = static_cast<int64_t>(number);
  return true;
}

// nullptr, or what is missing.
const char* TakeEntry(ByteReader& reader, FeedbackVersion version,
                      FeedbackEntry& entry) {
  uint8_t action = 0;
  if (!reader.Byte(action)) return "action";
  entry.action = static_cast<FeedbackAction>(action);
  if (!reader.Sized(entry.principal)) return "principal";
  if (!reader.Sized(entry.origin)) return "origin";
  if (!reader.Sized(entry.actor)) return "actor";
  if (!reader.Sized(entry.reason)) return "reason";
  if (!reader.Sized(entry.feedback_id)) return "feedback id";
  if (!TakeSeconds(reader, entry.from_seconds) ||
      !TakeSeconds(reader, entry.to_seconds)) {
    return "range";
  }
  if (version != FeedbackVersion::kV1 && !reader.Sized(entry.identity)) {
    return "identity";
  }
  if (version == FeedbackVersion::kV3) {
    if (!TakeSeconds(reader, entry.until_seconds)) return "end of a verdict";
    if (!reader.Fixed64(entry.content_digest)) return "digest";
  }
  return reader.remaining() == 0 ? nullptr : "end: bytes are left over";
}

absl::StatusOr<int64_t> TimeOf(std::string_view key) {
  if (!key.starts_with(kFamily)) return DataLoss("key without its prefix");
  key.remove_prefix(kFamily.size());
  const size_t tenant_end = key.find(kEnd);
  if (tenant_end == key.npos || key.size() != tenant_end + 1 + kPositionBytes) {
    return DataLoss("bad key");
  }
  ByteReader reader(key.substr(tenant_end + 1));
  uint64_t time = 0;
  if (!reader.Fixed64(time) || time > std::numeric_limits<int64_t>::max()) {
    return DataLoss("bad time");
  }
  return static_cast<int64_t>(time);
}

}  // namespace

std::string FeedbackPrefix() { return std::string(kFamily); }

std::string FeedbackPrefix(std::string_view tenant) {
  return FeedbackPrefix().append(tenant).append(1, kEnd);
}

absl::StatusOr<std::string> EncodeFeedbackKey(std::string_view tenant,
                                              int64_t time_micros,
                                              const EventDigest& digest) {
  if (tenant.find(kEnd) != tenant.npos) {
    return absl::InvalidArgumentError(
        "tenant holds a zero byte; none is allowed");
  }
  if (time_micros < 0) return absl::InternalError("feedback before 1970");
  std::string key = FeedbackPrefix(tenant);
  AppendFixed64(static_cast<uint64_t>(time_micros), key);
  AppendFixed32(digest.high, key);
  AppendFixed32(digest.low, key);
  return key;
}

std::string FeedbackPosition(std::string_view key) {
  return HexOf(key.substr(key.size() - kPositionBytes));
}

absl::StatusOr<std::string> FeedbackKeyAt(std::string_view tenant,
                                          std::string_view position) {
  if (tenant.find(kEnd) != tenant.npos ||
      position.size() != 2 * kPositionBytes ||
      position.find_first_not_of(kHexDigits) != position.npos) {
    return absl::InvalidArgumentError("no position in the feedback");
  }
  std::string key = FeedbackPrefix(tenant);
  for (size_t i = 0; i < position.size(); i += 2) {
    key.push_back(static_cast<char>(kHexDigits.find(position[i]) << 4 |
                                    kHexDigits.find(position[i + 1])));
  }
  return key;
}

absl::StatusOr<std::string> FeedbackStart(std::string_view tenant,
                                          std::string_view next) {
  if (next.empty()) return AfterPrefix(FeedbackPrefix(tenant));
  return FeedbackKeyAt(tenant, next);
}

absl::StatusOr<std::string> EncodeFeedback(const FeedbackEntry& entry) {
  if (const char* why = WhyBad(entry)) {
    return absl::InternalError("feedback that must not be written: bad " +
                               std::string(why));
  }
  std::string out(1, static_cast<char>(FeedbackVersion::kV3));
  out.push_back(static_cast<char>(entry.action));
  for (const std::string* text : {&entry.principal, &entry.origin, &entry.actor,
                                  &entry.reason, &entry.feedback_id}) {
    AppendSized(*text, out);
  }
  AppendVarint(static_cast<uint64_t>(entry.from_seconds), out);
  AppendVarint(static_cast<uint64_t>(entry.to_seconds), out);
  AppendSized(entry.identity, out);
  AppendVarint(static_cast<uint64_t>(entry.until_seconds), out);
  AppendFixed64(entry.content_digest, out);
  return out;
}

absl::StatusOr<FeedbackEntry> DecodeFeedback(std::string_view key,
                                             std::string_view value) {
  const absl::StatusOr<int64_t> time_micros = TimeOf(key);
  if (!time_micros.ok()) return time_micros.status();
  ByteReader reader(value);
  uint8_t version = 0;
  if (!reader.Byte(version)) return DataLoss("no version byte");
  if (version < static_cast<uint8_t>(FeedbackVersion::kV1) ||
      version > static_cast<uint8_t>(FeedbackVersion::kV3)) {
    return DataLoss("version " + std::to_string(version) +
                    ", this binary reads 1 to 3");
  }
  FeedbackEntry entry;
  entry.time_micros = *time_micros;
  const char* bad =
      TakeEntry(reader, static_cast<FeedbackVersion>(version), entry);
  if (bad == nullptr) bad = WhyBad(entry);
  if (bad != nullptr) return DataLoss("bad " + std::string(bad));
  return entry;
}

}  // namespace farcall
