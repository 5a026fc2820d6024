// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/finding/ledger_codec.h"

#include <cmath>

#include "storage/codec/byte_coding.h"
#include "storage/codec/finding/stored_finding.pb.h"

namespace farcall {
namespace {

constexpr size_t kDigestBytes = 16;
constexpr uint32_t kScoreHundredthsMax = 10'000;

absl::Status Bad(const char* what) {
  return absl::DataLossError(std::string("ledger: bad ") + what);
}

bool IsBits(double bits) { return std::isfinite(bits) && bits >= 0; }

}  // namespace

std::string LedgerKey(std::string_view tenant, uint32_t day,
                      std::string_view principal, std::string_view origin) {
  return LedgerDayPrefix(tenant, day).append(principal).append(origin);
}

std::string LedgerPrefix(std::string_view tenant) {
  return std::string(tenant).append(1, '\0');
}

std::string LedgerDayPrefix(std::string_view tenant, uint32_t day) {
  std::string key = LedgerPrefix(tenant);
  AppendFixed32(day, key);
  return key;
}

bool IsLedgerKeyOf(std::string_view key, std::string_view principal) {
  return key.size() > 2 * kDigestBytes &&
         key.substr(key.size() - 2 * kDigestBytes, kDigestBytes) == principal;
}

absl::StatusOr<LedgerPlace> DecodeLedgerPlace(std::string_view key) {
  LedgerPlace place;
  const size_t end = key.find('\0');
  if (end == key.npos || !ByteReader(key.substr(end + 1)).Fixed32(place.day)) {
    return Bad("key");
  }
  place.tenant = key.substr(0, end);
  return place;
}

std::string EncodeLedgerEntry(const StoredLedgerEntry& stored) {
  const LedgerEntry& entry = stored.entry;
  storage::StoredLedgerEntry message;
  message.set_principal(entry.principal);
  message.set_principal_kind(static_cast<uint32_t>(entry.principal_kind));
  message.set_origin(entry.origin);
  message.set_unauthenticated(entry.unauthenticated);
  message.set_at_seconds(entry.at_seconds);
  message.set_event_id(entry.event_id);
  message.set_account(entry.account);
  message.set_command(entry.command);
  message.set_network(entry.network);
  message.set_bits(entry.bits);
  message.set_score_hundredths(entry.score_hundredths);
  message.set_reached(entry.reached);
  for (const LedgerBits& bits : entry.detectors) {
    auto& detector = *message.add_detectors();
    detector.set_detector(bits.detector);
    detector.set_bits(bits.bits);
    detector.set_in_quarantine(bits.in_quarantine);
  }
  message.set_written_day(stored.written_day);
  return message.SerializeAsString();
}

absl::StatusOr<StoredLedgerEntry> DecodeLedgerEntry(std::string_view bytes) {
  storage::StoredLedgerEntry message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Bad("message");
  }
  if (message.principal_kind() >
      static_cast<uint32_t>(PrincipalKind::kService)) {
    return Bad("kind of principal");
  }
  if (!IsBits(message.bits())) return Bad("bits");
  if (message.score_hundredths() > kScoreHundredthsMax) return Bad("score");
  StoredLedgerEntry stored;
  LedgerEntry& entry = stored.entry;
  entry.principal = message.principal();
  entry.principal_kind = static_cast<PrincipalKind>(message.principal_kind());
  entry.origin = message.origin();
  entry.unauthenticated = message.unauthenticated();
  entry.at_seconds = message.at_seconds();
  entry.event_id = message.event_id();
  entry.account = message.account();
  entry.command = message.command();
  entry.network = message.network();
  entry.bits = message.bits();
  entry.score_hundredths = static_cast<uint16_t>(message.score_hundredths());
  entry.reached = message.reached();
  for (const auto& detector : message.detectors()) {
    if (!IsBits(detector.bits())) return Bad("bits of a detector");
    entry.detectors.push_back({.detector = detector.detector(),
                               .bits = detector.bits(),
                               .in_quarantine = detector.in_quarantine()});
  }
  stored.written_day = message.written_day();
  return stored;
}

}  // namespace farcall
