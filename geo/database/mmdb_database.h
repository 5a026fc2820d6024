// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <maxminddb.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "geo/network/address.h"

namespace farcall {

// A file in MaxMind's format (.mmdb), whatever its records hold. Checked whole
// when it is opened; immutable and thread-safe after that.
class MmdbDatabase {
 public:
  static constexpr size_t kBytesMax = size_t{1} << 30;

  // INVALID_ARGUMENT, with the reason after `where`, for what is no .mmdb file
  // or is corrupt. Keeps a copy of its own in memory: what happens to the file
  // later does not touch it.
  static absl::StatusOr<std::unique_ptr<const MmdbDatabase>> FromBytes(
      std::string_view bytes, const std::string& where);

  ~MmdbDatabase();
  MmdbDatabase(const MmdbDatabase&) = delete;
  MmdbDatabase& operator=(const MmdbDatabase&) = delete;

  // The record of the network that `address` is in. It lives as long as the
  // database.
  std::optional<MMDB_entry_s> Find(const Address& address) const;

  // Where the different records lie, and the record there.
  const std::vector<uint32_t>& offsets() const { return offsets_; }
  MMDB_entry_s RecordAt(uint32_t offset) const { return {&mmdb_, offset}; }

  int64_t build_epoch_seconds() const { return build_epoch_seconds_; }
  const std::string& type() const { return type_; }  // printable ASCII
  int ip_version() const { return mmdb_.metadata.ip_version; }  // 4 or 6

 private:
  MmdbDatabase() = default;

  absl::Status Map(std::string_view bytes);
  absl::Status Check();

  MMDB_s mmdb_{};
  bool mapped_ = false;
  std::vector<uint32_t> offsets_;
  int64_t build_epoch_seconds_ = 0;
  std::string type_;
};

// A path of keys into a record, with nullptr at its end.
using MmdbPath = const char* const*;

// The string at `path`; empty if there is none. Points into the database.
std::string_view MmdbStringAt(MMDB_entry_s record, MmdbPath path);

// The number at `path`; nothing if there is none, or it is none of 32 bits.
std::optional<uint32_t> MmdbNumberAt(MMDB_entry_s record, MmdbPath path);

// The number at `path`, also a fraction, also as text ("52.5"); nothing if
// there is none. It may be infinite or NaN.
std::optional<double> MmdbDecimalAt(MMDB_entry_s record, MmdbPath path);

// `text` as a number, "-0.25"; nothing if it is anything else.
std::optional<double> ParseMmdbDecimal(std::string_view text);

}  // namespace farcall
