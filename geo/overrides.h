// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "geo/network/address.h"
#include "geo/network/prefix_table.h"

namespace farcall {

// An operator's own word on where networks are, as an RFC 8805 geofeed:
// `prefix,country,region,city,postal`, of which region and postal are not used.
// An empty country means that nobody can tell: `@unknown`. Extensions of ours:
// the country may be `@name`, an origin of its own such as `@vpn:berlin`, and
// the id of a VPC endpoint may stand in the place of the prefix.
// Immutable and thread-safe.
class Overrides {
 public:
  static constexpr size_t kBytesMax = size_t{16} << 20;

  struct Answer {
    std::string origin;  // a country, `@name` or `@unknown`
    std::string city;    // may be empty
  };

  // INVALID_ARGUMENT names `name` (the file's), the first line that is wrong,
  // the value and the reason.
  static absl::StatusOr<std::shared_ptr<const Overrides>> FromBytes(
      std::string_view bytes, const std::string& name);

  // What the longest prefix that `address` is in says; null if there is none.
  const Answer* Find(const Address& address) const;

  // What is said of the VPC endpoint; null if nothing is.
  const Answer* FindEndpoint(const std::string& id) const;

  // Prefixes and endpoints.
  size_t size() const { return entries_.size() + endpoints_.size(); }

 private:
  struct Entry {
    Answer place;
    size_t line = 0;
  };

  absl::Status AddEntry(std::vector<std::string> fields, size_t line);
  absl::Status AddPrefix(const std::string& text, Entry entry);
  absl::Status AddEndpoint(const std::string& id, Entry entry);

  PrefixTable<Entry> entries_;
  absl::flat_hash_map<std::string, Entry> endpoints_;
};

}  // namespace farcall
