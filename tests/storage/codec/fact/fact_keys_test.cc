// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/fact/fact_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/codec/key_codec.h"

namespace farcall {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const FactDigests kDigests{EventHasher::Key{1}};

TEST(FactKeysTest, BlocksAreInTheOrderOfHours) {
  const auto ada = kDigests.OfPrincipal("ada");
  EXPECT_LT(FactBlockKey("t", 1, ada, 9), FactBlockKey("t", 2, ada, 1));
  EXPECT_LT(FactBlockKey("t", 255, ada, 9), FactBlockKey("t", 256, ada, 1));
  EXPECT_LT(FactBlockKey("t", 1, ada, 1), FactBlockKey("t", 1, ada, 2));
}

TEST(FactKeysTest, AKeyTellsTenantAndHourButNoName) {
  const std::string key =
      FactBlockKey("acme", 480'000, kDigests.OfPrincipal("ada"), 7);
  const auto place = DecodeFactPlace(key);
  ASSERT_TRUE(place.ok());
  EXPECT_EQ(place->tenant, "acme");
  EXPECT_EQ(place->hour, 480'000u);
  EXPECT_THAT(key, Not(HasSubstr("ada")));
  EXPECT_FALSE(DecodeFactPlace("acme").ok());
  EXPECT_FALSE(DecodeFactPlace(std::string("acme\0\0", 6)).ok());
}

TEST(FactKeysTest, PrefixesHoldTheirOwnAlone) {
  const auto ada = kDigests.OfPrincipal("ada");
  const auto bob = kDigests.OfPrincipal("bob");
  const std::string key = FactBlockKey("acme", 5, ada, 7);
  EXPECT_THAT(key, StartsWith(FactsPrefix("acme")));
  EXPECT_THAT(key, StartsWith(FactsHourPrefix("acme", 5)));
  EXPECT_THAT(key, StartsWith(FactsOfHourPrefix("acme", 5, ada)));
  EXPECT_THAT(key, Not(StartsWith(FactsOfHourPrefix("acme", 5, bob))));
  EXPECT_THAT(key, Not(StartsWith(FactsPrefix("acm"))));
}

TEST(FactKeysTest, ATermKeyIsOfItsPrincipal) {
  const auto ada = kDigests.OfPrincipal("ada");
  const auto term = kDigests.OfTerm(TermKind::kAddress, "198.51.100.7");
  const std::string key = TermKey("acme", TermKind::kAddress, term, ada);
  EXPECT_THAT(key, StartsWith(TermPrefix("acme", TermKind::kAddress, term)));
  EXPECT_THAT(key, StartsWith(TermsPrefix("acme")));
  EXPECT_TRUE(IsTermOf(key, ada));
  EXPECT_FALSE(IsTermOf(key, kDigests.OfPrincipal("bob")));
}

TEST(FactKeysTest, EqualTextsOfTwoKindsHaveTwoDigests) {
  EXPECT_NE(kDigests.OfTerm(TermKind::kAddress, "x"),
            kDigests.OfTerm(TermKind::kAsset, "x"));
  EXPECT_NE(kDigests.OfTerm(TermKind::kAddress, "x"),
            FactDigests(EventHasher::Key{2}).OfTerm(TermKind::kAddress, "x"));
}

}  // namespace
}  // namespace farcall
