// SPDX-License-Identifier: Apache-2.0

// How long calls wait for the owners of their tenants' shards, and what for.
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>

#include "tests/server/rpc/routing/fake_owner.h"
#include "tests/server/rpc/routing/replicas.h"

namespace farcall {
namespace {

using std::chrono::milliseconds;

class ForwardingHolds : public testing::Test {
 protected:
  static constexpr CallRouter::Options kPatient = {
      .hold_max = std::chrono::hours(1),
      .pause = milliseconds(1),
      .refusal_pause = milliseconds(1),
      .owner_check = milliseconds(1)};

  Replicas replicas_{{.routing = kPatient}};
};

TEST_F(ForwardingHolds, ACallUntilTheShardHasAnOwner) {
  replicas_.first_knows.MoveAll(FakeDirectory::Nobody());
  Calling calling(replicas_.first);
  AwaitQuestions(replicas_.first_knows, 5);
  EXPECT_EQ(ReceivedBatches(replicas_.second), 0);
  replicas_.first_knows.MoveAll(FakeDirectory::At(replicas_.second.address()));
  EXPECT_TRUE(calling.Status().ok());
  EXPECT_EQ(ReceivedBatches(replicas_.second), 1);
}

TEST_F(ForwardingHolds, ACallWhoseOwnerIsNotReached) {
  // Nobody listens there.
  replicas_.first_knows.MoveAll(FakeDirectory::At("127.0.0.1:1"));
  Calling calling(replicas_.first);
  AwaitQuestions(replicas_.first_knows, 5);
  replicas_.first_knows.MoveAll(FakeDirectory::At(replicas_.second.address()));
  EXPECT_TRUE(calling.Status().ok());
}

TEST_F(ForwardingHolds, ACallThatItsOwnerSendsBack) {
  replicas_.second_knows.MoveAll(FakeDirectory::Nobody());
  Calling calling(replicas_.first);
  while (ReceivedBatches(replicas_.second) < 2) std::this_thread::yield();
  replicas_.second_knows.MoveAll(FakeDirectory::Here());
  EXPECT_TRUE(calling.Status().ok());
}

TEST_F(ForwardingHolds, ACallUntilThisReplicaOwnsTheShard) {
  replicas_.first_knows.MoveAll(FakeDirectory::Nobody());
  Calling calling(replicas_.first);
  AwaitQuestions(replicas_.first_knows, 5);
  replicas_.first_knows.MoveAll(FakeDirectory::Here());
  EXPECT_TRUE(calling.Status().ok());
  EXPECT_EQ(CallsOf(replicas_.first, v1::ENTITY_KIND_PRINCIPAL, "alice"), 1u);
  EXPECT_EQ(Forwarded(replicas_.first, ForwardOutcome::kCameHere), 1);
}

TEST_F(ForwardingHolds, ABatchWhoseOwnerDiesUntilThereIsAnother) {
  FakeOwner owner({.hangs = true});
  replicas_.first_knows.MoveAll(FakeDirectory::At(owner.address()));
  Calling calling(replicas_.first);
  owner.AwaitSeen(1);
  owner.Stop();
  replicas_.first_knows.MoveAll(FakeDirectory::At(replicas_.second.address()));
  EXPECT_TRUE(calling.Status().ok());
  EXPECT_EQ(ReceivedBatches(replicas_.second), 1);
}

// As one that is paused.
TEST_F(ForwardingHolds, ABatchWhoseOwnerHangsUntilThereIsAnother) {
  FakeOwner owner({.hangs = true});
  replicas_.first_knows.MoveAll(FakeDirectory::At(owner.address()));
  Calling calling(replicas_.first);
  owner.AwaitSeen(1);
  replicas_.first_knows.MoveAll(FakeDirectory::Nobody());
  AwaitQuestions(replicas_.first_knows, 3);
  EXPECT_EQ(owner.cancelled(), 0) << "it may yet be the owner";
  replicas_.first_knows.MoveAll(FakeDirectory::At(replicas_.second.address()));
  EXPECT_TRUE(calling.Status().ok());
  EXPECT_EQ(ReceivedBatches(replicas_.second), 1);
}

TEST_F(ForwardingHolds, ABatchWhoseOwnerHangsUntilThisReplicaIsIt) {
  FakeOwner owner({.hangs = true});
  replicas_.first_knows.MoveAll(FakeDirectory::At(owner.address()));
  Calling calling(replicas_.first);
  owner.AwaitSeen(1);
  replicas_.first_knows.MoveAll(FakeDirectory::Here());
  EXPECT_TRUE(calling.Status().ok());
  EXPECT_EQ(CallsOf(replicas_.first, v1::ENTITY_KIND_PRINCIPAL, "alice"), 1u);
}

// It might be done twice.
TEST_F(ForwardingHolds, NoChangeThatItsOwnerMayHaveMade) {
  FakeOwner owner({.hangs = true});
  replicas_.first_knows.MoveAll(FakeDirectory::At(owner.address()));
  grpc::Status status;
  std::thread calling([&] { status = MarkBenign(replicas_.first, "f1"); });
  owner.AwaitSeen(1);
  replicas_.first_knows.MoveAll(FakeDirectory::At(replicas_.second.address()));
  calling.join();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(ReasonIn(status), "OWNER_LOST");
  EXPECT_GT(RetryDelayOf(status), milliseconds(0));
}

TEST_F(ForwardingHolds, NothingForAClientThatHasGoneAway) {
  replicas_.first_knows.MoveAll(FakeDirectory::Nobody());
  Calling calling(replicas_.first);
  AwaitQuestions(replicas_.first_knows, 2);
  calling.Cancel();
  EXPECT_EQ(calling.Status().error_code(), grpc::StatusCode::CANCELLED);
  while (Forwarded(replicas_.first, ForwardOutcome::kCancelled) == 0) {
    std::this_thread::yield();
  }
}

TEST_F(ForwardingHolds, NothingForLongWhenItDrains) {
  replicas_.first_knows.MoveAll(FakeDirectory::Nobody());
  Calling calling(replicas_.first);
  AwaitQuestions(replicas_.first_knows, 2);
  replicas_.first.router().Drain(milliseconds(1));
  const grpc::Status status = calling.Status();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_GT(RetryDelayOf(status), milliseconds(0));
}

// Of calls to a replica that finds no owner, and does not wait for one.
class ForwardingFindsNoOwner : public testing::Test {
 protected:
  ForwardingFindsNoOwner() {
    replicas_.first_knows.MoveAll(FakeDirectory::Nobody());
    replicas_.first.router().Drain(milliseconds(0));
  }

  grpc::Status Score(v1::ScoringMode mode) {
    grpc::ClientContext context;
    v1::ScoreEventsRequest request = Batch(0, 1);
    request.set_mode(mode);
    v1::ScoreEventsResponse response;
    return replicas_.first.scoring()->ScoreEvents(&context, request, &response);
  }

  Replicas replicas_{};
};

TEST_F(ForwardingFindsNoOwner, ReadsAreAnsweredFromTheCopyHere) {
  replicas_.first_knows.holds_copies = true;
  EXPECT_TRUE(Score(v1::SCORING_MODE_SCORE_ONLY).ok());
  EXPECT_EQ(Forwarded(replicas_.first, ForwardOutcome::kReadHere), 1);
  grpc::ClientContext context;
  v1::GetBaselineRequest request;
  request.mutable_entity()->set_kind(v1::ENTITY_KIND_PRINCIPAL);
  request.mutable_entity()->set_name("nobody");
  v1::GetBaselineResponse response;
  EXPECT_EQ(replicas_.first.baselines()
                ->GetBaseline(&context, request, &response)
                .error_code(),
            grpc::StatusCode::NOT_FOUND);
}

TEST_F(ForwardingFindsNoOwner, ChangesAreUnavailable) {
  replicas_.first_knows.holds_copies = true;
  EXPECT_EQ(Score(v1::SCORING_MODE_SCORE_AND_LEARN).error_code(),
            grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(MarkBenign(replicas_.first, "1").error_code(),
            grpc::StatusCode::UNAVAILABLE);
}

TEST_F(ForwardingFindsNoOwner, ReadsAreUnavailableWhereNoCopyIs) {
  EXPECT_EQ(Score(v1::SCORING_MODE_SCORE_ONLY).error_code(),
            grpc::StatusCode::UNAVAILABLE);
}

TEST_F(ForwardingHolds, ACallBeyondThoseThatMayBeOnTheirWay) {
  FakeDirectory directory;
  FakeOwner owner({.hangs = true});
  directory.MoveAll(FakeDirectory::At(owner.address()));
  CallRouter::Options routing = kPatient;
  routing.target_calls_max = 1;
  Server server({.directory = &directory, .routing = routing});
  Calling first(server);
  owner.AwaitSeen(1);
  Calling second(server);
  AwaitQuestions(directory, 5);
  EXPECT_EQ(owner.seen().size(), 1u);
  first.Cancel();
  owner.AwaitSeen(2);
  Calling third(server);
  AwaitQuestions(directory, 5);
  server.router().Drain(milliseconds(0));
  const grpc::Status status = third.Status();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(ReasonIn(status), "TOO_MANY_FORWARDED");
  EXPECT_GT(RetryDelayOf(status), milliseconds(0));
}

// Though both replicas know the other as the owner.
TEST_F(ForwardingHolds, ACallThatIsSentOnOnce) {
  replicas_.second_knows.MoveAll(FakeDirectory::At(replicas_.first.address()));
  Calling calling(replicas_.first);
  while (ReceivedBatches(replicas_.second) < 3) std::this_thread::yield();
  replicas_.first.router().Drain(milliseconds(0));
  const grpc::Status status = calling.Status();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(ReasonIn(status), "NO_OWNER");
  EXPECT_EQ(ReceivedBatches(replicas_.first), 1);
}
}  // namespace
}  // namespace farcall
