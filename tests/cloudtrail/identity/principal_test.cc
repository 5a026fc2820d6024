// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/identity/principal.h"

#include <gtest/gtest.h>

namespace farcall {
namespace {

constexpr char kRoleArn[] = "arn:aws:iam::111122223333:role/ci/deploy";
constexpr char kSessionArn[] =
    "arn:aws:sts::111122223333:assumed-role/deploy/build-17";
constexpr char kSsoSessionArn[] =
    "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0a1b2c/carol";

Principal Of(const UserIdentity& identity,
             PrincipalStrategy strategy = PrincipalStrategy::kAuto,
             std::string_view region = "eu-west-1") {
  return PrincipalOf(identity, strategy, region, "999988887777");
}

void Expect(const Principal& principal, PrincipalKind kind,
            std::string_view key) {
  EXPECT_EQ(principal.kind, kind);
  EXPECT_EQ(principal.key, key);
  // Of a masked ARN nobody can tell.
  if (key.find("***") == key.npos) {
    EXPECT_EQ(PrincipalKindOf(key), key.empty() ? PrincipalKind::kNone : kind);
  }
}

UserIdentity Session() {
  return {.type = "AssumedRole",
          .arn = kSessionArn,
          .account = "111122223333",
          .principal_id = "AROA111:build-17",
          .issuer_arn = kRoleArn};
}

TEST(Principal, OfAUserIsItsArn) {
  Expect(Of({.type = "IAMUser", .arn = "arn:aws:iam::111122223333:user/alice"}),
         PrincipalKind::kUser, "arn:aws:iam::111122223333:user/alice");
}

TEST(Principal, KeepsOtherPartitions) {
  for (const char* arn : {"arn:aws-cn:iam::111122223333:user/li",
                          "arn:aws-us-gov:iam::111122223333:user/gus"}) {
    Expect(Of({.type = "IAMUser", .arn = arn}), PrincipalKind::kUser, arn);
  }
}

TEST(Principal, OfAUserWithoutArnIsBuiltFromItsName) {
  const UserIdentity alice = {
      .type = "IAMUser", .account = "111122223333", .user_name = "alice"};
  Expect(Of(alice), PrincipalKind::kUser,
         "arn:aws:iam::111122223333:user/alice");
  Expect(Of(alice, PrincipalStrategy::kAuto, "cn-north-1"),
         PrincipalKind::kUser, "arn:aws-cn:iam::111122223333:user/alice");
  Expect(Of(alice, PrincipalStrategy::kAuto, "us-gov-east-1"),
         PrincipalKind::kUser, "arn:aws-us-gov:iam::111122223333:user/alice");
  Expect(Of({.type = "IAMUser", .account = "111122223333"}),
         PrincipalKind::kNone, "");
}

TEST(Principal, OfRootIsItsAccount) {
  Expect(Of({.type = "Root",
             .arn = "arn:aws:iam::111122223333:root",
             .account = "111122223333"}),
         PrincipalKind::kRoot, "111122223333:root");
  Expect(Of({.type = "Root", .arn = "arn:aws:iam::111122223333:root"}),
         PrincipalKind::kRoot, "111122223333:root");
}

TEST(Principal, OfASessionIsItsRole) {
  Expect(Of(Session()), PrincipalKind::kRole, kRoleArn);
}

TEST(Principal, OfASessionWithoutIssuerIsTheRoleInItsArn) {
  UserIdentity session = Session();
  session.issuer_arn = {};
  Expect(Of(session), PrincipalKind::kRole,
         "arn:aws:iam::111122223333:role/deploy");
  session.arn = "arn:aws-cn:sts::111122223333:assumed-role/deploy/b";
  Expect(Of(session), PrincipalKind::kRole,
         "arn:aws-cn:iam::111122223333:role/deploy");
}

TEST(Principal, OfASessionOfWhichNothingIsKnownIsNobody) {
  Expect(Of({.type = "AssumedRole"}), PrincipalKind::kNone, "");
}

TEST(Principal, OfAnIdentityCenterSessionIsThePerson) {
  UserIdentity session = Session();
  session.arn = kSsoSessionArn;
  session.issuer_arn =
      "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/"
      "AWSReservedSSO_Admin_0a1b2c";
  Expect(Of(session), PrincipalKind::kHuman, "111122223333:human/carol");
  session.issuer_arn = {};
  Expect(Of(session), PrincipalKind::kHuman, "111122223333:human/carol");
}

TEST(Principal, OfASessionNamedByEmailIsThePerson) {
  UserIdentity session = Session();
  session.arn = "arn:aws:sts::111122223333:assumed-role/deploy/dan@example.com";
  Expect(Of(session), PrincipalKind::kHuman,
         "111122223333:human/dan@example.com");
}

TEST(Principal, OfASessionWhoseNameWasChosenHasItsRole) {
  UserIdentity session = Session();
  EXPECT_EQ(Of(session, PrincipalStrategy::kSession).role, kRoleArn);
  EXPECT_EQ(Of(session).role, "") << "it is the role";
  session.arn = "arn:aws:sts::111122223333:assumed-role/deploy/dan@example.com";
  EXPECT_EQ(Of(session).role, kRoleArn);
  session.issuer_arn = {};
  EXPECT_EQ(Of(session).role, "arn:aws:iam::111122223333:role/deploy");
  session = Session();
  session.source_identity = "dan";
  EXPECT_EQ(Of(session).role, kRoleArn);
}

TEST(Principal, OfASessionThatEc2NamedHasItsInstance) {
  constexpr char kInstance[] = "i-0dbc91f429e48eeed";
  UserIdentity session = Session();
  EXPECT_EQ(Of(session).instance_id, "");
  session.arn =
      "arn:aws:sts::111122223333:assumed-role/deploy/i-0dbc91f429e48eeed";
  for (const auto strategy :
       {PrincipalStrategy::kAuto, PrincipalStrategy::kRole,
        PrincipalStrategy::kSession}) {
    EXPECT_EQ(Of(session, strategy).instance_id, kInstance);
  }
  session.arn = {};
  session.principal_id = "AROA111:i-0dbc91f429e48eeed";
  EXPECT_EQ(Of(session).instance_id, kInstance);
  for (const std::string name :
       {"i-0dbc91", "i-0dbc91f429e48eeedff", "i-0dbc91f429e48eeeg",
        "mi-0dbc91f429e48eeed", "I-0dbc91f429e48eeed"}) {
    const std::string id = "AROA111:" + name;
    session.principal_id = id;
    EXPECT_EQ(Of(session).instance_id, "") << name;
  }
}

TEST(Principal, HasNoRoleWhereIdentityCenterNamesItsSessions) {
  UserIdentity session = Session();
  session.arn = kSsoSessionArn;
  session.issuer_arn = {};
  for (const auto strategy :
       {PrincipalStrategy::kAuto, PrincipalStrategy::kSession}) {
    EXPECT_EQ(Of(session, strategy).role, "");
  }
  EXPECT_EQ(
      Of({.type = "IAMUser", .arn = "arn:aws:iam::111122223333:user/alice"})
          .role,
      "");
}

TEST(Principal, TakesTheSessionNameFromThePrincipalIdWhereTheArnLacksIt) {
  UserIdentity session = Session();
  session.arn = "arn:aws:sts::111122223333:assumed-role/deploy";
  session.principal_id = "AROA111:dan@example.com";
  Expect(Of(session), PrincipalKind::kHuman,
         "111122223333:human/dan@example.com");
  session.arn = {};
  Expect(Of(session), PrincipalKind::kHuman,
         "111122223333:human/dan@example.com");
}

TEST(Principal, TakesNoMachinesNameForAnEmail) {
  for (const char* name : {"@example.com", "dan@", "dan@example", "a@b@c.d",
                           "dan@.com", "dan@example.", "i-0abc", ""}) {
    UserIdentity session = Session();
    const std::string arn =
        std::string("arn:aws:sts::111122223333:assumed-role/deploy/") + name;
    session.arn = arn;
    Expect(Of(session), PrincipalKind::kRole, kRoleArn);
  }
}

TEST(Principal, PrefersTheSourceIdentityToTheSessionName) {
  UserIdentity session = Session();
  session.source_identity = "erin";
  Expect(Of(session), PrincipalKind::kHuman, "111122223333:human/erin");
  session.arn = kSsoSessionArn;
  Expect(Of(session), PrincipalKind::kHuman, "111122223333:human/erin");
}

TEST(Principal, UnderTheRoleStrategyIsAlwaysTheRole) {
  UserIdentity session = Session();
  session.source_identity = "erin";
  Expect(Of(session, PrincipalStrategy::kRole), PrincipalKind::kRole, kRoleArn);
  session.arn = kSsoSessionArn;
  session.issuer_arn = {};
  Expect(Of(session, PrincipalStrategy::kRole), PrincipalKind::kRole,
         "arn:aws:iam::111122223333:role/AWSReservedSSO_Admin_0a1b2c");
}

TEST(Principal, UnderTheSessionStrategyIsTheSession) {
  UserIdentity session = Session();
  session.source_identity = "erin";
  Expect(Of(session, PrincipalStrategy::kSession), PrincipalKind::kSession,
         kSessionArn);
  session.arn = {};
  Expect(Of(session, PrincipalStrategy::kSession), PrincipalKind::kRole,
         kRoleArn);
}

TEST(Principal, KeepsMaskedArns) {
  const UserIdentity session = {.type = "AssumedRole",
                                .arn = "arn***/assumed-role/deploy/b",
                                .account = "111***",
                                .issuer_arn = "arn***/deploy"};
  Expect(Of(session), PrincipalKind::kRole, "arn***/deploy");
}

TEST(Principal, OfAFederatedUserIsIssuerAndName) {
  Expect(Of({.type = "FederatedUser",
             .arn = "arn:aws:sts::111122223333:federated-user/frank",
             .account = "111122223333",
             .issuer_arn = "arn:aws:iam::111122223333:user/broker"}),
         PrincipalKind::kFederated,
         "arn:aws:iam::111122223333:user/broker/federated/frank");
  Expect(Of({.type = "FederatedUser",
             .arn = "arn:aws:sts::111122223333:federated-user/frank"}),
         PrincipalKind::kFederated,
         "arn:aws:sts::111122223333:federated-user/frank");
}

TEST(Principal, OfASamlUserIsProviderAndName) {
  const UserIdentity gina = {.type = "SAMLUser",
                             .principal_id = "idp=:gina@example.com",
                             .user_name = "gina@example.com",
                             .identity_provider = "idp="};
  Expect(Of(gina), PrincipalKind::kFederated,
         "999988887777:saml/idp=/gina@example.com");
  UserIdentity without_provider = gina;
  without_provider.identity_provider = {};
  Expect(Of(without_provider), PrincipalKind::kFederated,
         "999988887777:saml/idp=/gina@example.com");
}

TEST(Principal, OfAWebIdentityIsProviderAndName) {
  Expect(Of({.type = "WebIdentityUser",
             .user_name = "repo:org/app",
             .identity_provider = "arn:aws:iam::1:oidc-provider/example.com"}),
         PrincipalKind::kFederated,
         "999988887777:web/arn:aws:iam::1:oidc-provider/example.com/"
         "repo:org%2Fapp");
}

TEST(Principal, TellsApartWhereProviderEndsAndNameBegins) {
  const auto key = [](std::string_view provider, std::string_view name) {
    return Of({.type = "WebIdentityUser",
               .user_name = name,
               .identity_provider = provider})
        .key;
  };
  EXPECT_NE(key("a/b", "c"), key("a", "b/c"));
  EXPECT_NE(key("a", "b/c"), key("a", "b%2Fc"));
}

TEST(Principal, OfAnIdentityCenterUserIsThePerson) {
  Expect(Of({.type = "IdentityCenterUser",
             .user_name = "heidi",
             .on_behalf_of_user_id = "user-0a1b"}),
         PrincipalKind::kHuman, "999988887777:human/user-0a1b");
  Expect(Of({.type = "IdentityCenterUser",
             .account = "111122223333",
             .user_name = "heidi"}),
         PrincipalKind::kHuman, "111122223333:human/heidi");
}

TEST(Principal, OfAForeignAccountIsTheAccount) {
  Expect(Of({.type = "AWSAccount",
             .account = "444455556666",
             .principal_id = "AIDA444"}),
         PrincipalKind::kAccount, "444455556666:account");
}

TEST(Principal, OfAnAnonymousCallerIsNobody) {
  Expect(Of({.type = "AWSAccount", .account = "ANONYMOUS_PRINCIPAL"}),
         PrincipalKind::kNone, "");
}

TEST(Principal, OfAServiceIsNone) {
  Expect(Of({.type = "AWSService", .invoked_by = "cloudtrail.amazonaws.com"}),
         PrincipalKind::kService, "");
  Expect(Of({.type = "AWSService"}), PrincipalKind::kService, "");
  UserIdentity session = Session();
  session.invoked_by = "rds.amazonaws.com";
  Expect(Of(session), PrincipalKind::kService, "");
}

TEST(Principal, StaysThePersonForWhomAwsActsInternally) {
  Expect(Of({.type = "IAMUser",
             .arn = "arn:aws:iam::111122223333:user/alice",
             .invoked_by = "AWS Internal"}),
         PrincipalKind::kUser, "arn:aws:iam::111122223333:user/alice");
}

TEST(Principal, OfAHiddenNameIsNobody) {
  Expect(Of({.type = "IAMUser",
             .account = "111122223333",
             .user_name = "HIDDEN_DUE_TO_SECURITY_REASONS"}),
         PrincipalKind::kNone, "");
}

TEST(Principal, OfAnUnknownTypeIsWhatItsArnSays) {
  for (const char* type : {"Unknown", "", "Role"}) {
    Expect(Of({.type = type, .arn = kSsoSessionArn}), PrincipalKind::kHuman,
           "111122223333:human/carol");
    Expect(Of({.type = type, .arn = kSessionArn}), PrincipalKind::kRole,
           "arn:aws:iam::111122223333:role/deploy");
    Expect(Of({.type = type, .arn = kRoleArn}), PrincipalKind::kRole, kRoleArn);
    Expect(Of({.type = type, .arn = "arn:aws:iam::111122223333:root"}),
           PrincipalKind::kRoot, "111122223333:root");
    Expect(Of({.type = type, .arn = "arn:aws:iam::111122223333:user/al"}),
           PrincipalKind::kUser, "arn:aws:iam::111122223333:user/al");
    Expect(
        Of({.type = type, .arn = "arn:aws:sts::111122223333:federated-user/f"}),
        PrincipalKind::kFederated,
        "arn:aws:sts::111122223333:federated-user/f");
    Expect(Of({.type = type, .arn = "arn:aws:s3:::bucket"}),
           PrincipalKind::kNone, "");
    Expect(Of({.type = type, .arn = ""}), PrincipalKind::kNone, "");
  }
}

TEST(Principal, NamesNoOneInAnAccountThatIsNoNumber) {
  // `x:human/y` as an account would give the key of another's person.
  Expect(PrincipalOf({.type = "Root", .account = "x:human/y"},
                     PrincipalStrategy::kAuto, "", ""),
         PrincipalKind::kNone, "");
  EXPECT_FALSE(IsAccount("1111222233334"));
  EXPECT_FALSE(IsAccount(""));
  EXPECT_FALSE(IsAccount("700***"));
  EXPECT_TRUE(IsAccount("111122223333"));
}

}  // namespace
}  // namespace farcall
