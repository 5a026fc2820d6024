// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/finding/finding_keys.h"

#include <algorithm>

#include "storage/codec/byte_coding.h"

namespace farcall {
namespace {

constexpr char kById = '\1';
constexpr char kByState = '\2';
constexpr char kNotes = '\3';
constexpr char kExemptions = '\4';

std::string OfTenant(std::string_view tenant) {
  std::string key(tenant);
  key.push_back('\0');
  return key;
}

void Append(const FindingId& id, std::string& key) {
  key.append(reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size());
}

FindingId IdOf(std::string_view bytes) {
  FindingId id;
  std::ranges::copy(bytes, id.bytes.begin());
  return id;
}

}  // namespace

std::string FindingKey(std::string_view tenant, const FindingId& id) {
  std::string key = OfTenant(tenant) + kById;
  Append(id, key);
  return key;
}

std::string FindingStateKey(std::string_view tenant, FindingState state,
                            const FindingId& id) {
  std::string key = FindingStatePrefix(tenant, state);
  Append(id, key);
  return key;
}

std::string FindingNoteKey(std::string_view tenant, const FindingId& id,
                           uint32_t number) {
  std::string key = FindingNotesPrefix(tenant, id);
  AppendFixed32(number, key);
  return key;
}

std::string FindingNotesPrefix(std::string_view tenant, const FindingId& id) {
  std::string key = OfTenant(tenant) + kNotes;
  Append(id, key);
  return key;
}

std::string ExemptionKey(std::string_view tenant, const ExemptionId& id) {
  std::string key = ExemptionsPrefix(tenant);
  Append(id, key);
  return key;
}

std::string ExemptionsPrefix(std::string_view tenant) {
  return OfTenant(tenant) + kExemptions;
}

std::string FindingsPrefix(std::string_view tenant) { return OfTenant(tenant); }

std::string FindingsByIdPrefix(std::string_view tenant) {
  return OfTenant(tenant) + kById;
}

std::string FindingStatePrefix(std::string_view tenant, FindingState state) {
  return OfTenant(tenant) + kByState + static_cast<char>(state);
}

std::string_view TenantOfFindingKey(std::string_view key) {
  return key.substr(0, key.find('\0'));
}

absl::StatusOr<FindingId> FindingIdOfKey(std::string_view key) {
  if (key.size() < FindingId::kBytes) {
    return absl::DataLossError("bad key of a finding");
  }
  return IdOf(key.substr(key.size() - FindingId::kBytes));
}

std::string FindingLogKey(std::string_view tenant, uint64_t position,
                          const FindingId& id) {
  std::string key = OfTenant(tenant);
  AppendFixed64(position, key);
  Append(id, key);
  return key;
}

std::string FindingLogKeyAfter(std::string_view tenant, uint64_t position) {
  std::string key = OfTenant(tenant);
  if (position == UINT64_MAX) {
    key.append(sizeof(uint64_t) + FindingId::kBytes + 1, '\xff');
  } else {
    AppendFixed64(position + 1, key);
  }
  return key;
}

std::string FindingLogPrefix(std::string_view tenant) {
  return OfTenant(tenant);
}

std::string FindingLogTrimKey(std::string_view tenant) {
  return OfTenant(tenant);
}

absl::StatusOr<FindingLogPlace> DecodeFindingLogKey(std::string_view tenant,
                                                    std::string_view key) {
  ByteReader reader(key);
  std::string_view before;
  FindingLogPlace place;
  std::string_view id;
  if (!reader.Bytes(tenant.size() + 1, before) ||
      !reader.Fixed64(place.position) || !reader.Bytes(FindingId::kBytes, id) ||
      reader.remaining() != 0) {
    return absl::DataLossError("bad key in the log of findings");
  }
  place.id = IdOf(id);
  return place;
}

}  // namespace farcall
