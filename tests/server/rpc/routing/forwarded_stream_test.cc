// SPDX-License-Identifier: Apache-2.0

// How batches of a stream reach the owners of their tenants' shards.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "server/wire/grpc_status.h"
#include "tests/server/rpc/held_store.h"
#include "tests/server/rpc/routing/fake_owner.h"
#include "tests/server/rpc/routing/replicas.h"

namespace farcall {
namespace {

using std::chrono::milliseconds;

constexpr CallRouter::Options kPatient = {.hold_max = std::chrono::hours(1),
                                          .pause = milliseconds(1),
                                          .refusal_pause = milliseconds(1),
                                          // The stores of these replicas do not
                                          // know what the other has counted.
                                          .owner_check = std::chrono::hours(1)};

// A client's stream.
class Streaming {
 public:
  explicit Streaming(Server& server)
      : stub_(server.scoring()), stream_(stub_->StreamScoreEvents(&context_)) {}

  void Write(int number, const std::string& tenant = "", int events = 1) {
    v1::StreamScoreEventsRequest request;
    *request.mutable_batch() = Batch(number, events);
    request.mutable_batch()->set_tenant(tenant);
    EXPECT_TRUE(stream_->Write(request));
  }
  void WriteNothing() { stream_->Write({}); }
  void ExpectAnswer(int number) {
    v1::StreamScoreEventsResponse response;
    ASSERT_TRUE(stream_->Read(&response)) << number;
    EXPECT_EQ(response.batch().results(0).event_id(),
              "event-" + std::to_string(number));
  }
  grpc::Status End() {
    stream_->WritesDone();
    v1::StreamScoreEventsResponse response;
    EXPECT_FALSE(stream_->Read(&response));
    return stream_->Finish();
  }
  void Cancel() { context_.TryCancel(); }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<v1::ScoringService::Stub> stub_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::StreamScoreEventsRequest,
                                           v1::StreamScoreEventsResponse>>
      stream_;
};

double ReceivedOfStreams(Server& server) {
  return server.metrics().rpc.stream_score_events.received.Value();
}

double ForwardedOfStreams(Server& server, ForwardOutcome outcome) {
  return server.metrics()
      .forwarding.Of("farcall.v1.ScoringService/StreamScoreEvents")[outcome]
      .Value();
}

TEST(ForwardedStream,
     EachBatchGoesWhereItsTenantIsOwnedAndAnswersKeepTheirOrder) {
  Replicas replicas({.routing = kPatient});
  replicas.first_knows.Move("here", FakeDirectory::Here());
  Streaming stream(replicas.first);
  constexpr int kBatches = 30;
  std::jthread client([&stream] {
    for (int i = 0; i < kBatches; ++i)
      stream.Write(i, i % 3 == 0 ? "here" : "");
  });
  for (int i = 0; i < kBatches; ++i) stream.ExpectAnswer(i);
  client.join();
  EXPECT_TRUE(stream.End().ok());
  EXPECT_EQ(ReceivedOfStreams(replicas.second), 20);
  EXPECT_EQ(CallsOf(replicas.second, v1::ENTITY_KIND_PRINCIPAL, "alice"), 20u);
  EXPECT_EQ(ForwardedOfStreams(replicas.first, ForwardOutcome::kAnswered), 20);
}

// The next one is scored against what it taught.
TEST(ForwardedStream, ABatchWaitsForTheOneOfItsTenantThatIsSentOn) {
  HeldStore store;
  Replicas replicas({.routing = kPatient, .second_store = &store});
  replicas.first_knows.Move("here", FakeDirectory::Here());
  Streaming stream(replicas.first);
  stream.Write(0);
  stream.Write(1);
  store.AwaitApplied(1);
  while (ReceivedOfStreams(replicas.first) < 2) std::this_thread::yield();
  EXPECT_EQ(ReceivedOfStreams(replicas.second), 1);
  store.Sync(1);
  stream.ExpectAnswer(0);
  store.AwaitApplied(2);
  store.Sync(2);
  stream.ExpectAnswer(1);
  EXPECT_TRUE(stream.End().ok());
}

TEST(ForwardedStream, ABatchOfAnotherTenantDoesNotWait) {
  HeldStore store;
  Replicas replicas({.routing = kPatient, .second_store = &store});
  replicas.first_knows.Move("here", FakeDirectory::Here());
  Streaming stream(replicas.first);
  stream.Write(0);
  store.AwaitApplied(1);
  stream.Write(1, "here");
  stream.Write(2, "other");
  store.AwaitApplied(2);
  EXPECT_EQ(
      replicas.first.metrics().batches.events.Collect().histogram.sample_count,
      1u);
  store.Sync(2);
  for (int i = 0; i < 3; ++i) stream.ExpectAnswer(i);
  EXPECT_TRUE(stream.End().ok());
}

TEST(ForwardedStream, EndsWithTheStatusOfTheBatchThatTheOwnerRefuses) {
  const TempFile policy("anonymous score acme\n");
  Replicas replicas(
      {.routing = kPatient, .second = {.policy_file = policy.path()}});
  Streaming stream(replicas.first);
  stream.Write(0, "acme");
  stream.ExpectAnswer(0);
  stream.Write(1, "other");
  EXPECT_EQ(stream.End().error_code(), grpc::StatusCode::PERMISSION_DENIED);
}

TEST(ForwardedStream, EndsAtABatchThatIsRefusedHere) {
  Replicas replicas({.routing = kPatient});
  Streaming stream(replicas.first);
  stream.Write(0);
  stream.WriteNothing();
  stream.ExpectAnswer(0);
  EXPECT_EQ(stream.End().error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReceivedOfStreams(replicas.second), 1);
}

TEST(ForwardedStream, EndsWhereNoOwnerIsFoundInTime) {
  Replicas replicas({.routing = {.hold_max = milliseconds(0)}});
  replicas.first_knows.MoveAll(FakeDirectory::Nobody());
  Streaming stream(replicas.first);
  stream.Write(0);
  const grpc::Status status = stream.End();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(ReasonIn(status), "NO_OWNER");
  EXPECT_GT(RetryDelayOf(status), milliseconds(0));
}

TEST(ForwardedStream, OutlivesItsTenantsOwner) {
  Replicas replicas({.routing = kPatient});
  FakeOwner owner({.hangs = true});
  replicas.first_knows.MoveAll(FakeDirectory::At(owner.address()));
  Streaming stream(replicas.first);
  stream.Write(0);
  owner.AwaitSeen(1);
  owner.Stop();
  replicas.first_knows.MoveAll(FakeDirectory::At(replicas.second.address()));
  stream.ExpectAnswer(0);
  EXPECT_TRUE(stream.End().ok());
}

TEST(ForwardedStream, ABatchThatWaitsForAnOwnerIsWorkedOnHereIfThisIsIt) {
  Replicas replicas({.routing = kPatient});
  replicas.first_knows.MoveAll(FakeDirectory::Nobody());
  replicas.first_knows.Move("here", FakeDirectory::Here());
  Streaming stream(replicas.first);
  stream.Write(0);
  stream.Write(1, "here");
  stream.Write(2);
  AwaitQuestions(replicas.first_knows, 5);
  replicas.first_knows.MoveAll(FakeDirectory::Here());
  for (int i = 0; i < 3; ++i) stream.ExpectAnswer(i);
  EXPECT_TRUE(stream.End().ok());
  EXPECT_EQ(ForwardedOfStreams(replicas.first, ForwardOutcome::kCameHere), 1);
  EXPECT_EQ(CallsOf(replicas.first, v1::ENTITY_KIND_PRINCIPAL, "alice"), 2u);
}

TEST(ForwardedStream, IsSentOnOnce) {
  Replicas replicas({.routing = kPatient});
  replicas.second_knows.MoveAll(FakeDirectory::At(replicas.first.address()));
  Streaming stream(replicas.first);
  stream.Write(0);
  while (ReceivedOfStreams(replicas.second) < 3) std::this_thread::yield();
  EXPECT_EQ(ReceivedOfStreams(replicas.first), 1);
  replicas.second_knows.MoveAll(FakeDirectory::Here());
  stream.ExpectAnswer(0);
  EXPECT_TRUE(stream.End().ok());
}

TEST(ForwardedStream, HoldsItsSenderBackWhileTheOwnerHasNoRoom) {
  FakeDirectory directory;
  v1::StreamScoreEventsResponse answer;
  answer.mutable_batch()->add_results()->set_event_id("event-0");
  FakeOwner owner({.status = Overloaded("TOO_MANY_STREAMS", "later")});
  directory.MoveAll(FakeDirectory::At(owner.address()));
  Server server({.directory = &directory, .routing = kPatient});
  Streaming stream(server);
  stream.Write(0);
  owner.AwaitSeen(3);
  owner.SetAnswer({.bytes = answer.SerializeAsString()});
  stream.ExpectAnswer(0);
  EXPECT_TRUE(stream.End().ok());
}

// An owner that drains answers a batch, and ends its stream then.
TEST(ForwardedStream, GoesOnWhereTheOwnersPartOfItDrains) {
  Replicas replicas({.routing = kPatient});
  Streaming stream(replicas.first);
  stream.Write(0);
  stream.ExpectAnswer(0);
  replicas.second.streams().Drain(milliseconds(0));
  stream.Write(1);
  while (ReceivedOfStreams(replicas.first) < 2) std::this_thread::yield();
  replicas.first_knows.MoveAll(FakeDirectory::Here());
  stream.ExpectAnswer(1);
  EXPECT_TRUE(stream.End().ok());
}

TEST(ForwardedStream, ThatIsCancelledLeavesNothingBehind) {
  FakeDirectory directory;
  FakeOwner owner({.hangs = true});
  directory.MoveAll(FakeDirectory::At(owner.address()));
  directory.Move("nobody", FakeDirectory::Nobody());
  Server server({.directory = &directory, .routing = kPatient});
  {
    Streaming stream(server);
    stream.Write(0);
    stream.Write(1, "nobody");
    owner.AwaitSeen(1);
    AwaitQuestions(directory, 5);
    stream.Cancel();
    EXPECT_EQ(stream.End().error_code(), grpc::StatusCode::CANCELLED);
  }
  while (ForwardedOfStreams(server, ForwardOutcome::kCancelled) < 2) {
    std::this_thread::yield();
  }
}

TEST(ForwardedStream, CountsEachEventOnceWhileOwnersChange) {
  Replicas replicas({.routing = kPatient});
  std::atomic<bool> over = false;
  std::jthread mover([&] {
    const auto at_second = FakeDirectory::At(replicas.second.address());
    while (!over) {
      for (const auto& place : {FakeDirectory::Nobody(), FakeDirectory::Here(),
                                FakeDirectory::Nobody(), at_second}) {
        replicas.first_knows.MoveAll(place);
        std::this_thread::sleep_for(milliseconds(1));
      }
    }
  });
  {
    std::vector<std::jthread> clients;
    for (int client = 0; client < 3; ++client) {
      clients.emplace_back([&replicas, client] {
        const int first = client * 1'000;
        Streaming stream(replicas.first);
        std::jthread reader([&stream, first] {
          for (int i = 0; i < 60; ++i) stream.ExpectAnswer(first + i);
        });
        for (int i = 0; i < 60; ++i) stream.Write(first + i);
        reader.join();
        EXPECT_TRUE(stream.End().ok());
      });
    }
  }
  over = true;
  mover.join();
  replicas.first_knows.MoveAll(FakeDirectory::Here());
  EXPECT_EQ(CallsOf(replicas.first, v1::ENTITY_KIND_PRINCIPAL, "alice") +
                CallsOf(replicas.second, v1::ENTITY_KIND_PRINCIPAL, "alice"),
            180u);
}

}  // namespace
}  // namespace farcall
