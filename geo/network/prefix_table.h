// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "geo/network/address.h"
#include "geo/network/prefix.h"

namespace farcall {

// Values of prefixes. An address has the value of the longest prefix that it is
// in.
template <typename T>
class PrefixTable {
 public:
  struct Added {
    T& value;  // of the prefix, as it is in the table now
    bool is_new;
  };

  // Adds the value unless the prefix has one. A reference is good until the
  // next Add().
  Added Add(const Prefix& prefix, T value) {
    const auto [there, is_new] = values_.try_emplace(prefix, std::move(value));
    if (is_new) {
      AddLength(LengthsOf(*this, prefix.network.family), prefix.bits);
    }
    return {there->second, is_new};
  }

  // nullptr if the address is in none of the prefixes.
  const T* Find(const Address& address) const {
    for (const int bits : LengthsOf(*this, address.family)) {
      const auto found = values_.find(Prefix::Of(address, bits));
      if (found != values_.end()) return &found->second;
    }
    return nullptr;
  }

  // Prefixes.
  size_t size() const { return values_.size(); }

 private:
  template <typename Table>
  static auto& LengthsOf(Table& table, Address::Family family) {
    return family == Address::Family::kIpv4 ? table.ipv4_bits_
                                            : table.ipv6_bits_;
  }

  static void AddLength(std::vector<int>& lengths, int bits) {
    const auto place = std::lower_bound(lengths.begin(), lengths.end(), bits,
                                        std::greater<int>());
    if (place == lengths.end() || *place != bits) lengths.insert(place, bits);
  }

  absl::flat_hash_map<Prefix, T> values_;
  std::vector<int> ipv4_bits_;  // prefix lengths in use, longest first
  std::vector<int> ipv6_bits_;
};

}  // namespace farcall
