// SPDX-License-Identifier: Apache-2.0
#include "geo/network/address.h"

#include <gtest/gtest.h>

#include <string_view>

namespace farcall {
namespace {

using namespace std::string_view_literals;

AddressScope Scope(std::string_view text) {
  return ScopeOf(ParseAddress(text).value());
}

TEST(Address, ReadsBothFamilies) {
  const auto ipv4 = ParseAddress("8.8.4.255");
  ASSERT_TRUE(ipv4);
  EXPECT_EQ(ipv4->family, Address::Family::kIpv4);
  EXPECT_EQ(ipv4->bits(), 32);
  EXPECT_EQ(FormatAddress(*ipv4), "8.8.4.255");

  const auto ipv6 = ParseAddress("2A02:8100::1");
  ASSERT_TRUE(ipv6);
  EXPECT_EQ(ipv6->family, Address::Family::kIpv6);
  EXPECT_EQ(ipv6->bits(), 128);
  EXPECT_EQ(FormatAddress(*ipv6), "2a02:8100::1");
}

TEST(Address, TakesAMappedOneAsIpv4) {
  EXPECT_EQ(ParseAddress("::ffff:8.8.8.8"), ParseAddress("8.8.8.8"));
  EXPECT_EQ(ParseAddress("::ffff:808:808"), ParseAddress("8.8.8.8"));
}

TEST(Address, RefusesWhatIsNotOneAddress) {
  for (std::string_view text :
       {""sv,
        "8.8.8"sv,
        "8.8.8.8.8"sv,
        "8.8.8.256"sv,
        "08.8.8.8"sv,
        "8.8.8.8:443"sv,
        "[2a02::1]"sv,
        "[2a02::1]:443"sv,
        "fe80::1%eth0"sv,
        " 8.8.8.8"sv,
        "8.8.8.8 "sv,
        "8.8.8.8, 9.9.9.9"sv,
        "8.8.8.8/32"sv,
        "8.8.8.*"sv,
        "0x8.8.8.8"sv,
        "134744072"sv,
        "8.8.8.8\0x"sv,
        "2a02:::1"sv,
        "unknown"sv,
        "1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb:cccc"sv}) {
    EXPECT_FALSE(ParseAddress(text)) << text;
  }
}

TEST(Address, KnowsPrivateNetworksToTheirEdges) {
  for (std::string_view text :
       {"10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255",
        "127.0.0.1", "169.254.169.254", "172.16.0.0", "172.31.255.255",
        "192.168.0.0", "192.168.255.255", "::ffff:10.1.2.3", "::1",
        "fc00::", "fdff:ffff::1", "fe80::1", "febf::1"}) {
    EXPECT_EQ(Scope(text), AddressScope::kPrivate) << text;
  }
}

TEST(Address, KnowsReservedNetworks) {
  for (std::string_view text :
       {"0.0.0.0", "0.255.255.255", "192.0.0.8", "192.0.2.1", "198.18.0.1",
        "198.19.255.255", "198.51.100.7", "203.0.113.7", "224.0.0.1",
        "240.0.0.1", "255.255.255.255", "::", "::8.8.8.8", "100::1",
        "64:ff9b::808:808", "2001:db8::1", "3fff:fff::1", "fec0::1",
        "ff02::1"}) {
    EXPECT_EQ(Scope(text), AddressScope::kReserved) << text;
  }
}

TEST(Address, TakesTheRestAsPublic) {
  for (std::string_view text :
       {"1.0.0.0",      "9.255.255.255",   "11.0.0.0",    "100.63.255.255",
        "100.128.0.0",  "126.255.255.255", "128.0.0.0",   "169.253.255.255",
        "169.255.0.0",  "172.15.255.255",  "172.32.0.0",  "192.0.1.0",
        "192.0.3.0",    "192.167.255.255", "192.169.0.0", "198.17.255.255",
        "198.20.0.0",   "223.255.255.255", "2001:db7::1", "2001:db9::1",
        "2a02:8100::1", "3fff:1000::1"}) {
    EXPECT_EQ(Scope(text), AddressScope::kPublic) << text;
  }
}

}  // namespace
}  // namespace farcall
