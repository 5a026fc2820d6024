// SPDX-License-Identifier: Apache-2.0
#include "server/auth/forwarding.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace farcall {
namespace {

using Names = std::vector<std::string>;

TEST(ForwardedNames, HandOnAllThatACallerGoesBy) {
  for (const Names& names : {Names{"anonymous"}, Names{"token:pipeline"},
                             Names{"token:pipeline", "cert:soc.example.com"},
                             Names{"cert:CN with spaces, commas and 100 %",
                                   "cert:\xc3\xbc\n\x01", "token:%2C"}}) {
    const std::string header = IdentityHeaderOf(names);
    EXPECT_TRUE(std::ranges::all_of(header, [](char c) {
      return c > ' ' && c <= '~';
    })) << header;
    EXPECT_EQ(IdentitiesOf(header), names) << header;
  }
  EXPECT_EQ(IdentityHeaderOf(Names{"token:a", "cert:b/c=d"}),
            "token:a,cert:b/c=d");
}

TEST(ForwardedNames, AreNothingElse) {
  for (const char* header :
       {"", ",", "token:a,", ",token:a", "alice", "token:", "cert:", "*",
        "anonymous,token:a", "token:a,anonymous", "token:a b", "token:%",
        "token:%4", "token:%4g", "token:%4a%", "token:\xc3", "Token:a",
        "%74oken:"}) {
    EXPECT_FALSE(IdentitiesOf(header).has_value()) << header;
  }
}

}  // namespace
}  // namespace farcall
