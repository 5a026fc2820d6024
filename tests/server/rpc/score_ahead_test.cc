// SPDX-License-Identifier: Apache-2.0

// How batches are scored ahead of the sync, and answered after it.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "tests/server/rpc/held_store.h"
#include "tests/server/rpc/rpc_server.h"

namespace farcall {
namespace {

// A stream to a server whose syncs are held back.
class ScoreAhead : public testing::Test {
 protected:
  void Write(int number, v1::ScoringMode mode = {}) {
    v1::StreamScoreEventsRequest request;
    *request.mutable_batch() = Batch(number, 1);
    request.mutable_batch()->set_mode(mode);
    EXPECT_TRUE(stream_->Write(request));
  }
  void ExpectAnswer(int number) {
    v1::StreamScoreEventsResponse response;
    ASSERT_TRUE(stream_->Read(&response)) << number;
    EXPECT_EQ(response.batch().results(0).event_id(),
              "event-" + std::to_string(number));
  }
  grpc::Status ExpectEnd() {
    v1::StreamScoreEventsResponse response;
    EXPECT_FALSE(stream_->Read(&response));
    return stream_->Finish();
  }
  double sent() {
    return server_.metrics().rpc.stream_score_events.sent.Value();
  }
  void AwaitReceived(double batches) {
    const auto& received = server_.metrics().rpc.stream_score_events.received;
    while (received.Value() < batches) std::this_thread::yield();
  }

  HeldStore store_;
  Server server_{{.batches_max = 1, .store = &store_}};
  const std::unique_ptr<v1::ScoringService::Stub> stub_ = server_.scoring();
  grpc::ClientContext context_;
  const std::unique_ptr<grpc::ClientReaderWriter<v1::StreamScoreEventsRequest,
                                                 v1::StreamScoreEventsResponse>>
      stream_ = stub_->StreamScoreEvents(&context_);
};

TEST_F(ScoreAhead, ABatchIsScoredWhileTheAnswersBeforeItWaitForTheSync) {
  for (int i = 0; i < 3; ++i) Write(i);
  store_.AwaitApplied(3);
  EXPECT_EQ(sent(), 0);
  store_.Sync(1);
  ExpectAnswer(0);
  EXPECT_LE(sent(), 1) << "each waits for its own";
  store_.Sync(3);
  ExpectAnswer(1);
  ExpectAnswer(2);
  stream_->WritesDone();
  EXPECT_TRUE(ExpectEnd().ok());
}

TEST_F(ScoreAhead, NoMoreThanFourBatchesOfAStreamAreInMemory) {
  std::thread client([this] {
    for (int i = 0; i < 8; ++i) Write(i);
  });
  store_.AwaitApplied(3);
  AwaitReceived(4);
  EXPECT_EQ(store_.applied(), 3u);
  EXPECT_EQ(server_.metrics().rpc.stream_score_events.received.Value(), 4);
  client.join();
  for (int i = 0; i < 8; ++i) {
    store_.AwaitApplied(static_cast<HistogramStore::Ticket>(i) + 1);
    store_.Sync(static_cast<HistogramStore::Ticket>(i) + 1);
    ExpectAnswer(i);
  }
  stream_->WritesDone();
  EXPECT_TRUE(ExpectEnd().ok());
}

// A batch that writes nothing has nothing to wait for by itself.
TEST_F(ScoreAhead, WhatNeedsNoSyncWaitsForTheAnswersBeforeIt) {
  Write(0);
  store_.AwaitApplied(1);
  Write(1, v1::SCORING_MODE_SCORE_ONLY);
  Write(2, v1::SCORING_MODE_LEARN_ONLY);
  store_.AwaitApplied(2);
  EXPECT_EQ(sent(), 0);
  store_.Sync(1);
  ExpectAnswer(0);
  ExpectAnswer(1);
  store_.Sync(2);
  ExpectAnswer(2);
}

TEST_F(ScoreAhead, NothingIsAnsweredAfterASyncThatFailed) {
  Write(0);
  Write(1);
  store_.AwaitApplied(2);
  Write(2, v1::SCORING_MODE_SCORE_ONLY);
  AwaitReceived(3);
  store_.Sync(1);
  ExpectAnswer(0);
  store_.Fail();
  const grpc::Status status = ExpectEnd();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(sent(), 1);
  EXPECT_GE(server_.metrics().batches.shed.store_unavailable.Value(), 1);
  EXPECT_EQ(server_.metrics().batches.in_flight.Value(), 0);
}

TEST_F(ScoreAhead, AFailedSyncIsToldThoughTheClientHasSentAll) {
  Write(0);
  store_.AwaitApplied(1);
  stream_->WritesDone();
  store_.Fail();
  EXPECT_EQ(ExpectEnd().error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(server_.metrics().events.scored.Value(), 0)
      << "what is not confirmed is not counted as scored";
}

TEST_F(ScoreAhead, ADrainingServerAnswersWhatItScoredAhead) {
  Write(0);
  Write(1);
  store_.AwaitApplied(2);
  std::jthread drain(
      [this] { server_.streams().Drain(std::chrono::seconds(60)); });
  while (!server_.streams().draining()) std::this_thread::yield();
  store_.Sync(2);
  ExpectAnswer(0);
  ExpectAnswer(1);
  EXPECT_EQ(ExpectEnd().error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(ScoreAhead, ADrainingServerTakesNoMoreOfAClientThatSendsOnAndOn) {
  std::atomic<bool> over = false;
  std::jthread syncs([this, &over] {
    while (!over) store_.Sync(store_.applied());
  });
  std::jthread client([this] {
    v1::StreamScoreEventsRequest request;
    for (int i = 0;; ++i) {
      *request.mutable_batch() = Batch(i, 1);
      if (!stream_->Write(request)) return;
    }
  });
  ExpectAnswer(0);
  server_.streams().Drain(std::chrono::seconds(60));
  v1::StreamScoreEventsResponse response;
  while (stream_->Read(&response)) {
  }
  client.join();
  EXPECT_EQ(stream_->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  over = true;
}

TEST_F(ScoreAhead, ACancelledStreamEndsOnceItsBatchesAreDurable) {
  Write(0);
  Write(1);
  store_.AwaitApplied(2);
  context_.TryCancel();
  EXPECT_EQ(ExpectEnd().error_code(), grpc::StatusCode::CANCELLED);
  store_.Sync(2);
  EXPECT_EQ(CallsOf(server_, v1::ENTITY_KIND_PRINCIPAL, "alice"), 2U);
}

TEST_F(ScoreAhead, UnaryCallsHoldNoThreadDuringTheSync) {
  std::vector<std::thread> clients;
  std::atomic<int> answered = 0;
  for (int i = 0; i < 3; ++i) {
    clients.emplace_back([this, i, &answered] {
      grpc::ClientContext context;
      v1::ScoreEventsResponse response;
      EXPECT_TRUE(stub_->ScoreEvents(&context, Batch(i, 1), &response).ok());
      ++answered;
    });
  }
  store_.AwaitApplied(3);  // by one thread
  EXPECT_EQ(answered, 0);
  store_.Sync(3);
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(server_.metrics().events.scored.Value(), 3);
}

TEST_F(ScoreAhead, AUnaryCallIsUnavailableWhereItsSyncFails) {
  std::jthread disk([this] {
    store_.AwaitApplied(1);
    store_.Fail();
  });
  grpc::ClientContext context;
  v1::ScoreEventsResponse response;
  const grpc::Status status =
      stub_->ScoreEvents(&context, Batch(0, 1), &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(response.results_size(), 0);
}

}  // namespace
}  // namespace farcall
