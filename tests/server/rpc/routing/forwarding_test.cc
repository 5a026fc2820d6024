// SPDX-License-Identifier: Apache-2.0

// How calls reach the owners of their tenants' shards.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "tests/server/rpc/routing/fake_owner.h"
#include "tests/server/rpc/routing/replicas.h"

namespace farcall {
namespace {

using std::chrono::milliseconds;
using ::testing::Contains;
using ::testing::Pair;

std::vector<v1::FeedbackEntry> FeedbackAt(Server& server) {
  grpc::ClientContext context;
  v1::ListFeedbackResponse response;
  EXPECT_TRUE(server.baselines()->ListFeedback(&context, {}, &response).ok());
  return {response.entries().begin(), response.entries().end()};
}

TEST(Forwarding, ACallIsAnsweredByTheOwnerOfItsTenant) {
  Replicas replicas;
  const auto stub = replicas.first.scoring();
  grpc::ClientContext context;
  v1::ScoreEventsResponse response;
  ASSERT_TRUE(stub->ScoreEvents(&context, Batch(0, 50), &response).ok());
  EXPECT_EQ(response.results_size(), 50);
  EXPECT_EQ(ReceivedBatches(replicas.second), 1);
  EXPECT_EQ(CallsOf(replicas.second, v1::ENTITY_KIND_PRINCIPAL, "alice"), 50u);
  EXPECT_EQ(CallsOf(replicas.first, v1::ENTITY_KIND_PRINCIPAL, "alice"), 50u);
  replicas.first_knows.MoveAll(FakeDirectory::Here());
  EXPECT_EQ(CallsOf(replicas.first, v1::ENTITY_KIND_PRINCIPAL, "alice"), 0u);
  EXPECT_EQ(Forwarded(replicas.first, ForwardOutcome::kAnswered), 1);
}

TEST(Forwarding, ACallOfATenantThatIsHereStaysHere) {
  Replicas replicas;
  replicas.first_knows.Move("acme", FakeDirectory::Here());
  EXPECT_TRUE(Score(replicas.first, 0, {}, "acme").ok());
  EXPECT_TRUE(Score(replicas.first, 1, {}, "other").ok());
  EXPECT_EQ(ReceivedBatches(replicas.second), 1);
}

TEST(Forwarding, AStatusComesBackWithItsDetails) {
  Replicas replicas;
  v1::GetBaselineRequest request;
  request.mutable_entity()->set_kind(v1::ENTITY_KIND_PRINCIPAL);
  request.mutable_entity()->set_name("nobody");
  const auto ask = [&request](Server& server) {
    grpc::ClientContext context;
    v1::GetBaselineResponse response;
    return server.baselines()->GetBaseline(&context, request, &response);
  };
  const grpc::Status direct = ask(replicas.second);
  const grpc::Status forwarded = ask(replicas.first);
  EXPECT_EQ(forwarded.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(forwarded.error_message(), direct.error_message());
  EXPECT_EQ(forwarded.error_details(), direct.error_details());
}

TEST(Forwarding, TheOwnerGetsTheBytesOfTheCallAndItsDeadline) {
  FakeDirectory directory;
  FakeOwner owner({.bytes = ""});
  directory.MoveAll(FakeDirectory::At(owner.address()));
  Server server({.directory = &directory});
  grpc::GenericStub stub(server.channel());
  grpc::ClientContext context;
  const auto deadline =
      std::chrono::system_clock::now() + std::chrono::hours(1);
  context.set_deadline(deadline);
  context.AddMetadata("traceparent", "00-trace");
  context.AddMetadata("other", "stays");
  // With a field that nobody knows.
  std::string bytes = Batch(0, 3).SerializeAsString() + "\xfa\x07\x03new";
  const grpc::Slice slice(bytes);
  grpc::CompletionQueue queue;
  const auto call =
      stub.PrepareUnaryCall(&context, "/farcall.v1.ScoringService/ScoreEvents",
                            grpc::ByteBuffer(&slice, 1), &queue);
  call->StartCall();
  grpc::ByteBuffer answer;
  grpc::Status status;
  call->Finish(&answer, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  ASSERT_TRUE(queue.Next(&tag, &ok));
  ASSERT_TRUE(status.ok()) << status.error_message();
  const auto seen = owner.seen();
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen[0].method, "/farcall.v1.ScoringService/ScoreEvents");
  EXPECT_EQ(seen[0].request, bytes);
  EXPECT_LT(seen[0].deadline, deadline + std::chrono::minutes(1));
  EXPECT_GT(seen[0].deadline, deadline - std::chrono::minutes(10));
  EXPECT_THAT(seen[0].metadata, Contains(Pair("x-farcall-hop", "1")));
  EXPECT_THAT(seen[0].metadata,
              Contains(Pair("x-farcall-identity", "anonymous")));
  EXPECT_THAT(seen[0].metadata, Contains(Pair("traceparent", "00-trace")));
  EXPECT_FALSE(seen[0].metadata.contains("other"));
  EXPECT_FALSE(seen[0].metadata.contains("x-farcall-cluster-token"));
}

TEST(Forwarding, MetadataBehindAnAnswerComesBack) {
  FakeDirectory directory;
  FakeOwner owner({.status = {grpc::StatusCode::ABORTED, "so"},
                   .trailers = {{"x-more", "yes"}}});
  directory.MoveAll(FakeDirectory::At(owner.address()));
  Server server({.directory = &directory});
  grpc::ClientContext context;
  v1::ScoreEventsResponse response;
  const grpc::Status status =
      server.scoring()->ScoreEvents(&context, Batch(0, 1), &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::ABORTED);
  EXPECT_EQ(status.error_message(), "so");
  EXPECT_TRUE(context.GetServerTrailingMetadata().contains("x-more"));
  EXPECT_EQ(Forwarded(server, ForwardOutcome::kFailed), 1);
}

TEST(Forwarding, WhatIsRefusedHereIsNotSentOn) {
  Replicas replicas;
  grpc::ClientContext context;
  v1::ScoreEventsResponse response;
  const grpc::Status status =
      replicas.first.scoring()->ScoreEvents(&context, {}, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(replicas.second.metrics().rpc.score_events.started.Value(), 0);
}

TEST(Forwarding, ACallThatWasSentOnIsRefusedWhereTheShardIsNotOwned) {
  Replicas replicas;
  const grpc::Status status =
      Score(replicas.first, 0,
            {{"x-farcall-hop", "1"},
             {"x-farcall-identity", "anonymous"},
             {"x-farcall-cluster-token", kClusterToken}});
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(ReasonIn(status), "NOT_OWNER");
  EXPECT_GT(RetryDelayOf(status), milliseconds(0));
  EXPECT_LT(RetryDelayOf(status), milliseconds(1'000));
  EXPECT_EQ(ReceivedBatches(replicas.second), 0);
}

TEST(Forwarding, WhereNobodyOwnsTheShardInTimeTheClientIsToTryAgain) {
  Replicas replicas({.routing = {.hold_max = milliseconds(0)}});
  replicas.first_knows.MoveAll(FakeDirectory::Nobody());
  const grpc::Status status = Score(replicas.first, 0);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(ReasonIn(status), "NO_OWNER");
  EXPECT_GT(RetryDelayOf(status), milliseconds(0));
  EXPECT_LT(RetryDelayOf(status), milliseconds(1'000));
  EXPECT_EQ(Forwarded(replicas.first, ForwardOutcome::kNoOwner), 1);
}

TEST(Forwarding, AClientThatGoesAwayEndsItsCallAtTheOwner) {
  FakeDirectory directory;
  FakeOwner owner({.hangs = true});
  directory.MoveAll(FakeDirectory::At(owner.address()));
  Server server({.directory = &directory});
  Calling calling(server);
  owner.AwaitSeen(1);
  calling.Cancel();
  while (owner.cancelled() == 0) std::this_thread::yield();
  EXPECT_EQ(calling.Status().error_code(), grpc::StatusCode::CANCELLED);
}

TEST(Forwarding, AnOwnerThatHangsHoldsNoThread) {
  FakeDirectory directory;
  FakeOwner owner({.hangs = true});
  directory.MoveAll(FakeDirectory::At(owner.address()));
  directory.Move("here", FakeDirectory::Here());
  Server server({.batches_max = 1, .directory = &directory});
  std::vector<std::unique_ptr<Calling>> calls;
  for (int i = 0; i < 20; ++i) {
    calls.push_back(std::make_unique<Calling>(server, i));
  }
  owner.AwaitSeen(20);
  EXPECT_TRUE(Score(server, 100, {}, "here").ok());
}

TEST(Forwarding, ChangesAreMadeAtTheOwnerForTheCaller) {
  const std::string token(64, 's');
  const TempFile tokens("soc " + token + "\n");
  Replicas replicas({.first = {.tokens_file = tokens.path()}});
  ASSERT_TRUE(Score(replicas.first, 0, Bearer(token)).ok());
  const grpc::Status status = MarkBenign(replicas.first, "f1", Bearer(token));
  EXPECT_TRUE(status.ok()) << status.error_message();
  const auto entries = FeedbackAt(replicas.second);
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].identity(), "token:soc");
}

TEST(Forwarding, EachEventCountsOnceWhileOwnersChange) {
  Replicas replicas({.routing = {.hold_max = std::chrono::hours(1),
                                 .pause = milliseconds(1),
                                 .refusal_pause = milliseconds(1),
                                 // The stores of these replicas do not know
                                 // what the other has counted.
                                 .owner_check = std::chrono::hours(1)}});
  std::atomic<bool> over = false;
  std::jthread mover([&] {
    const auto at_first = FakeDirectory::At(replicas.first.address());
    const auto at_second = FakeDirectory::At(replicas.second.address());
    for (bool is_first = true; !over; is_first = !is_first) {
      // For a moment nobody owns anything.
      replicas.first_knows.MoveAll(is_first ? FakeDirectory::Nobody()
                                            : at_second);
      replicas.second_knows.MoveAll(is_first ? at_first
                                             : FakeDirectory::Here());
      std::this_thread::sleep_for(milliseconds(2));
      if (is_first) replicas.first_knows.MoveAll(FakeDirectory::Here());
      std::this_thread::sleep_for(milliseconds(3));
    }
    replicas.first_knows.MoveAll(FakeDirectory::Here());
    replicas.second_knows.MoveAll(FakeDirectory::Here());
  });
  {
    std::vector<std::jthread> clients;
    for (int client = 0; client < 4; ++client) {
      clients.emplace_back([&replicas, client] {
        Server& server = client % 2 == 0 ? replicas.first : replicas.second;
        for (int i = 0; i < 50; ++i) {
          const grpc::Status status = Score(server, client * 1'000 + i);
          EXPECT_TRUE(status.ok()) << status.error_message();
        }
      });
    }
  }
  over = true;
  mover.join();
  EXPECT_EQ(CallsOf(replicas.first, v1::ENTITY_KIND_PRINCIPAL, "alice") +
                CallsOf(replicas.second, v1::ENTITY_KIND_PRINCIPAL, "alice"),
            200u);
}

}  // namespace
}  // namespace farcall
