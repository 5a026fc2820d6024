// SPDX-License-Identifier: Apache-2.0
#include "storage/pseudonyms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farcall {
namespace {

constexpr char kSecret[] = "0123456789abcdef0123456789abcdef";
constexpr char kOther[] = "0123456789abcdef0123456789abcdeg";

Pseudonyms OfSecret(const std::string& secret) {
  return *Pseudonyms::FromSecret(secret);
}

// On disk: a change of this makes all baselines of all stores unknown.
TEST(Pseudonyms, StayWhatTheyAre) {
  EXPECT_EQ(OfSecret(kSecret).Of("acme", "arn:aws:iam::111122223333:user/a"),
            "pseudonym:9052645aa69956fb4e0b00b6e8d4be7b");
}

TEST(Pseudonyms, DependOnKeyTenantAndName) {
  const Pseudonyms pseudonyms = OfSecret(kSecret);
  const std::string alice = pseudonyms.Of("acme", "alice");
  EXPECT_EQ(pseudonyms.Of("acme", "alice"), alice);
  EXPECT_NE(pseudonyms.Of("acme", "alicf"), alice);
  EXPECT_NE(pseudonyms.Of("acmea", "lice"), alice);
  EXPECT_NE(pseudonyms.Of("other", "alice"), alice);
  EXPECT_NE(OfSecret(kOther).Of("acme", "alice"), alice);
  EXPECT_TRUE(Pseudonyms::IsPseudonym(alice));
}

TEST(Pseudonyms, KnowTheirKey) {
  EXPECT_EQ(OfSecret(kSecret).key_check(),
            OfSecret(std::string("\n ") + kSecret + "\r\n").key_check());
  EXPECT_NE(OfSecret(kSecret).key_check(), OfSecret(kOther).key_check());
  EXPECT_EQ(OfSecret(kSecret).key_check().size(), 16u);
}

TEST(Pseudonyms, WantASecretAndDoNotTellIt) {
  for (const std::string& secret :
       {std::string(), std::string(99, ' '), std::string(31, 's'),
        " " + std::string(31, 's') + "\n"}) {
    const auto refused = Pseudonyms::FromSecret(secret).status();
    EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(refused.message()),
                testing::AllOf(testing::HasSubstr("at least 32"),
                               testing::Not(testing::HasSubstr("sss"))));
  }
}

TEST(Pseudonyms, AreToldFromNames) {
  const std::string digits(32, 'a');
  EXPECT_TRUE(Pseudonyms::IsPseudonym("pseudonym:" + digits));
  for (const std::string& name :
       {std::string(), std::string("alice"), std::string("pseudonym:"),
        "pseudonym:" + digits + "a", "pseudonym:A" + digits.substr(1),
        "Pseudonym:" + digits}) {
    EXPECT_FALSE(Pseudonyms::IsPseudonym(name)) << name;
  }
  EXPECT_TRUE(Pseudonyms::MayStartWith(""));
  EXPECT_TRUE(Pseudonyms::MayStartWith("pseudo"));
  EXPECT_TRUE(Pseudonyms::MayStartWith("pseudonym:0f"));
  EXPECT_FALSE(Pseudonyms::MayStartWith("arn:"));
}

}  // namespace
}  // namespace farcall
