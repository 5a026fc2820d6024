// SPDX-License-Identifier: Apache-2.0

// How watches of findings end, and are refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <string>
#include <thread>

#include "server/handlers/resume_token.h"
#include "tests/server/rpc/findings/finding_server.h"
#include "tests/server/rpc/silent_call.h"
#include "tests/server/temp_file.h"

namespace farcall {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;

void Open(FindingServer& server, int number) {
  server.store().Put("default", NumberedFinding(number),
                     FindingChange::kOpened);
}

v1::WatchFindingsRequest Of(const std::string& tenant) {
  v1::WatchFindingsRequest request;
  request.set_tenant(tenant);
  return request;
}

void AwaitWatchers(FindingServer& server, double watchers) {
  while (server.metrics().findings.watchers.Value() != watchers) {
    std::this_thread::yield();
  }
}

TEST(FindingWatchEnd, RefusesTokensOfAnotherStoreAndNonsense) {
  FindingServer server;
  v1::WatchFindingsRequest request;
  request.set_resume_token(
      ResumeToken{.incarnation = std::string(16, 'z')}.text());
  Watching foreign(server, request);
  grpc::Status status = foreign.End();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::OUT_OF_RANGE);
  EXPECT_EQ(ReasonOf(status), "RESUME_TOKEN_OF_ANOTHER_STORE");

  request.set_resume_token("nonsense");
  Watching nonsense(server, request);
  status = nonsense.End();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(status.error_message(), HasSubstr("resume_token"));
  EXPECT_EQ(server.metrics().findings.watchers.Value(), 0);
}

TEST(FindingWatchEnd, RefusesMoreWatchersThanMayBe) {
  FindingServer server({.watchers = {.watchers_max = 1}});
  auto first = std::make_unique<Watching>(server);
  first->AwaitBegin();
  EXPECT_EQ(server.metrics().findings.watchers.Value(), 1);
  {
    Watching second(server);
    const grpc::Status status = second.End();
    EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
    EXPECT_EQ(ReasonOf(status), "TOO_MANY_WATCHERS");
    EXPECT_THAT(status.error_message(), HasSubstr("watchers-max"));
  }
  first.reset();
  AwaitWatchers(server, 0);
  Watching third(server);
  EXPECT_FALSE(third.AwaitBegin().empty());
}

TEST(FindingWatchEnd, RefusesAllWhereNoneMayWatch) {
  FindingServer server({.watchers = {.watchers_max = 0}});
  Watching watching(server);
  EXPECT_EQ(ReasonOf(watching.End()), "TOO_MANY_WATCHERS");
}

TEST(FindingWatchEnd, OneTenantHasItsShareOfTheWatchers) {
  FindingServer server(
      {.watchers = {.watchers_max = 4, .tenant_share_percent = 50}});
  Watching first(server, Of("acme"));
  Watching second(server, Of("acme"));
  first.AwaitBegin();
  second.AwaitBegin();
  Watching third(server, Of("acme"));
  EXPECT_EQ(ReasonOf(third.End()), "TOO_MANY_WATCHERS");
  Watching other(server, Of("other"));
  EXPECT_FALSE(other.AwaitBegin().empty());
}

// Findings fill gRPC's windows, which nobody empties.
TEST(FindingWatchEnd, CutsOffAClientThatDoesNotRead) {
  FindingServer server(
      {.watchers = {.patience = milliseconds(50), .pause = milliseconds(1)}});
  Watching watching(server);
  watching.AwaitBegin();
  const auto& cut = server.metrics().findings.watchers_cut;
  for (int i = 0; cut.Value() == 0; i = (i + 1) % 1000) {
    Finding finding = NumberedFinding(i);
    finding.headline = std::string(100'000, 'h');
    server.store().Put("default", std::move(finding), FindingChange::kGrew);
    std::this_thread::yield();
  }
  AwaitWatchers(server, 0);
  const grpc::Status status = watching.End();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE)
      << status.error_message();
  EXPECT_THAT(status.error_message(), HasSubstr("did not take a message"));
  EXPECT_EQ(cut.Value(), 1);
}

TEST(FindingWatchEnd, EndsAllWatchesWhenItDrains) {
  FindingServer server;
  Watching first(server);
  Watching second(server, Of("acme"));
  first.AwaitBegin();
  second.AwaitBegin();
  server.service().Drain();
  for (Watching* watching : {&first, &second}) {
    const grpc::Status status = watching->End();
    EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
    EXPECT_EQ(ReasonOf(status), "DRAINING");
  }
  Watching late(server);
  EXPECT_EQ(ReasonOf(late.End()), "DRAINING");
  server.Shutdown();
}

TEST(FindingWatchEnd, DrainsThoughTheDiskHangs) {
  FindingServer server;
  Watching watching(server);
  watching.AwaitBegin();
  server.store().Hold();
  Open(server, 1);
  server.store().AwaitWaiters(1);
  server.service().Drain();
  EXPECT_EQ(ReasonOf(watching.End()), "DRAINING");
  server.Shutdown();
  server.store().Sync();  // tells a watch that is gone
}

TEST(FindingWatchEnd, DrainsThoughAClientDoesNotRead) {
  FindingServer server({.watchers = {.last_patience = milliseconds(20),
                                     .pause = milliseconds(1)}});
  Watching watching(server);
  watching.AwaitBegin();
  const auto& sent = server.metrics().rpc.watch_findings.sent;
  // Until an answer is not taken any more.
  for (double before = -1; before != sent.Value();) {
    before = sent.Value();
    for (int i = 0; i < 100; ++i) {
      Finding finding = NumberedFinding(i);
      finding.headline = std::string(100'000, 'h');
      server.store().Put("default", std::move(finding), FindingChange::kGrew);
    }
    std::this_thread::sleep_for(milliseconds(50));
  }
  server.service().Drain();
  AwaitWatchers(server, 0);
  server.Shutdown();
  EXPECT_EQ(watching.End().error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(server.metrics().findings.watchers_cut.Value(), 0);
}

TEST(FindingWatchEnd, ForgetsAClientThatGoesAway) {
  FindingServer server;
  Watching watching(server);
  watching.AwaitBegin();
  watching.Cancel();
  EXPECT_EQ(watching.End().error_code(), grpc::StatusCode::CANCELLED);
  AwaitWatchers(server, 0);
  Open(server, 1);  // tells nobody
}

TEST(FindingWatchEnd, IsUnavailableWhereTheSyncFails) {
  FindingServer server;
  Watching watching(server);
  watching.AwaitBegin();
  server.store().Hold();
  Open(server, 1);
  server.store().AwaitWaiters(1);
  server.store().Fail();
  const grpc::Status status = watching.End();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(ReasonOf(status), "STORE_UNAVAILABLE");
}

TEST(FindingWatchEnd, SaysThatTheStoreFailsAndKeepsWhyToTheLog) {
  FindingServer server;
  Watching watching(server);
  watching.AwaitBegin();
  server.store().Break();
  Open(server, 1);
  const grpc::Status status = watching.End();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INTERNAL);
  EXPECT_THAT(status.error_message(), ::testing::Not(HasSubstr("alice")));
}

TEST(FindingWatchEnd, EndsWhereTheTokenIsTakenBack) {
  const std::string token(64, 'r');
  const TempFile tokens("reader " + token + "\n");
  FindingServer server(
      {.watchers = {.sign_of_life = milliseconds(5), .pause = milliseconds(1)},
       .tokens_file = tokens.path()});
  Watching watching(server, {}, token);
  watching.AwaitBegin();
  std::ofstream(tokens.path()) << "reader " << std::string(64, 'n') << "\n";
  server.authorizer().Reload();
  EXPECT_EQ(watching.End().error_code(), grpc::StatusCode::UNAUTHENTICATED);
}

TEST(FindingWatchEnd, CutsOffACallThatSendsNoRequest) {
  FindingServer server({.first_message = milliseconds(1)});
  const grpc::Status status = StatusOfACallWithoutARequest(
      server.channel(), "/farcall.v1.FindingService/WatchFindings");
  EXPECT_EQ(status.error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_EQ(server.metrics().batches.cut_off_silent.Value(), 1);
}

}  // namespace
}  // namespace farcall
