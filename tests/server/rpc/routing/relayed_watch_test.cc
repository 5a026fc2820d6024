// SPDX-License-Identifier: Apache-2.0

// Watches of findings at another replica than the one that owns them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <string>
#include <thread>

#include "tests/server/rpc/findings/finding_server.h"
#include "tests/server/rpc/routing/fake_directory.h"
#include "tests/server/temp_file.h"

namespace farcall {
namespace {

using std::chrono::milliseconds;

constexpr FindingWatchers::Options kQuick = {.sign_of_life = milliseconds(20),
                                             .pause = milliseconds(1)};

// Two replicas; `owner_` has all findings, as both know.
class RelayedWatch : public testing::Test {
 protected:
  RelayedWatch() { knows_.MoveAll(FakeDirectory::At(owner_.address())); }

  static void Open(FindingServer& server, int number) {
    server.store().Put("default", NumberedFinding(number),
                       FindingChange::kOpened);
  }
  static void AwaitWatchers(FindingServer& server, double watchers) {
    while (server.metrics().findings.watchers.Value() != watchers) {
      std::this_thread::yield();
    }
  }
  double Relayed(ForwardOutcome outcome) {
    return server_.metrics()
        .forwarding.Of("farcall.v1.FindingService/WatchFindings")[outcome]
        .Value();
  }
  // Of the end of a watch, of which the client has read what came before.
  static void ExpectOwnerChanged(Watching& watching) {
    const grpc::Status status = watching.End();
    EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
    EXPECT_EQ(ReasonOf(status), "OWNER_CHANGED");
  }

  const TempFile token_{std::string(40, 'c')};
  const std::string reader_ = std::string(40, 'r');
  const TempFile tokens_{"reader " + reader_ + "\n"};
  const TempFile policy_{"token:reader read,triage *\n"};
  FakeDirectory knows_;
  FakeDirectory owner_knows_{FakeDirectory::Here()};
  FindingServer owner_{{.watchers = kQuick,
                        .policy_file = policy_.path(),
                        .cluster_token_file = token_.path(),
                        .directory = &owner_knows_}};
  FindingServer server_{{.watchers = kQuick,
                         .tokens_file = tokens_.path(),
                         .policy_file = policy_.path(),
                         .cluster_token_file = token_.path(),
                         .directory = &knows_}};
};

TEST_F(RelayedWatch, TellsWhatTheOwnerTells) {
  Watching watching(server_, {}, reader_);
  EXPECT_FALSE(watching.AwaitBegin().empty());
  for (int i = 0; i < 20; ++i) {
    Open(owner_, i);
    const auto answer = watching.NextFinding();
    ASSERT_TRUE(answer.has_value());
    EXPECT_EQ(answer->finding().principal(), "p" + std::to_string(i));
  }
  Open(server_, 100);
  Open(owner_, 20);
  EXPECT_EQ(watching.NextFinding()->finding().principal(), "p20");
}

TEST_F(RelayedWatch, GoesOnAtTheOwnerBehindTheLastAnswer) {
  v1::WatchFindingsRequest request;
  Open(owner_, 0);
  {
    Watching first(server_, request, reader_);
    request.set_resume_token(first.AwaitBegin());
  }
  Open(owner_, 1);
  Watching second(server_, request, reader_);
  EXPECT_EQ(second.NextFinding()->finding().principal(), "p1");
}

TEST_F(RelayedWatch, HasTheStatusOfTheOwner) {
  v1::WatchFindingsRequest request;
  request.set_resume_token("nonsense");
  Watching watching(server_, request, reader_);
  EXPECT_EQ(watching.End().error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(Relayed(ForwardOutcome::kFailed), 1);
}

TEST_F(RelayedWatch, EndsWhenTheOwnerChanges) {
  Watching watching(server_, {}, reader_);
  watching.AwaitBegin();
  knows_.MoveAll(FakeDirectory::At("127.0.0.1:1"));
  ExpectOwnerChanged(watching);
  AwaitWatchers(owner_, 0);
  AwaitWatchers(server_, 0);
}

TEST_F(RelayedWatch, EndsWhenThisReplicaIsTheOwner) {
  Watching watching(server_, {}, reader_);
  watching.AwaitBegin();
  knows_.MoveAll(FakeDirectory::Here());
  ExpectOwnerChanged(watching);
  Watching again(server_, {}, reader_);
  again.AwaitBegin();
  Open(server_, 1);
  EXPECT_EQ(again.NextFinding()->finding().principal(), "p1");
}

TEST_F(RelayedWatch, EndsWhenThisReplicaIsNotTheOwnerAnyMore) {
  knows_.MoveAll(FakeDirectory::Here());
  Watching watching(server_, {}, reader_);
  watching.AwaitBegin();
  knows_.MoveAll(FakeDirectory::Nobody());
  ExpectOwnerChanged(watching);
}

TEST_F(RelayedWatch, EndsWhenTheOwnerSaysThatItIsNot) {
  owner_knows_.MoveAll(FakeDirectory::At(server_.address()));
  Watching watching(server_, {}, reader_);
  ExpectOwnerChanged(watching);
  EXPECT_EQ(Relayed(ForwardOutcome::kNoOwner), 1);
}

TEST_F(RelayedWatch, EndsWhenTheOwnerDies) {
  Watching watching(server_, {}, reader_);
  watching.AwaitBegin();
  owner_.Stop();
  ExpectOwnerChanged(watching);
  EXPECT_EQ(Relayed(ForwardOutcome::kUnreachable), 1);
}

TEST_F(RelayedWatch, IsUnavailableWhereNobodyOwnsItsShard) {
  knows_.MoveAll(FakeDirectory::Nobody());
  Watching watching(server_, {}, reader_);
  const grpc::Status status = watching.End();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(ReasonOf(status), "NO_OWNER");
}

TEST_F(RelayedWatch, EndsWhereTheTokenIsTakenBackHere) {
  Watching watching(server_, {}, reader_);
  watching.AwaitBegin();
  std::ofstream(tokens_.path()) << "reader " << std::string(40, 'n') << "\n";
  server_.authorizer().Reload();
  EXPECT_EQ(watching.End().error_code(), grpc::StatusCode::UNAUTHENTICATED);
  AwaitWatchers(owner_, 0);
}

TEST_F(RelayedWatch, IsForThoseAloneWhomThePolicyLetsRead) {
  Watching watching(server_);
  EXPECT_EQ(watching.End().error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(owner_.metrics().rpc.watch_findings.started.Value(), 0);
}

TEST_F(RelayedWatch, EndsWhenThisReplicaDrains) {
  Watching watching(server_, {}, reader_);
  watching.AwaitBegin();
  server_.service().Drain();
  EXPECT_EQ(ReasonOf(watching.End()), "DRAINING");
  server_.Shutdown();
  AwaitWatchers(owner_, 0);
}

TEST_F(RelayedWatch, OfAClientThatGoesAwayEndsAtTheOwner) {
  Watching watching(server_, {}, reader_);
  watching.AwaitBegin();
  watching.Cancel();
  EXPECT_EQ(watching.End().error_code(), grpc::StatusCode::CANCELLED);
  AwaitWatchers(owner_, 0);
  AwaitWatchers(server_, 0);
  while (Relayed(ForwardOutcome::kCancelled) == 0) std::this_thread::yield();
}

TEST_F(RelayedWatch, EndsForManyClientsAtAnyMoment) {
  std::vector<std::jthread> clients;
  for (int client = 0; client < 8; ++client) {
    clients.emplace_back([this, client] {
      for (int i = 0; i < 10; ++i) {
        Watching watching(server_, {}, reader_);
        for (int answers = 0; answers < (client + i) % 4; ++answers) {
          watching.Next();
        }
        if (client % 2 == 0) watching.Cancel();
      }
    });
  }
  for (int i = 0; i < 20; ++i) {
    Open(owner_, i);
    knows_.MoveAll(i % 2 == 0 ? FakeDirectory::Nobody()
                              : FakeDirectory::At(owner_.address()));
    std::this_thread::sleep_for(milliseconds(2));
  }
  clients.clear();
  AwaitWatchers(server_, 0);
  AwaitWatchers(owner_, 0);
}

TEST_F(RelayedWatch, OtherCallsGoToTheOwnerToo) {
  Open(owner_, 1);
  grpc::ClientContext context;
  context.AddMetadata("authorization", "Bearer " + reader_);
  v1::ListFindingsResponse response;
  const grpc::Status status =
      server_.stub().ListFindings(&context, {}, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response.findings_size(), 1);
  grpc::ClientContext own;
  own.AddMetadata("authorization", "Bearer " + reader_);
  v1::WhoAmIResponse who;
  ASSERT_TRUE(server_.stub().WhoAmI(&own, {}, &who).ok());
  EXPECT_EQ(who.identity(), "token:reader");
  EXPECT_EQ(owner_.metrics().rpc.who_am_i.started.Value(), 0);
}

}  // namespace
}  // namespace farcall
