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

// Addresses through which users of anonymizers (Tor, VPN services) come out, an
// address or a prefix a line; one may be there twice. Immutable and
// thread-safe.
class AnonymizerExits {
 public:
  static constexpr size_t kBytesMax = size_t{16} << 20;

  // INVALID_ARGUMENT names `name` (the file's), the first line that is wrong,
  // the value and the reason.
  static absl::StatusOr<std::shared_ptr<const AnonymizerExits>> FromBytes(
      std::string_view bytes, const std::string& name);

  bool Contain(const Address& address) const {
    return exits_.Find(address) != nullptr;
  }

  size_t size() const { return exits_.size(); }  // prefixes

 private:
  struct Nothing {};

  PrefixTable<Nothing> exits_;
};

}  // namespace farcall
