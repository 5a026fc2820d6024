// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace farcall {

// What the operator of a network sells.
enum class OperatorKind : uint8_t {
  kAccess = 1,   // access to the internet; also whoever is not known to host
  kCloud = 2,    // computing on demand: Amazon, Google, Microsoft...
  kHosting = 3,  // servers for rent, content delivery, exits of VPNs
  kUnknown = 4,  // the operator is not known
};

// Who runs the network (autonomous system) that an address is in.
struct NetworkOperator {
  // Identifies the firm: `amazon` for all of its AS numbers where the table of
  // hosting operators names it, otherwise `AS3320`. Empty: not known.
  std::string key{};
  OperatorKind kind = OperatorKind::kUnknown;
  uint32_t as_number = 0;      // 0: not known
  std::string organisation{};  // as the database writes it; may be empty
  // When the ASN database was built, as Unix seconds; 0: it does not say.
  int64_t database_build_seconds = 0;
};

// Whether calls from such a network are made by machines.
constexpr bool IsHost(OperatorKind kind) {
  return kind == OperatorKind::kCloud || kind == OperatorKind::kHosting;
}

// Whether a key is of a firm in the table of hosting operators. A host that
// only the database tells has the key of its AS number, as access providers
// have.
constexpr bool IsNamedHost(std::string_view key) {
  return !key.empty() && !key.starts_with("AS");
}

}  // namespace farcall
