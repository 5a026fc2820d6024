// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace farcall {

// Metadata of a call that one replica sends on to another.
inline constexpr char kHopHeader[] = "x-farcall-hop";
inline constexpr char kIdentityHeader[] = "x-farcall-identity";
// Where replicas show no certificates.
inline constexpr char kClusterTokenHeader[] = "x-farcall-cluster-token";

// The value of kHopHeader: a call is sent on once.
inline constexpr char kOneHop[] = "1";

// A caller whose names take more is not sent on: a server refuses metadata of
// more than 16 KiB.
inline constexpr size_t kIdentityHeaderBytesMax = 8 << 10;

// What a call shows that says to be sent on by a replica.
struct Forwarding {
  std::string hop{};
  std::string identity{};
  std::string cluster_token{};
};

// The names that a caller goes by, as the value of kIdentityHeader: printable
// ASCII, whatever they hold.
std::string IdentityHeaderOf(std::span<const std::string> identities);

// The names of such a value, in their order: `anonymous` alone, or `token:NAME`
// and `cert:NAME`. Nothing if it is none.
std::optional<std::vector<std::string>> IdentitiesOf(std::string_view header);

}  // namespace farcall
