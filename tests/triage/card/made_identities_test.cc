// SPDX-License-Identifier: Apache-2.0
#include "triage/card/made_identities.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/triage/card/card_scene.h"

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kUser[] = "arn:aws:iam::111122223333:user/svc";
constexpr char kRole[] = "arn:aws:iam::111122223333:role/svc";

// A scene in which alice called commands for one identity.
CardScene Makes(const std::string& arn,
                const std::vector<std::string>& commands) {
  CardScene alice;
  int64_t at = kBegan;
  for (const std::string& command : commands) {
    alice.CallInFinding(at++, command);
    alice.facts.back().details.assets = {arn};
  }
  return alice;
}

TEST(MadeIdentities, AreUsersAndRolesThatCallsOfTheFindingMade) {
  const CardScene alice =
      Makes(kUser, {"iam:GetUser", "iam:CreateUser", "iam:CreateLoginProfile",
                    "iam:CreateLoginProfile"});
  const auto made = MadeIdentitiesOf(alice.Input());
  ASSERT_EQ(made.size(), 1u);
  EXPECT_EQ(made[0].arn, kUser);
  EXPECT_EQ(made[0].first_seconds, kBegan + 1);
  EXPECT_THAT(made[0].commands,
              ElementsAre("iam:CreateUser", "iam:CreateLoginProfile"));
  EXPECT_TRUE(IsUser(made[0]));
  EXPECT_EQ(ShownIdentity(made[0]), "user svc");
}

TEST(MadeIdentities, AreNoneOfCallsThatFailedOrNameNoIdentity) {
  CardScene alice = Makes(kUser, {"iam:CreateUser"});
  alice.facts.back().error_code = "AccessDenied";
  EXPECT_THAT(MadeIdentitiesOf(alice.Input()), IsEmpty());
  EXPECT_THAT(MadeIdentitiesOf(
                  Makes("arn:aws:s3:::bucket", {"iam:CreateUser"}).Input()),
              IsEmpty());
}

TEST(MadeIdentities, AreBounded) {
  CardScene alice;
  for (size_t i = 0; i < kMadeIdentitiesMax + 3; ++i) {
    alice.CallInFinding(kBegan, "iam:CreateUser");
    alice.facts.back().details.assets = {kUser + std::to_string(i)};
  }
  EXPECT_EQ(MadeIdentitiesOf(alice.Input()).size(), kMadeIdentitiesMax);
}

TEST(MadeIdentities, ArePrincipalsThemselvesOrBySessionOrWithAPath) {
  const MadeIdentity user = {.arn = kUser};
  EXPECT_TRUE(IsPrincipalOf(kUser, user));
  EXPECT_TRUE(IsPrincipalOf("arn:aws:iam::111122223333:user/ops/svc", user));
  EXPECT_FALSE(IsPrincipalOf("arn:aws:iam::111122223333:user/my-svc", user));
  EXPECT_FALSE(IsPrincipalOf("arn:aws:iam::444455556666:user/svc", user));
  EXPECT_FALSE(IsPrincipalOf(kRole, user));
  const MadeIdentity role = {.arn = kRole};
  EXPECT_EQ(ShownIdentity(role), "role svc");
  EXPECT_TRUE(IsPrincipalOf(kRole, role));
  EXPECT_TRUE(IsPrincipalOf("arn:aws:iam::111122223333:role/ci/svc", role));
  EXPECT_TRUE(
      IsPrincipalOf("arn:aws:sts::111122223333:assumed-role/svc/x", role));
  EXPECT_FALSE(
      IsPrincipalOf("arn:aws:sts::111122223333:assumed-role/svc2/x", role));
}

}  // namespace
}  // namespace farcall
