// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/quick_checks.h"

#include <gtest/gtest.h>

#include <string>

#include "scoring/source_address.h"

namespace farcall {
namespace {

TEST(QuickChecks, KnowAPlainIpv4Address) {
  for (const char* address : {"91.0.0.1", "10.0.0.1", "255.255.255.255",
                              "1.2.3.4", "1234567.", "...1..."}) {
    EXPECT_TRUE(IsPlainIpv4(address)) << address;
    EXPECT_EQ(CanonicalAddress(address), address);
  }
  for (const char* other :
       {"", "12", "1.2.3", "12345678", "2001:db8::1", "91.0.0.1:80",
        "91.0.0.1, 10.0.0.1", " 91.0.0.1", "s3.amazonaws.com", "1.2/32"}) {
    EXPECT_FALSE(IsPlainIpv4(other)) << other;
  }
}

TEST(QuickChecks, TellTheKindOfAPlainUserOrRole) {
  EXPECT_EQ(PlainKindOf("arn:aws:iam::111122223333:user/alice"),
            PrincipalKind::kUser);
  EXPECT_EQ(PlainKindOf("arn:aws:iam::111122223333:role/deploy"),
            PrincipalKind::kRole);
}

// Where the quick way has an answer, it is that of PrincipalKindOf.
TEST(QuickChecks, AgreeWithTheWholeRule) {
  for (const std::string begin : {"arn:aws:iam::111122223333", "arn:aws:iam::",
                                  "arn:aws:sts::111122223333", ""}) {
    for (const std::string kind :
         {":user/", ":role/", ":human/", ":assumed-role/", "/federated/",
          ":user/federated/", ":user/role:human/", ":root", ":account", "user",
          ":user", ":user/:role/", ":role/path/"}) {
      for (const std::string name : {"", "alice", "a/b", "a:role/b"}) {
        const std::string principal = begin + kind + name;
        const auto quick = PlainKindOf(principal);
        if (!quick.has_value()) continue;
        EXPECT_EQ(*quick, PrincipalKindOf(principal)) << principal;
      }
    }
  }
}

}  // namespace
}  // namespace farcall
