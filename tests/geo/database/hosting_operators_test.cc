// SPDX-License-Identifier: Apache-2.0
#include "geo/database/hosting_operators.h"

#include <gtest/gtest.h>

namespace farcall {
namespace {

TEST(HostingOperators, AreOneFirmUnderAllItsNumbers) {
  for (const uint32_t number : {16509U, 14618U, 8987U}) {
    const auto found = HostingOperatorOf(number);
    ASSERT_TRUE(found.has_value()) << number;
    EXPECT_EQ(found->key, "amazon") << number;
    EXPECT_EQ(found->kind, OperatorKind::kCloud) << number;
  }
  EXPECT_EQ(HostingOperatorOf(15169)->key, HostingOperatorOf(396982)->key);
}

TEST(HostingOperators, TellCloudsFromOtherHosts) {
  for (const uint32_t number : {15169U, 8075U, 31898U, 45102U}) {
    EXPECT_EQ(HostingOperatorOf(number)->kind, OperatorKind::kCloud) << number;
  }
  // OVH, Hetzner, DigitalOcean, Linode, Vultr, M247, a VPN's exits, Cloudflare
  for (const uint32_t number :
       {16276U, 24940U, 14061U, 63949U, 20473U, 9009U, 212238U, 13335U}) {
    EXPECT_EQ(HostingOperatorOf(number)->kind, OperatorKind::kHosting)
        << number;
  }
}

TEST(HostingOperators, AreNoAccessProviders) {
  // Reserved, Deutsche Telekom, Comcast, China Telecom, the last number
  for (const uint32_t number : {0U, 3320U, 7922U, 4134U, 4294967295U}) {
    EXPECT_FALSE(HostingOperatorOf(number).has_value()) << number;
  }
}

}  // namespace
}  // namespace farcall
