// SPDX-License-Identifier: Apache-2.0
#include "server/auth/authorizer.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "server/telemetry/metrics.h"
#include "tests/storage/temp_dir.h"

namespace farcall {
namespace {

constexpr char kToken[] = "0123456789abcdef0123456789abcdef";
constexpr char kOther[] = "fedcba9876543210fedcba9876543210";

Credentials Header(const std::string& value) { return {value, {}}; }

class AuthorizerTest : public testing::Test {
 protected:
  // Replaced as a whole, like a Secret.
  std::string Write(const std::string& name, const std::string& text) {
    const std::string path = dir_ / name;
    std::ofstream(path + ".new") << text;
    std::filesystem::rename(path + ".new", path);
    return path;
  }
  std::unique_ptr<Authorizer> Open(const Authorizer::Options& options) {
    auto authorizer = Authorizer::Open(options, metrics_.auth);
    EXPECT_TRUE(authorizer.ok()) << authorizer.status();
    return *std::move(authorizer);
  }
  Access AccessOf(const Authorizer& authorizer, const Credentials& credentials,
                  Right right = Right::kScore,
                  std::string_view tenant = "default") {
    return authorizer.Check(authorizer.Identify(credentials), right, tenant);
  }

  TempDir dir_;
  Metrics metrics_{"test"};
};

TEST_F(AuthorizerTest, WelcomesEverybodyWhereNobodyCanShowAnything) {
  const auto authorizer = Open({});
  EXPECT_EQ(AccessOf(*authorizer, {}, Right::kAdmin, ""), Access::kAllowed);
  EXPECT_EQ(AccessOf(*authorizer, Header("Bearer whatever")), Access::kAllowed);
}

TEST_F(AuthorizerTest, LetsNobodyTeachTheTenantOfTheSelfTest) {
  const auto authorizer = Open({});
  for (const Right right : {Right::kScore, Right::kFeedback}) {
    EXPECT_EQ(AccessOf(*authorizer, {}, right, "farcall-self-test"),
              Access::kReservedTenant);
    EXPECT_EQ(AccessOf(*authorizer, {}, right, "farcall-self-test2"),
              Access::kAllowed);
  }
  for (const Right right : {Right::kRead, Right::kAdmin}) {
    EXPECT_EQ(AccessOf(*authorizer, {}, right, "farcall-self-test"),
              Access::kAllowed);
  }
  EXPECT_EQ(metrics_.auth.not_allowed.Value(), 2);
}

TEST_F(AuthorizerTest, AsksForATokenThatItKnows) {
  const auto authorizer =
      Open({.tokens_file = Write("tokens", std::string("a ") + kToken)});
  EXPECT_EQ(AccessOf(*authorizer, Header(std::string("Bearer ") + kToken)),
            Access::kAllowed);
  EXPECT_EQ(AccessOf(*authorizer, Header(std::string("bearer ") + kToken)),
            Access::kAllowed);
  for (const std::string& wrong :
       {std::string("Bearer ") + kOther, std::string(kToken),
        std::string("Basic ") + kToken, std::string("Bearer "),
        std::string()}) {
    EXPECT_EQ(AccessOf(*authorizer, Header(wrong)), Access::kBadCredentials)
        << wrong;
  }
  EXPECT_EQ(AccessOf(*authorizer, {}), Access::kNoCredentials);
  EXPECT_EQ(metrics_.auth.bad_credentials.Value(), 5);
  EXPECT_EQ(metrics_.auth.no_credentials.Value(), 1);
}

TEST_F(AuthorizerTest, TakesTheNamesOfACertificate) {
  const auto authorizer =
      Open({.policy_file = Write("policy", "cert:soc.example.com read acme"),
            .client_certificates = true});
  const Credentials soc{std::nullopt, {"10.0.0.1", "soc.example.com"}};
  EXPECT_EQ(AccessOf(*authorizer, soc, Right::kRead, "acme"), Access::kAllowed);
  EXPECT_EQ(AccessOf(*authorizer, soc, Right::kScore, "acme"),
            Access::kNotAllowed);
  EXPECT_EQ(AccessOf(*authorizer, {}, Right::kRead, "acme"),
            Access::kNoCredentials);
  EXPECT_EQ(metrics_.auth.not_allowed.Value(), 1);
}

TEST_F(AuthorizerTest, DoesNotTakeAWrongTokenForAnonymous) {
  const auto authorizer =
      Open({.tokens_file = Write("tokens", std::string("a ") + kToken),
            .policy_file = Write("policy", "anonymous score *\ntoken:a * *")});
  EXPECT_EQ(AccessOf(*authorizer, {}), Access::kAllowed);
  EXPECT_EQ(AccessOf(*authorizer, {}, Right::kRead), Access::kNotAllowed);
  EXPECT_EQ(AccessOf(*authorizer, Header(std::string("Bearer ") + kOther)),
            Access::kBadCredentials);
}

Credentials SentOn(const std::string& identity, const std::string& token) {
  Credentials credentials;
  credentials.forwarding =
      Forwarding{.hop = "1", .identity = identity, .cluster_token = token};
  return credentials;
}

TEST_F(AuthorizerTest, TakesTheCallerOfACallThatAReplicaSentOn) {
  const auto authorizer =
      Open({.tokens_file = Write("tokens", std::string("a ") + kToken),
            .policy_file = Write("policy", "token:b score *\n"),
            .client_certificates = true,
            .replica_names = {"farcall-0", "farcall-1"},
            .cluster_token_file = Write("cluster", kOther)});
  EXPECT_EQ(authorizer->cluster_token(), kOther);
  Credentials by_certificate = SentOn("token:b,cert:x", "");
  by_certificate.certificate_names = {"other", "farcall-1"};
  for (const Credentials& shown :
       {SentOn("token:b,cert:x", kOther), by_certificate}) {
    const auto caller = authorizer->Identify(shown);
    EXPECT_EQ(caller.access, Access::kAllowed);
    EXPECT_TRUE(caller.is_forwarded);
    EXPECT_EQ(caller.name(), "token:b");
    EXPECT_EQ(caller.identities,
              (std::vector<std::string>{"token:b", "cert:x"}));
    EXPECT_EQ(AccessOf(*authorizer, shown), Access::kAllowed);
    EXPECT_EQ(AccessOf(*authorizer, shown, Right::kRead), Access::kNotAllowed);
  }
}

TEST_F(AuthorizerTest, TakesNoCallerFromWhoIsNoReplica) {
  const auto authorizer =
      Open({.tokens_file = Write("tokens", std::string("a ") + kToken),
            .client_certificates = true,
            .replica_names = {"farcall-0"},
            .cluster_token_file = Write("cluster", kOther)});
  Credentials other_name = SentOn("token:a", "");
  other_name.certificate_names = {"farcall-00"};
  Credentials known = SentOn("token:a", "");
  known.authorization = std::string("Bearer ") + kToken;
  Credentials without_hop = SentOn("token:a", kOther);
  without_hop.forwarding->hop.clear();
  for (const Credentials& shown :
       {other_name, known, without_hop, SentOn("token:a", kToken),
        SentOn("a", kOther), SentOn("", kOther)}) {
    EXPECT_EQ(AccessOf(*authorizer, shown), Access::kNotAReplica);
    EXPECT_TRUE(authorizer->Identify(shown).identities.empty());
  }
  EXPECT_EQ(metrics_.auth.not_a_replica.Value(), 12);
}

TEST_F(AuthorizerTest, TakesUpANewClusterToken) {
  const auto authorizer =
      Open({.cluster_token_file = Write("cluster", kToken)});
  EXPECT_EQ(AccessOf(*authorizer, SentOn("anonymous", kOther)),
            Access::kNotAReplica);
  Write("cluster", std::string(kToken) + "\n" + kOther);
  EXPECT_EQ(authorizer->Reload().front().reload, FileReload::kLoaded);
  EXPECT_EQ(AccessOf(*authorizer, SentOn("anonymous", kOther)),
            Access::kAllowed);
  Write("cluster", "short");
  EXPECT_EQ(authorizer->Reload().front().reload, FileReload::kFailed);
  EXPECT_EQ(AccessOf(*authorizer, SentOn("anonymous", kToken)),
            Access::kAllowed);
}

TEST_F(AuthorizerTest, TakesUpNewFilesAndKeepsTheOldWhereTheyAreBroken) {
  const std::string tokens = Write("tokens", std::string("a ") + kToken);
  const auto authorizer = Open({.tokens_file = tokens});
  const Credentials old_one = Header(std::string("Bearer ") + kToken);
  const Credentials new_one = Header(std::string("Bearer ") + kOther);
  EXPECT_EQ(authorizer->Reload().front().reload, FileReload::kUnchanged);

  Write("tokens", std::string("a ") + kToken + "\na " + kOther);
  EXPECT_EQ(authorizer->Reload().front().reload, FileReload::kLoaded);
  EXPECT_EQ(AccessOf(*authorizer, old_one), Access::kAllowed);
  EXPECT_EQ(AccessOf(*authorizer, new_one), Access::kAllowed);

  Write("tokens", "short 1\n");
  EXPECT_EQ(authorizer->Reload().front().reload, FileReload::kFailed);
  EXPECT_FALSE(authorizer->Reload().front().error.ok());
  EXPECT_EQ(AccessOf(*authorizer, new_one), Access::kAllowed);

  Write("tokens", std::string("a ") + kOther);
  EXPECT_EQ(authorizer->Reload().front().reload, FileReload::kLoaded);
  EXPECT_EQ(AccessOf(*authorizer, old_one), Access::kBadCredentials);
  EXPECT_EQ(AccessOf(*authorizer, new_one), Access::kAllowed);
}

TEST_F(AuthorizerTest, DoesNotOpenWithAFileThatItCannotUse) {
  EXPECT_FALSE(
      Authorizer::Open({.tokens_file = dir_ / "none"}, metrics_.auth).ok());
  EXPECT_FALSE(
      Authorizer::Open({.policy_file = Write("policy", "x y z")}, metrics_.auth)
          .ok());
  EXPECT_FALSE(Authorizer::Open({.cluster_token_file = Write("cluster", "x")},
                                metrics_.auth)
                   .ok());
}

}  // namespace
}  // namespace farcall
