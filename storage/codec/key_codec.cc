// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/key_codec.h"

#include "scoring/records/attribute.h"

namespace farcall {
namespace {

constexpr char kEnd = '\0';

absl::Status CheckNoZeroByte(std::string_view field, std::string_view text) {
  if (text.find(kEnd) == std::string_view::npos) return absl::OkStatus();
  return absl::InvalidArgumentError(std::string(field) +
                                    " holds a zero byte; none is allowed");
}

absl::Status AppendNamePrefix(std::string_view tenant, EntityKind kind,
                              std::string_view name_prefix, std::string& key) {
  absl::Status status = CheckNoZeroByte("tenant", tenant);
  if (status.ok()) status = CheckNoZeroByte("entity name", name_prefix);
  if (!status.ok()) return status;
  key.reserve(key.size() + tenant.size() + name_prefix.size() + 3);
  key.append(tenant);
  key.push_back(kEnd);
  key.push_back(static_cast<char>(kind));
  key.append(name_prefix);
  return status;
}

absl::Status DataLoss(std::string_view what) {
  return absl::DataLossError("key of a baseline: " + std::string(what));
}

}  // namespace

absl::StatusOr<std::string> EncodeNamePrefix(std::string_view tenant,
                                             EntityKind kind,
                                             std::string_view name_prefix) {
  std::string key;
  absl::Status status = AppendNamePrefix(tenant, kind, name_prefix, key);
  if (!status.ok()) return status;
  return key;
}

absl::Status AppendEntityKey(const EntityKey& entity, std::string& key) {
  absl::Status status =
      AppendNamePrefix(entity.tenant, entity.kind, entity.name, key);
  if (status.ok()) key.push_back(kEnd);
  return status;
}

absl::StatusOr<std::string> EncodeEntityKey(const EntityKey& entity) {
  std::string key;
  absl::Status status = AppendEntityKey(entity, key);
  if (!status.ok()) return status;
  return key;
}

absl::StatusOr<EntityKey> DecodeEntityKey(std::string_view bytes) {
  const size_t tenant_end = bytes.find(kEnd);
  if (tenant_end == std::string_view::npos) return DataLoss("tenant not ended");
  const std::string_view rest = bytes.substr(tenant_end + 1);
  if (rest.empty()) return DataLoss("no entity kind");
  const auto kind = static_cast<uint8_t>(rest[0]);
  if (kind == 0) return DataLoss("entity kind 0");
  const size_t name_end = rest.find(kEnd, 1);
  if (name_end == std::string_view::npos) return DataLoss("name not ended");
  if (rest.size() != name_end + 1) return DataLoss("bytes after the name");
  return EntityKey{std::string(bytes.substr(0, tenant_end)),
                   static_cast<EntityKind>(kind),
                   std::string(rest.substr(1, name_end - 1))};
}

std::string_view NameInEntityKey(std::string_view tenant,
                                 std::string_view key) {
  // Between the tenant with its end and the kind, and the end.
  const size_t before = tenant.size() + 2;
  return key.substr(before, key.size() - before - 1);
}

bool IsFormatOneKey(std::string_view bytes) {
  return !bytes.empty() && bytes.back() != kEnd;
}

std::string_view FormatOneEntityKey(std::string_view bytes) {
  return bytes.substr(0, bytes.size() - 1);
}

Attribute FormatOneAttribute(std::string_view bytes) {
  return static_cast<Attribute>(bytes.back());
}

std::string AfterPrefix(std::string prefix) {
  while (!prefix.empty()) {
    const auto last = static_cast<uint8_t>(prefix.back());
    if (last != 0xff) {
      prefix.back() = static_cast<char>(last + 1);
      return prefix;
    }
    prefix.pop_back();
  }
  return prefix;
}

}  // namespace farcall
