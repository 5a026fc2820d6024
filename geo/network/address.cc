// SPDX-License-Identifier: Apache-2.0
#include "geo/network/address.h"

#include <arpa/inet.h>

#include <algorithm>

namespace farcall {
namespace {

constexpr std::array<uint8_t, 12> kMappedPrefix = {0, 0, 0, 0, 0,    0,
                                                   0, 0, 0, 0, 0xff, 0xff};

struct Ipv4Range {
  uint32_t network;
  int bits;
  AddressScope scope;
};

constexpr uint32_t Ipv4(uint32_t a, uint32_t b, uint32_t c, uint32_t d) {
  return a << 24 | b << 16 | c << 8 | d;
}

constexpr Ipv4Range kIpv4Ranges[] = {
    {Ipv4(0, 0, 0, 0), 8, AddressScope::kReserved},
    {Ipv4(10, 0, 0, 0), 8, AddressScope::kPrivate},
    {Ipv4(100, 64, 0, 0), 10, AddressScope::kPrivate},
    {Ipv4(127, 0, 0, 0), 8, AddressScope::kPrivate},
    {Ipv4(169, 254, 0, 0), 16, AddressScope::kPrivate},
    {Ipv4(172, 16, 0, 0), 12, AddressScope::kPrivate},
    {Ipv4(192, 0, 0, 0), 24, AddressScope::kReserved},
    {Ipv4(192, 0, 2, 0), 24, AddressScope::kReserved},
    {Ipv4(192, 168, 0, 0), 16, AddressScope::kPrivate},
    {Ipv4(198, 18, 0, 0), 15, AddressScope::kReserved},
    {Ipv4(198, 51, 100, 0), 24, AddressScope::kReserved},
    {Ipv4(203, 0, 113, 0), 24, AddressScope::kReserved},
    {Ipv4(224, 0, 0, 0), 3, AddressScope::kReserved},
};

AddressScope Ipv4Scope(const Address& address) {
  const auto& b = address.bytes;
  const uint32_t value = Ipv4(b[0], b[1], b[2], b[3]);
  for (const Ipv4Range& range : kIpv4Ranges) {
    if ((value ^ range.network) >> (32 - range.bits) == 0) return range.scope;
  }
  return AddressScope::kPublic;
}

AddressScope Ipv6Scope(const Address& address) {
  const auto& b = address.bytes;
  const bool unique_local = (b[0] & 0xfe) == 0xfc;                // fc00::/7
  const bool link_local = b[0] == 0xfe && (b[1] & 0xc0) == 0x80;  // fe80::/10
  const bool loopback =
      b[15] == 1 && std::all_of(b.begin(), b.end() - 1,
                                [](uint8_t byte) { return byte == 0; });
  if (unique_local || link_local || loopback) return AddressScope::kPrivate;

  const bool global_unicast = (b[0] & 0xe0) == 0x20;  // 2000::/3
  const bool documentation =
      (b[0] == 0x20 && b[1] == 0x01 && b[2] == 0x0d &&
       b[3] == 0xb8) ||                                      // 2001:db8::/32
      (b[0] == 0x3f && b[1] == 0xff && (b[2] & 0xf0) == 0);  // 3fff::/20
  return global_unicast && !documentation ? AddressScope::kPublic
                                          : AddressScope::kReserved;
}

}  // namespace

std::optional<Address> ParseAddress(std::string_view text) {
  char buffer[INET6_ADDRSTRLEN] = {};
  if (text.size() >= sizeof(buffer) ||
      text.find('\0') != std::string_view::npos) {
    return std::nullopt;
  }
  text.copy(buffer, text.size());

  Address address;
  if (inet_pton(AF_INET, buffer, address.bytes.data()) == 1) return address;
  if (inet_pton(AF_INET6, buffer, address.bytes.data()) != 1) {
    return std::nullopt;
  }
  const auto tail = address.bytes.begin() + kMappedPrefix.size();
  if (std::equal(address.bytes.begin(), tail, kMappedPrefix.begin())) {
    Address mapped;
    std::copy(tail, address.bytes.end(), mapped.bytes.begin());
    return mapped;
  }
  address.family = Address::Family::kIpv6;
  return address;
}

std::string FormatAddress(const Address& address) {
  char buffer[INET6_ADDRSTRLEN] = {};
  const int family =
      address.family == Address::Family::kIpv4 ? AF_INET : AF_INET6;
  inet_ntop(family, address.bytes.data(), buffer, sizeof(buffer));
  return buffer;
}

AddressScope ScopeOf(const Address& address) {
  return address.family == Address::Family::kIpv4 ? Ipv4Scope(address)
                                                  : Ipv6Scope(address);
}

}  // namespace farcall
