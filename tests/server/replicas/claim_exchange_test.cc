// SPDX-License-Identifier: Apache-2.0
#include "server/replicas/claim_exchange.h"

#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "server/replicas/claim_messages.h"
#include "tests/server/replicas/replica_server.h"
#include "tests/server/rpc/routing/fake_owner.h"
#include "tests/server/rpc/routing/test_authority.h"

namespace farcall {
namespace {

using std::chrono::milliseconds;

Claim ClaimOf(uint64_t epoch, const std::string& owner, bool has_owner = true) {
  return {.shard = 3,
          .epoch = epoch,
          .owner = owner,
          .address = owner + ":50051",
          .has_owner = has_owner};
}

ClaimExchange::Options Asking(std::vector<std::string> peers) {
  return {.peers = std::move(peers),
          .interval = milliseconds(5),
          .deadline = std::chrono::hours(1)};
}

void AwaitClaim(const ClaimTable& table, const Claim& claim) {
  while (true) {
    const auto known = table.Of(claim.shard);
    if (known != nullptr && *known == claim) return;
    std::this_thread::yield();
  }
}

// One that holds no copy of the shard.
class ClaimExchangeTest : public testing::Test {
 protected:
  // Ends before the servers that it asks, which a test makes first.
  std::unique_ptr<ClaimExchange> Begin(const ClaimExchange::Options& options) {
    return std::make_unique<ClaimExchange>(options, channels_,
                                           self_.authorizer(), table_, copies_);
  }

  const ReplicaServer self_;
  ClaimTable table_{8};
  CopyTable copies_{std::map<std::string, std::string>()};
  ReplicaChannels channels_{{}};
};

TEST_F(ClaimExchangeTest, SeesThatTheOwnerChanges) {
  ReplicaServer peer;
  const auto exchange = Begin(Asking({peer.address()}));
  for (const Claim& claim :
       {ClaimOf(1, "a"), ClaimOf(1, "a", false), ClaimOf(2, "b")}) {
    peer.claims.Say({claim});
    AwaitClaim(table_, claim);
  }
}

TEST_F(ClaimExchangeTest, LearnsHowFarCopiesAre) {
  ReplicaServer peer;
  CopyTable copies(std::map<std::string, std::string>{{"a", peer.address()}});
  const ClaimExchange exchange(Asking({peer.address()}), channels_,
                               self_.authorizer(), table_, copies);
  for (const uint64_t number : {7U, 8U}) {
    const LogPlace place{.life = 1, .epoch = 4, .number = number};
    peer.claims.Say(CopiesTold{.log_life = 2, .places = {{3, place}}});
    while (true) {
      const auto told = copies.Of(3, "a");
      if (told.has_value() && told->place == place) break;
      std::this_thread::yield();
    }
  }
}

TEST_F(ClaimExchangeTest, MergesWhatSeveralSay) {
  ReplicaServer one;
  ReplicaServer other;
  one.claims.Say({ClaimOf(7, "b")});
  other.claims.Say({ClaimOf(6, "a")});
  const auto exchange = Begin(Asking({one.address(), other.address()}));
  AwaitClaim(table_, ClaimOf(7, "b"));
  const int asked = other.claims.questions();
  while (other.claims.questions() < asked + 2) std::this_thread::yield();
  EXPECT_EQ(*table_.Of(3), ClaimOf(7, "b"));
}

TEST_F(ClaimExchangeTest, OneThatIsSilentOrDownHoldsNoOtherUp) {
  const FakeOwner silent({.hangs = true});
  FakeOwner down({});
  down.Stop();
  ReplicaServer peer;
  const auto exchange =
      Begin(Asking({silent.address(), down.address(), peer.address()}));
  silent.AwaitSeen(1);
  for (const Claim& claim : {ClaimOf(1, "a"), ClaimOf(2, "b")}) {
    peer.claims.Say({claim});
    AwaitClaim(table_, claim);
  }
  EXPECT_EQ(silent.seen().size(), 1u) << "asked while it is being asked";
  EXPECT_EQ(silent.seen().front().metadata.count("x-farcall-cluster-token"),
            1u);
  // Its end cancels what the silent one was asked.
}

TEST_F(ClaimExchangeTest, ASilentOneIsAskedAgain) {
  FakeOwner silent({.hangs = true});
  const auto exchange = Begin({.peers = {silent.address()},
                               .interval = milliseconds(1),
                               .deadline = milliseconds(20)});
  silent.AwaitSeen(3);
}

TEST_F(ClaimExchangeTest, OneThatFailedIsHeardAgain) {
  FakeOwner peer({.status = {grpc::StatusCode::UNAVAILABLE, "it starts"}});
  const auto exchange = Begin(Asking({peer.address()}));
  peer.AwaitSeen(2);
  peer.SetAnswer({.bytes = MessageOf({ClaimOf(2, "b")}).SerializeAsString()});
  AwaitClaim(table_, ClaimOf(2, "b"));
}

TEST_F(ClaimExchangeTest, LearnsNothingWhereItIsAStranger) {
  ReplicaServer peer;
  const TempFile other(std::string(40, 'o'));
  ReplicaServer stranger({.access = {.cluster_token_file = other.path()}});
  peer.claims.Say({ClaimOf(1, "a")});
  {
    const ClaimExchange exchange(Asking({peer.address()}), channels_,
                                 stranger.authorizer(), table_, copies_);
    while (peer.metrics().auth.not_a_replica.Value() < 2) {
      std::this_thread::yield();
    }
  }
  EXPECT_EQ(table_.Of(3), nullptr);
}

TEST_F(ClaimExchangeTest, ShowsItsCertificate) {
  TestAuthority authority;
  const TestAuthority::Files files = authority.Issue("farcall-0");
  const Authorizer::Options access = {.client_certificates = true,
                                      .replica_names = {"farcall-0"}};
  ReplicaServer peer(
      {.access = access, .credentials = authority.ServerCredentials(files)});
  peer.claims.Say({ClaimOf(1, "a")});
  ReplicaChannels channels({.ca_file = authority.certificate_file(),
                            .cert_file = files.certificate,
                            .key_file = files.key});
  const ClaimExchange exchange(Asking({peer.address()}), channels,
                               peer.authorizer(), table_, copies_);
  AwaitClaim(table_, ClaimOf(1, "a"));
}

}  // namespace
}  // namespace farcall
