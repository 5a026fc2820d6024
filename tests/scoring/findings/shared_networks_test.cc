// SPDX-License-Identifier: Apache-2.0
#include "scoring/findings/shared_networks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kNetwork[] = "198.51.100";

// A finding that opened in a place that was new to its principal.
Finding Of(const std::string& principal, const std::string& network) {
  Finding finding;
  finding.principal = principal;
  finding.networks = {{network, 1}};
  finding.opening_factors = {{.detector = "country_for_principal"}};
  return finding;
}

TEST(SharedNetworks, AreNewToThreePrincipals) {
  std::vector<Finding> findings = {Of("alice", kNetwork), Of("bob", kNetwork),
                                   Of("bob", kNetwork)};
  EXPECT_FALSE(SharedNetworks(findings).HasOneOf(findings[0]));
  findings.push_back(Of("carol", kNetwork));
  findings.push_back(Of("dora", "192.0.2"));
  const SharedNetworks shared(findings);
  EXPECT_TRUE(shared.HasOneOf(findings[0]));
  EXPECT_FALSE(shared.HasOneOf(findings.back()));
  EXPECT_EQ(PriorityOf(findings[0]), 4);
  EXPECT_EQ(PriorityOf(findings[0], shared), 1);
  EXPECT_EQ(QueuePlaceOf(findings[0], shared).priority, 1);
  EXPECT_EQ(PriorityOf(findings.back(), shared), 4);
}

TEST(SharedNetworks, LeaveOutWhatIsDecidedOrPlannedOrCallableByAnybody) {
  for (int out = 0; out < 3; ++out) {
    std::vector<Finding> findings = {Of("alice", kNetwork), Of("bob", kNetwork),
                                     Of("carol", kNetwork)};
    if (out == 0) findings[2].state = FindingState::kBenign;
    if (out == 1) findings[2].exemption.emplace();
    if (out == 2) findings[2].unauthenticated = true;
    EXPECT_FALSE(SharedNetworks(findings).HasOneOf(findings[0])) << out;
    findings.push_back(Of("dora", kNetwork));
    const SharedNetworks shared(findings);
    EXPECT_TRUE(shared.HasOneOf(findings[0])) << out;
    EXPECT_FALSE(shared.HasOneOf(findings[2])) << out;
    EXPECT_TRUE(MayBeRaised(findings[0])) << out;
    EXPECT_FALSE(MayBeRaised(findings[2])) << out;
  }
}

TEST(SharedNetworks, AreNotThoseThatThePrincipalHadBefore) {
  Finding finding = Of("alice", kNetwork);
  finding.networks.push_back({"192.0.2", 1});
  EXPECT_THAT(NewNetworksOf(finding), ElementsAre(kNetwork, "192.0.2"));
  finding.opening_factors.front().value_calls = 3;
  EXPECT_THAT(NewNetworksOf(finding), ElementsAre("192.0.2"));
  finding.opening_factors.clear();
  finding.networks.pop_back();
  EXPECT_THAT(NewNetworksOf(finding), IsEmpty());
  EXPECT_FALSE(MayBeRaised(finding));
}

}  // namespace
}  // namespace farcall
