// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/fact/fact_keys.h"

#include "absl/status/status.h"
#include "storage/codec/byte_coding.h"

namespace farcall {
namespace {

std::string OfTenant(std::string_view tenant) {
  std::string key(tenant);
  key.push_back('\0');
  return key;
}

}  // namespace

std::string FactBlockKey(std::string_view tenant, uint32_t hour,
                         const FactDigests::Digest& principal,
                         uint64_t sequence) {
  std::string key;
  key.reserve(tenant.size() + 1 + 4 + principal.size() + 8);
  key.append(tenant).push_back('\0');
  AppendFixed32(hour, key);
  key.append(FactDigests::BytesOf(principal));
  AppendFixed64(sequence, key);
  return key;
}

std::string FactsPrefix(std::string_view tenant) { return OfTenant(tenant); }

std::string FactsHourPrefix(std::string_view tenant, uint32_t hour) {
  std::string key = OfTenant(tenant);
  AppendFixed32(hour, key);
  return key;
}

std::string FactsOfHourPrefix(std::string_view tenant, uint32_t hour,
                              const FactDigests::Digest& principal) {
  return FactsHourPrefix(tenant, hour).append(FactDigests::BytesOf(principal));
}

absl::StatusOr<FactPlace> DecodeFactPlace(std::string_view key) {
  FactPlace place;
  const size_t end = key.find('\0');
  if (end == key.npos || !ByteReader(key.substr(end + 1)).Fixed32(place.hour)) {
    return absl::DataLossError("facts: bad key");
  }
  place.tenant = key.substr(0, end);
  return place;
}

std::string CallLogKey(uint64_t sequence) {
  std::string key;
  AppendFixed64(sequence, key);
  return key;
}

absl::StatusOr<uint64_t> DecodeCallLogKey(std::string_view key) {
  uint64_t sequence = 0;
  ByteReader reader(key);
  if (!reader.Fixed64(sequence) || reader.remaining() != 0) {
    return absl::DataLossError("log of calls: bad key");
  }
  return sequence;
}

std::string TermKey(std::string_view tenant, TermKind kind,
                    const FactDigests::Digest& term,
                    const FactDigests::Digest& principal) {
  return TermPrefix(tenant, kind, term).append(FactDigests::BytesOf(principal));
}

std::string TermPrefix(std::string_view tenant, TermKind kind,
                       const FactDigests::Digest& term) {
  std::string key = TermKindPrefix(tenant, kind);
  key.append(FactDigests::BytesOf(term));
  return key;
}

std::string TermKindPrefix(std::string_view tenant, TermKind kind) {
  std::string key = OfTenant(tenant);
  key.push_back(static_cast<char>(kind));
  return key;
}

std::string TermsPrefix(std::string_view tenant) { return OfTenant(tenant); }

bool IsTermOf(std::string_view key, const FactDigests::Digest& principal) {
  return key.ends_with(FactDigests::BytesOf(principal));
}

}  // namespace farcall
