// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "geo/network/address.h"

namespace farcall {

// A network: the addresses that share their first `bits` bits with `network`,
// whose other bits are 0.
struct Prefix {
  Address network;
  int bits = 0;

  // The network of `bits` (0 to address.bits()) that `address` is in.
  static Prefix Of(const Address& address, int bits);

  // "192.88.1.0/24", "2a02::/16", or a lone address. Its error says what is
  // wrong with the text, without the text itself.
  static absl::StatusOr<Prefix> Parse(std::string_view text);

  std::string ToString() const;

  bool operator==(const Prefix&) const = default;

  template <typename H>
  friend H AbslHashValue(H h, const Prefix& prefix) {
    return H::combine(std::move(h), prefix.network.family, prefix.network.bytes,
                      prefix.bits);
  }
};

}  // namespace farcall
