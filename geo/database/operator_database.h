// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "geo/database/mmdb_database.h"
#include "geo/network/address.h"
#include "scoring/event/network_operator.h"

namespace farcall {

// A database of autonomous systems in MaxMind's file format, immutable and
// thread-safe.
//
// Two layouts are read: MaxMind's (`autonomous_system_number`; the organisation
// is `autonomous_system_organization`, where missing `isp`, then
// `organization`), and IPinfo's (`asn` as "AS15169"; `as_name` or `name`, where
// missing `as_domain` or `domain`; `as_type` or `type` may be `hosting`).
class OperatorDatabase {
 public:
  static constexpr size_t kBytesMax = MmdbDatabase::kBytesMax;

  // INVALID_ARGUMENT, with `name` (the file's) and reason, for what is no
  // .mmdb file, is corrupt, or has no autonomous systems.
  static absl::StatusOr<std::shared_ptr<const OperatorDatabase>> FromBytes(
      std::string_view bytes, const std::string& name);

  // Nothing where the database has no AS number for the address.
  std::optional<NetworkOperator> Lookup(const Address& address) const;

  int64_t build_epoch_seconds() const { return mmdb_->build_epoch_seconds(); }
  const std::string& type() const { return mmdb_->type(); }  // printable ASCII
  int ip_version() const { return mmdb_->ip_version(); }     // 4 or 6

 private:
  enum class Layout { kMaxMind, kIpinfo };

  OperatorDatabase(std::unique_ptr<const MmdbDatabase> mmdb, Layout layout);

  static std::optional<Layout> FindLayout(const MmdbDatabase& mmdb);
  static std::optional<uint32_t> AsNumber(Layout layout, MMDB_entry_s record);
  std::string_view Organisation(MMDB_entry_s record) const;
  bool IsHosting(MMDB_entry_s record) const;

  std::unique_ptr<const MmdbDatabase> mmdb_;
  Layout layout_;
};

}  // namespace farcall
