// SPDX-License-Identifier: Apache-2.0
#include "storage/key_codec.h"

namespace farcall {
namespace {

constexpr char kEnd = '\0';

absl::Status CheckNoZeroByte(std::string_view field, std::string_view text) {
  if (text.find(kEnd) == std::string_view::npos) return absl::OkStatus();
  return absl::InvalidArgumentError(std::string(field) +
                                    " holds a zero byte; none is allowed");
}

absl::Status DataLoss(std::string_view what) {
  return absl::DataLossError("histogram key: " + std::string(what));
}

}  // namespace

absl::StatusOr<std::string> EncodeNamePrefix(std::string_view tenant,
                                             EntityKind kind,
                                             std::string_view name_prefix) {
  absl::Status status = CheckNoZeroByte("tenant", tenant);
  if (status.ok()) status = CheckNoZeroByte("entity name", name_prefix);
  if (!status.ok()) return status;
  std::string key;
  key.reserve(tenant.size() + name_prefix.size() + 4);
  key.append(tenant);
  key.push_back(kEnd);
  key.push_back(static_cast<char>(kind));
  key.append(name_prefix);
  return key;
}

absl::StatusOr<std::string> EncodeEntityPrefix(const EntityKey& entity) {
  absl::StatusOr<std::string> prefix =
      EncodeNamePrefix(entity.tenant, entity.kind, entity.name);
  if (prefix.ok()) prefix->push_back(kEnd);
  return prefix;
}

absl::StatusOr<std::string> EncodeHistogramKey(const HistogramKey& key) {
  absl::StatusOr<std::string> bytes = EncodeEntityPrefix(key.entity);
  if (bytes.ok()) bytes->push_back(static_cast<char>(key.attribute));
  return bytes;
}

absl::StatusOr<HistogramKey> DecodeHistogramKey(std::string_view bytes) {
  const size_t tenant_end = bytes.find(kEnd);
  if (tenant_end == std::string_view::npos) return DataLoss("tenant not ended");
  const std::string_view rest = bytes.substr(tenant_end + 1);
  if (rest.empty()) return DataLoss("no entity kind");
  const auto kind = static_cast<uint8_t>(rest[0]);
  if (kind == 0) return DataLoss("entity kind 0");
  const size_t name_end = rest.find(kEnd, 1);
  if (name_end == std::string_view::npos) return DataLoss("name not ended");
  if (rest.size() != name_end + 2) return DataLoss("want one attribute byte");
  const auto attribute = static_cast<uint8_t>(rest.back());
  if (attribute == 0) return DataLoss("attribute 0");
  return HistogramKey{
      {std::string(bytes.substr(0, tenant_end)), static_cast<EntityKind>(kind),
       std::string(rest.substr(1, name_end - 1))},
      static_cast<Attribute>(attribute)};
}

std::string_view EntityPrefixOf(std::string_view histogram_key) {
  return histogram_key.substr(0, histogram_key.size() - 1);
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
