// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/fact/fact_block_codec.h"

#include <algorithm>
#include <array>
#include <optional>

#include "storage/codec/byte_coding.h"
#include "text/shown_text.h"

namespace farcall {
namespace {

constexpr uint8_t kVersion = 1;

// Flags of a fact. On disk: never renumber.
enum Flag : uint64_t {
  kUuid = 1 << 0,  // the event id is one: 16 bytes
  kFromConsole = 1 << 1,
  kInvokedByAws = 1 << 2,
  kUnauthenticated = 1 << 3,
  kMfaSaid = 1 << 4,
  kMfa = 1 << 5,
  kReadOnlySaid = 1 << 6,
  kReadOnly = 1 << 7,
  kHasParameters = 1 << 8,
  kHasSessionTime = 1 << 9,
};

constexpr size_t kUuidBytes = 16;
constexpr size_t kUuidTextBytes = 36;
constexpr std::array<size_t, 4> kUuidDashes = {8, 13, 18, 23};

// The value of a hexadecimal digit in lower case; 16 of any other character.
constexpr auto kDigitValues = [] {
  std::array<uint8_t, 256> values{};
  values.fill(16);
  for (uint8_t i = 0; i < 16; ++i) {
    values[static_cast<unsigned char>(kHexDigits[i])] = i;
  }
  return values;
}();

// The 16 bytes of a UUID in lower case, as CloudTrail writes it.
std::optional<std::array<char, kUuidBytes>> PackUuid(std::string_view text) {
  if (text.size() != kUuidTextBytes) return std::nullopt;
  for (const size_t dash : kUuidDashes) {
    if (text[dash] != '-') return std::nullopt;
  }
  std::array<char, kUuidBytes> packed;
  size_t at = 0;
  uint8_t other = 0;  // has a bit above the lowest four if a digit is none
  for (char& byte : packed) {
    if (text[at] == '-') ++at;
    const uint8_t high = kDigitValues[static_cast<unsigned char>(text[at])];
    const uint8_t low = kDigitValues[static_cast<unsigned char>(text[at + 1])];
    other |= high | low;
    byte = static_cast<char>(high << 4 | low);
    at += 2;
  }
  if (other >= 16) return std::nullopt;
  return packed;
}

std::string UuidText(std::string_view packed) {
  std::string text = HexOf(packed);
  for (const size_t dash : kUuidDashes) text.insert(dash, 1, '-');
  return text;
}

uint64_t FlagsOf(const Event& event, bool is_uuid) {
  const CallDetails& details = event.details;
  uint64_t flags = 0;
  const auto set = [&flags](Flag flag, bool on) {
    if (on) flags |= flag;
  };
  set(kUuid, is_uuid);
  set(kFromConsole, event.from_console);
  set(kInvokedByAws, event.invoked_by_aws);
  set(kUnauthenticated, event.unauthenticated);
  set(kMfaSaid, details.mfa.has_value());
  set(kMfa, details.mfa.value_or(false));
  set(kReadOnlySaid, details.read_only.has_value());
  set(kReadOnly, details.read_only.value_or(false));
  set(kHasParameters, details.parameters_fingerprint != 0);
  set(kHasSessionTime, details.session_created_seconds > 0);
  return flags;
}

void SetFlags(uint64_t flags, EventFact& fact) {
  const auto has = [flags](Flag flag) { return (flags & flag) != 0; };
  fact.from_console = has(kFromConsole);
  fact.invoked_by_aws = has(kInvokedByAws);
  fact.unauthenticated = has(kUnauthenticated);
  if (has(kMfaSaid)) fact.details.mfa = has(kMfa);
  if (has(kReadOnlySaid)) fact.details.read_only = has(kReadOnly);
}

absl::Status Damaged(std::string_view what) {
  return absl::DataLossError("block of facts: bad " + std::string(what));
}

bool ReadId(ByteReader& reader, bool is_uuid, std::string& id) {
  std::string_view bytes;
  uint64_t size = kUuidBytes;
  if (!is_uuid && !reader.Varint(size)) return false;
  if (size > reader.remaining() || !reader.Bytes(size, bytes)) return false;
  id = is_uuid ? UuidText(bytes) : std::string(bytes);
  return true;
}

// All of a fact but its texts.
bool ReadCall(ByteReader& reader, uint32_t hour, EventFact& fact) {
  uint64_t flags = 0;
  uint64_t second = 0;
  uint64_t score = 0;
  if (!reader.Varint(flags) ||
      !ReadId(reader, (flags & kUuid) != 0, fact.event_id) ||
      !reader.Varint(second) || second >= kSecondsPerHour ||
      !reader.Varint(score) || score > 10'000) {
    return false;
  }
  SetFlags(flags, fact);
  fact.at_seconds =
      int64_t{hour} * kSecondsPerHour + static_cast<int64_t>(second);
  fact.score_hundredths = static_cast<uint16_t>(score);
  CallDetails& details = fact.details;
  if ((flags & kHasParameters) != 0 &&
      (!reader.Fixed64(details.parameters_fingerprint) ||
       !reader.Fixed32(details.parameters_shape))) {
    return false;
  }
  uint64_t session = 0;
  if ((flags & kHasSessionTime) != 0 && !reader.Varint(session)) return false;
  details.session_created_seconds = static_cast<int64_t>(session);
  return true;
}

std::string& TextOf(FactText text, EventFact& fact) {
  CallDetails& details = fact.details;
  switch (text) {
    case FactText::kCommand:
      return fact.command;
    case FactText::kAccount:
      return fact.account;
    case FactText::kRegion:
      return details.region;
    case FactText::kOrigin:
      return fact.origin;
    case FactText::kAddress:
      return fact.source_address;
    case FactText::kUserAgent:
      return fact.user_agent;
    case FactText::kErrorCode:
      return fact.error_code;
    case FactText::kIdentityArn:
      return details.identity_arn;
    case FactText::kAccessKey:
      return details.access_key_id;
    case FactText::kIssuedKey:
      return details.issued_access_key_id;
    case FactText::kEc2RoleDelivery:
      return details.ec2_role_delivery;
    default:
      return text < FactText::kParameter ? details.assets.emplace_back()
                                         : details.parameters.emplace_back();
  }
}

}  // namespace

void ForEachFactText(const Event& event, std::string_view origin,
                     absl::FunctionRef<void(FactText, std::string_view)> take) {
  const auto give = [take](FactText text, std::string_view value) {
    if (!value.empty()) take(text, value);
  };
  const CallDetails& details = event.details;
  give(FactText::kCommand, event.command);
  give(FactText::kAccount, event.account);
  give(FactText::kRegion, details.region);
  give(FactText::kOrigin, origin);
  give(FactText::kAddress, event.source_address);
  give(FactText::kUserAgent,
       CutTo(event.user_agent, CallDetails::kTextBytesMax));
  give(FactText::kErrorCode, event.error_code);
  give(FactText::kIdentityArn, details.identity_arn);
  give(FactText::kAccessKey, details.access_key_id);
  give(FactText::kIssuedKey, details.issued_access_key_id);
  give(FactText::kEc2RoleDelivery, details.ec2_role_delivery);
  const auto give_all = [&give](FactText first, size_t count_max,
                                const std::vector<std::string>& values) {
    for (size_t i = 0; i < std::min(count_max, values.size()); ++i) {
      give(static_cast<FactText>(static_cast<size_t>(first) + i), values[i]);
    }
  };
  give_all(FactText::kAsset, CallDetails::kAssetsMax, details.assets);
  give_all(FactText::kParameter, CallDetails::kParametersMax,
           details.parameters);
}

void AppendFactHead(const Event& event, uint16_t score_hundredths,
                    const FactDigests& digests, std::string& out) {
  const CallDetails& details = event.details;
  const auto uuid = PackUuid(event.event_id);
  AppendVarint(FlagsOf(event, uuid.has_value()), out);
  if (uuid.has_value()) {
    out.append(uuid->data(), uuid->size());
  } else {
    AppendVarint(event.event_id.size(), out);
    out.append(event.event_id);
  }
  AppendVarint(
      static_cast<uint64_t>(event.event_time_seconds) % kSecondsPerHour, out);
  AppendVarint(score_hundredths, out);
  if (details.parameters_fingerprint != 0) {
    AppendFixed64(digests.OfFingerprint(details.parameters_fingerprint), out);
    AppendFixed32(details.parameters_shape, out);
  }
  if (details.session_created_seconds > 0) {
    AppendVarint(static_cast<uint64_t>(details.session_created_seconds), out);
  }
}

bool IsFactHead(std::string_view bytes) {
  ByteReader reader(bytes);
  EventFact fact;
  return ReadCall(reader, /*hour=*/0, fact) && reader.remaining() == 0;
}

uint32_t FactBlockWriter::AddText(uint64_t digest,
                                  std::optional<std::string_view> text) {
  AppendFixed64(digest, dictionary_);
  AppendVarint(text.has_value() ? text->size() + 1 : 0, dictionary_);
  if (text.has_value()) dictionary_.append(*text);
  return texts_++;
}

void FactBlockWriter::AddCall(std::string_view head, uint32_t present,
                              std::span<const uint32_t> numbers) {
  calls_.append(head);
  AppendVarint(present, calls_);
  for (const uint32_t number : numbers) AppendVarint(number, calls_);
  ++facts_;
}

std::string FactBlockWriter::Finish(uint32_t written_hour, uint64_t not_kept) {
  std::string block;
  block.reserve(dictionary_.size() + calls_.size() + 32);
  block.push_back(static_cast<char>(kVersion));
  AppendFixed32(written_hour, block);
  AppendVarint(not_kept, block);
  AppendVarint(texts_, block);
  block.append(dictionary_);
  AppendVarint(facts_, block);
  block.append(calls_);
  texts_ = 0;
  dictionary_.clear();
  calls_.clear();
  facts_ = 0;
  return block;
}

absl::Status FactHourReader::Add(std::string_view bytes) {
  ByteReader reader(bytes);
  uint8_t version = 0;
  uint32_t written_hour = 0;
  uint64_t not_kept = 0;
  uint64_t count = 0;
  if (!reader.Byte(version) || version != kVersion) return Damaged("version");
  if (!reader.Fixed32(written_hour) || !reader.Varint(not_kept) ||
      !reader.Varint(count)) {
    return Damaged("head");
  }
  std::vector<uint64_t> dictionary;
  for (uint64_t i = 0; i < count; ++i) {
    uint64_t digest = 0;
    uint64_t size = 0;
    std::string_view text;
    if (!reader.Fixed64(digest) || !reader.Varint(size) ||
        size > reader.remaining() + 1 ||
        (size > 1 && !reader.Bytes(size - 1, text))) {
      return Damaged("dictionary");
    }
    dictionary.push_back(digest);
    if (!text.empty()) texts_.try_emplace(digest, text);
  }
  if (!reader.Varint(count)) return Damaged("count");
  std::vector<Read> facts;
  for (uint64_t i = 0; i < count; ++i) {
    Read& read = facts.emplace_back();
    uint64_t present = 0;
    if (!ReadCall(reader, hour_, read.fact) || !reader.Varint(present) ||
        present >> kFactTextsEnd != 0) {
      return Damaged("fact");
    }
    for (size_t text = 0; text < kFactTextsEnd; ++text) {
      if (((present >> text) & 1) == 0) continue;
      uint64_t number = 0;
      if (!reader.Varint(number) || number >= dictionary.size()) {
        return Damaged("text");
      }
      read.texts.emplace_back(static_cast<FactText>(text), dictionary[number]);
    }
  }
  if (reader.remaining() != 0) return Damaged("end");
  std::ranges::move(facts, std::back_inserter(facts_));
  not_kept_ += not_kept;
  return absl::OkStatus();
}

void FactHourReader::AppendTo(std::vector<EventFact>& facts,
                              uint64_t& not_kept) const {
  for (const Read& read : facts_) {
    EventFact& fact = facts.emplace_back(read.fact);
    for (const auto& [text, digest] : read.texts) {
      const auto known = texts_.find(digest);
      if (known != texts_.end()) TextOf(text, fact) = known->second;
    }
  }
  not_kept += not_kept_;
}

absl::StatusOr<uint32_t> WrittenHourOfFactBlock(std::string_view bytes) {
  ByteReader reader(bytes);
  uint8_t version = 0;
  uint32_t written_hour = 0;
  if (!reader.Byte(version) || version != kVersion ||
      !reader.Fixed32(written_hour)) {
    return Damaged("head");
  }
  return written_hour;
}

}  // namespace farcall
