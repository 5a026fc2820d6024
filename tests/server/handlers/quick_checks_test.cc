// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/quick_checks.h"

#include <gtest/gtest.h>

#include <string>

#include "scoring/source_address.h"

namespace farcall {
namespace {

TEST(QuickChecks, KnowAPlainAddress) {
  for (const char* address :
       {"91.0.0.1", "10.0.0.1", "255.255.255.255", "1.2.3.4", "1234567.",
        "...1...", "12345678", ""}) {
    EXPECT_TRUE(IsPlainAddress(address)) << address;
    EXPECT_EQ(CanonicalAddress(address), address);
  }
  for (const char* other : {"2001:db8::1", "91.0.0.1:80", "91.0.0.1, 10.0.0.1",
                            " 91.0.0.1", "s3.amazonaws.com", "1.2/32"}) {
    EXPECT_FALSE(IsPlainAddress(other)) << other;
  }
}

TEST(QuickChecks, KnowAPlainCommand) {
  for (const char* command : {"iam:CreateUser", "a:b", "a:b:c"}) {
    EXPECT_TRUE(IsPlainCommand(command)) << command;
  }
  for (const char* other : {"", ":", "iam", ":iam", "iam:", "a:b:"}) {
    EXPECT_FALSE(IsPlainCommand(other)) << other;
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
