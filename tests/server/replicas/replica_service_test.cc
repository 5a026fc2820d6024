// SPDX-License-Identifier: Apache-2.0
#include "server/replicas/replica_service.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "server/replicas/claim_messages.h"
#include "server/routing/replica_channels.h"
#include "tests/server/replicas/replica_server.h"
#include "tests/server/rpc/routing/test_authority.h"

namespace farcall {
namespace {

using Headers = std::map<std::string, std::string>;

const Claim kClaim{.shard = 3,
                   .epoch = 4,
                   .owner = "b",
                   .address = "b:50051",
                   .has_owner = true};

Headers ByToken(const std::string& token) {
  return {{"x-farcall-hop", "1"},
          {"x-farcall-identity", "anonymous"},
          {"x-farcall-cluster-token", token}};
}

grpc::Status Ask(cluster::v1::ReplicaService::Stub& stub,
                 const Headers& headers, std::vector<Claim>& claims) {
  grpc::ClientContext context;
  for (const auto& [name, value] : headers) context.AddMetadata(name, value);
  cluster::v1::ListClaimsResponse response;
  grpc::Status status = stub.ListClaims(&context, {}, &response);
  claims = ClaimsIn(response);
  return status;
}

TEST(ReplicaService, TellsAReplicaItsClaims) {
  ReplicaServer server;
  server.claims.Say({kClaim});
  std::vector<Claim> claims;
  const grpc::Status status = Ask(*server.Stub(), ByToken(kSecret), claims);
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(claims, std::vector{kClaim});
  EXPECT_EQ(server.metrics().auth.not_a_replica.Value(), 0);
}

TEST(ReplicaService, RefusesAndCountsStrangers) {
  // Also one that is somebody else.
  const std::string bearer(40, 'p');
  const TempFile tokens("pipeline " + bearer + "\n");
  const TempFile secret(kSecret);
  ReplicaServer server({.access = {.tokens_file = tokens.path(),
                                   .cluster_token_file = secret.path()}});
  server.claims.Say({kClaim});
  const std::vector<Headers> strangers = {
      {},
      {{"authorization", "Bearer " + bearer}},
      ByToken(std::string(kSecret) + "0"),
      ByToken(""),
      ByToken(bearer),
      {{"x-farcall-cluster-token", kSecret}}};
  for (const Headers& headers : strangers) {
    std::vector<Claim> claims;
    EXPECT_EQ(Ask(*server.Stub(), headers, claims).error_code(),
              grpc::StatusCode::UNAUTHENTICATED);
    EXPECT_TRUE(claims.empty());
  }
  EXPECT_EQ(server.metrics().auth.not_a_replica.Value(),
            static_cast<double>(strangers.size()));
  EXPECT_EQ(server.claims.questions(), 0);
}

TEST(ReplicaService, RefusesEverybodyWhereNoReplicaCanShowThatItIsOne) {
  ReplicaServer server({.access = {.replica_names = {"farcall-0"}}});
  std::vector<Claim> claims;
  EXPECT_EQ(Ask(*server.Stub(), ByToken(""), claims).error_code(),
            grpc::StatusCode::UNAUTHENTICATED);
}

TEST(ReplicaService, KnowsReplicasByTheirCertificates) {
  TestAuthority authority;
  ReplicaServer server({.access = {.client_certificates = true,
                                   .replica_names = {"farcall-0", "farcall-1"}},
                        .credentials = authority.ServerCredentials(
                            authority.Issue("farcall-1"))});
  server.claims.Say({kClaim});
  const auto ask_as = [&](const std::string& name) {
    const TestAuthority::Files files = authority.Issue(name);
    ReplicaChannels channels({.ca_file = authority.certificate_file(),
                              .cert_file = files.certificate,
                              .key_file = files.key});
    const auto stub = cluster::v1::ReplicaService::NewStub(
        channels.Of(server.address())->channel());
    std::vector<Claim> claims;
    return Ask(*stub, ByToken(""), claims);
  };
  const grpc::Status status = ask_as("farcall-0");
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(ask_as("pipeline").error_code(), grpc::StatusCode::UNAUTHENTICATED);
}

}  // namespace
}  // namespace farcall
