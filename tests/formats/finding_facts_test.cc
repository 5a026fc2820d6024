// SPDX-License-Identifier: Apache-2.0
#include "formats/finding_facts.h"

#include <gtest/gtest.h>

namespace farcall {
namespace {

TEST(FindingFacts, ShortNameIsBehindTheLastSlash) {
  EXPECT_EQ(ShortName("arn:aws:iam::111122223333:user/ops/alice"), "alice");
  EXPECT_EQ(ShortName("111122223333:root"), "111122223333:root");
  EXPECT_EQ(ShortName("a/"), "a/");
  EXPECT_EQ(ShortName(""), "");
}

TEST(FindingFacts, ACountryHasTwoCapitalLetters) {
  EXPECT_TRUE(IsCountry("VN"));
  for (const char* origin : {"", "V", "vn", "VNM", "@private", "V1"}) {
    EXPECT_FALSE(IsCountry(origin)) << origin;
  }
}

TEST(FindingFacts, ACommandHasAServiceAndAnOperation) {
  EXPECT_EQ(SplitCommand("iam:CreateUser"),
            (std::pair<std::string, std::string>("iam", "CreateUser")));
  EXPECT_EQ(SplitCommand("CreateUser"),
            (std::pair<std::string, std::string>("", "CreateUser")));
}

TEST(FindingFacts, AFindingIsClosedByAVerdictOrExpires) {
  v1::Finding finding;
  const auto is_closed = [&finding](v1::Finding::State state) {
    finding.set_state(state);
    return IsClosed(finding);
  };
  EXPECT_FALSE(is_closed(v1::Finding::STATE_OPEN));
  EXPECT_FALSE(is_closed(v1::Finding::STATE_ACKNOWLEDGED));
  EXPECT_TRUE(is_closed(v1::Finding::STATE_BENIGN));
  EXPECT_TRUE(is_closed(v1::Finding::STATE_MALICIOUS));
  EXPECT_TRUE(is_closed(v1::Finding::STATE_EXPIRED));
  EXPECT_FALSE(is_closed(static_cast<v1::Finding::State>(17)))
      << "new states are to be treated as OPEN";
}

}  // namespace
}  // namespace farcall
