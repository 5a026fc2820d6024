// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "geo/network/address.h"
#include "geo/network/prefix_table.h"

namespace farcall {

// The organisation's list of its own addresses, `prefix,account,resource,
// region,note` a line; all after the prefix may be left out. Immutable and
// thread-safe.
class OwnAddresses {
 public:
  static constexpr size_t kBytesMax = size_t{16} << 20;

  // What the list says of a prefix. Texts that it leaves out are empty.
  struct Entry {
    std::string account{};   // 12 digits
    std::string resource{};  // `nat-0abc`, at most 128 bytes
    std::string region{};    // of AWS
    std::string note{};      // at most 256 bytes
    size_t line = 0;
  };

  // INVALID_ARGUMENT names `name` (the file's), the first line that is wrong,
  // the value and the reason.
  static absl::StatusOr<std::shared_ptr<const OwnAddresses>> FromBytes(
      std::string_view bytes, const std::string& name);

  // What is said of the longest prefix that `address` is in; nullptr if it is
  // in none.
  const Entry* Find(const Address& address) const {
    return entries_.Find(address);
  }

  size_t size() const { return entries_.size(); }  // prefixes

 private:
  PrefixTable<Entry> entries_;
};

}  // namespace farcall
