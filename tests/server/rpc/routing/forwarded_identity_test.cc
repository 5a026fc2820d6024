// SPDX-License-Identifier: Apache-2.0

// Who a caller is at the replica that its call is sent on to.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tests/server/rpc/routing/replicas.h"
#include "tests/server/rpc/routing/test_authority.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;

constexpr char kScorers[] = "token:pipeline score *\n";
const std::string kPipeline(40, 'p');
const std::string kSoc(40, 's');

Headers Forwarded(const std::string& identity, const std::string& token) {
  return {{"x-farcall-hop", "1"},
          {"x-farcall-identity", identity},
          {"x-farcall-cluster-token", token}};
}

// Two replicas with the same tokens and the same policy.
class ForwardedIdentity : public testing::Test {
 protected:
  double NotAReplica(Server& server) {
    return server.metrics().auth.not_a_replica.Value();
  }

  const TempFile tokens_{"pipeline " + kPipeline + "\nsoc " + kSoc + "\n"};
  const TempFile policy_{kScorers};
  const Authorizer::Options access_{.tokens_file = tokens_.path(),
                                    .policy_file = policy_.path()};
  Replicas replicas_{{.first = access_, .second = access_}};
};

TEST_F(ForwardedIdentity, IsThatOfTheCallerAndNotOfTheReplica) {
  EXPECT_TRUE(Score(replicas_.first, 0, Bearer(kPipeline)).ok());
  const grpc::Status status = Score(replicas_.first, 1, Bearer(kSoc));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(replicas_.second.metrics().rpc.score_events.started.Value(), 1);
}

TEST_F(ForwardedIdentity, HasTheRightsThatThePolicyOfTheOwnerGivesIt) {
  const TempFile other("token:soc score *\n");
  Replicas replicas(
      {.first = access_,
       .second = {.tokens_file = tokens_.path(), .policy_file = other.path()}});
  const grpc::Status status = Score(replicas.first, 0, Bearer(kPipeline));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_THAT(status.error_message(), HasSubstr("token:pipeline"));
}

TEST_F(ForwardedIdentity, IsTakenFromAReplicaAlone) {
  Server& owner = replicas_.second;
  EXPECT_TRUE(Score(owner, 0, Forwarded("token:pipeline", kClusterToken)).ok());
  // Neither by a wrong token, nor by a caller's own, nor without one.
  Headers with_bearer = Forwarded("token:pipeline", "");
  with_bearer.merge(Bearer(kPipeline));
  for (const Headers& headers :
       {Forwarded("token:pipeline", std::string(kClusterToken) + "0"),
        Forwarded("token:pipeline", ""), Forwarded("token:pipeline", kPipeline),
        with_bearer}) {
    const grpc::Status status = Score(owner, 1, headers);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAUTHENTICATED);
    EXPECT_EQ(ReasonIn(status), "NOT_A_REPLICA");
  }
  EXPECT_EQ(NotAReplica(owner), 4);
}

TEST_F(ForwardedIdentity, IsRefusedWhereAHeaderIsMissingOrIsNone) {
  const Headers whole = Forwarded("token:pipeline", kClusterToken);
  for (const char* header : {"x-farcall-hop", "x-farcall-identity"}) {
    for (const char* value : {"", "2", "pipeline", "token:", "anonymous,cert:a",
                              "token:pipeline,", "token:%4", "token:%zz"}) {
      Headers headers = whole;
      headers[header] = value;
      if (*value == '\0') headers.erase(header);
      const grpc::Status status = Score(replicas_.second, 1, headers);
      EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAUTHENTICATED)
          << header << ": " << value;
    }
  }
}

TEST_F(ForwardedIdentity, OfAStrangersStreamIsRefusedToo) {
  grpc::ClientContext context;
  context.AddMetadata("x-farcall-identity", "token:pipeline");
  const auto stub = replicas_.second.scoring();
  const auto stream = stub->StreamScoreEvents(&context);
  v1::StreamScoreEventsResponse response;
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::UNAUTHENTICATED);
}

TEST_F(ForwardedIdentity, ChangesNothingWhereThereIsOneProcess) {
  Server alone({.access = access_});
  Headers headers = Forwarded("token:pipeline", kClusterToken);
  EXPECT_EQ(Score(alone, 0, headers).error_code(),
            grpc::StatusCode::UNAUTHENTICATED)
      << "nobody in particular";
  headers.merge(Bearer(kPipeline));
  headers["x-farcall-identity"] = "token:nobody";
  EXPECT_TRUE(Score(alone, 0, headers).ok());
  EXPECT_EQ(NotAReplica(alone), 0);
}

TEST_F(ForwardedIdentity, OfVeryLongNamesIsNotSentOn) {
  const TempFile tokens(std::string(10'000, 'n') + " " + kPipeline);
  Replicas replicas({.first = {.tokens_file = tokens.path()}});
  const grpc::Status status = Score(replicas.first, 0, Bearer(kPipeline));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(ReasonIn(status), "CALLER_NAMES_TOO_LONG");
}

TEST_F(ForwardedIdentity, AReplicaThatIsNotKnownIsNotTakenForItsCaller) {
  const TempFile other(std::string(40, 'o'));
  Authorizer::Options access = access_;
  access.cluster_token_file = other.path();
  FakeDirectory directory(FakeDirectory::At(replicas_.second.address()));
  Server stranger({.access = access,
                   .directory = &directory,
                   .routing = {.hold_max = std::chrono::hours(1),
                               .pause = std::chrono::milliseconds(1),
                               .refusal_pause = std::chrono::milliseconds(1)}});
  std::thread draining([&] {
    while (NotAReplica(replicas_.second) < 2) std::this_thread::yield();
    stranger.router().Drain(std::chrono::milliseconds(0));
  });
  const grpc::Status status = Score(stranger, 0, Bearer(kPipeline));
  draining.join();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(ReasonIn(status), "NO_OWNER");
}

// Replicas that know each other by their certificates.
class ForwardedIdentityByTls : public testing::Test {
 protected:
  ReplicaChannels::Options ChannelsOf(const TestAuthority::Files& files) {
    return {.ca_file = authority_.certificate_file(),
            .cert_file = files.certificate,
            .key_file = files.key};
  }
  // Of a batch that comes in at the replica with the certificate `first` and
  // belongs to another one.
  grpc::Status ScoreThrough(const std::string& first) {
    const TestAuthority::Files of_first = authority_.Issue(first);
    const TestAuthority::Files of_owner = authority_.Issue("farcall-1");
    FakeDirectory here(FakeDirectory::Here());
    Server owner({.access = {.client_certificates = true,
                             .replica_names = {"farcall-0", "farcall-1"}},
                  .directory = &here,
                  .credentials = authority_.ServerCredentials(of_owner)});
    FakeDirectory at_owner(FakeDirectory::At(owner.address()));
    // A plain port, so that its clients are anonymous.
    Server server({.directory = &at_owner,
                   .routing = {.hold_max = std::chrono::hours(1),
                               .pause = std::chrono::milliseconds(1),
                               .refusal_pause = std::chrono::milliseconds(1)},
                   .replicas = ChannelsOf(of_first)});
    std::jthread draining([&](const std::stop_token& stop) {
      const auto& refused = owner.metrics().auth.not_a_replica;
      while (refused.Value() < 2 && !stop.stop_requested()) {
        std::this_thread::yield();
      }
      server.router().Drain(std::chrono::milliseconds(0));
    });
    return Score(server, 0);
  }

  TestAuthority authority_;
};

TEST_F(ForwardedIdentityByTls, IsTakenFromWhoHasAReplicasName) {
  // Who may be anonymous here is asked of the owner's policy.
  const grpc::Status status = ScoreThrough("farcall-0");
  EXPECT_EQ(status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_THAT(status.error_message(), HasSubstr("anonymous does not have"));
}

TEST_F(ForwardedIdentityByTls, IsNotTakenFromWhoHasAnotherName) {
  const grpc::Status status = ScoreThrough("pipeline");
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(ReasonIn(status), "NO_OWNER");
}

}  // namespace
}  // namespace farcall
