// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace farcall {

// An IP address. An IPv4-mapped IPv6 address (::ffff:1.2.3.4) is its IPv4 one.
struct Address {
  enum class Family : uint8_t { kIpv4 = 4, kIpv6 = 6 };

  Family family = Family::kIpv4;
  std::array<uint8_t, 16> bytes{};  // network order; IPv4 has the first four

  int bits() const { return family == Family::kIpv4 ? 32 : 128; }

  bool operator==(const Address&) const = default;
};

// Strict: no ports, zones, brackets, blanks or leading zeros ("010.0.0.1" means
// different addresses to different programs).
std::optional<Address> ParseAddress(std::string_view text);

std::string FormatAddress(const Address& address);

// Where an address can be met.
enum class AddressScope {
  kPublic,    // on the internet: a country database may know it
  kPrivate,   // RFC 1918, CGNAT, ULA, link-local, loopback
  kReserved,  // documentation, benchmarks, multicast, class E: nobody's
};

AddressScope ScopeOf(const Address& address);

}  // namespace farcall
