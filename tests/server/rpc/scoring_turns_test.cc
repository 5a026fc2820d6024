// SPDX-License-Identifier: Apache-2.0

// How calls of ScoringService wait, are held back and are cut off.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <latch>
#include <thread>
#include <vector>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "tests/server/rpc/rpc_server.h"
#include "tests/server/rpc/silent_call.h"
#include "tests/server/temp_file.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;

bool SaysWhenToRetry(const grpc::Status& status) {
  google::rpc::Status details;
  EXPECT_TRUE(details.ParseFromString(status.error_details()));
  return std::any_of(details.details().begin(), details.details().end(),
                     [](const auto& detail) {
                       return detail.template Is<google::rpc::RetryInfo>();
                     });
}

// Takes a thread of the pool until it is destroyed.
class BusyWorker final : public WorkQueue::Task {
 public:
  explicit BusyWorker(WorkPool& pool) : pool_(pool) {
    EXPECT_TRUE(pool.Push(*this, {.tenant = "busy"}));
    begun_.wait();
  }
  ~BusyWorker() override {
    may_end_.count_down();
    over_.wait();
  }
  BusyWorker(const BusyWorker&) = delete;
  BusyWorker& operator=(const BusyWorker&) = delete;

 private:
  bool Work(int64_t) override {
    begun_.count_down();
    may_end_.wait();
    return false;
  }
  int64_t AnswerBytes() const override { return 0; }
  void Answer() override {
    pool_.Release(*this);
    over_.count_down();
  }
  void Refuse() override {}

  WorkPool& pool_;
  std::latch begun_{1};
  std::latch may_end_{1};
  std::latch over_{1};
};

TEST(ScoringService, ShedsAUnaryCallWhoseTurnDoesNotCome) {
  Server server({.batches_max = 1, .queue_wait = std::chrono::milliseconds(1)});
  const BusyWorker busy(server.pool());
  grpc::ClientContext context;
  v1::ScoreEventsResponse response;
  const grpc::Status status =
      server.scoring()->ScoreEvents(&context, Batch(0, 1), &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_THAT(status.error_message(), HasSubstr("queue-wait-ms"));
  EXPECT_TRUE(SaysWhenToRetry(status));
  EXPECT_EQ(server.metrics().batches.shed.batches_in_flight_max.Value(), 1);
}

TEST(ScoringService, AUnaryCallWaitsForItsTurn) {
  Server server({.batches_max = 1});
  auto busy = std::make_unique<BusyWorker>(server.pool());
  std::jthread client([&server] {
    grpc::ClientContext context;
    v1::ScoreEventsResponse response;
    EXPECT_TRUE(
        server.scoring()->ScoreEvents(&context, Batch(0, 1), &response).ok());
  });
  while (server.pool().waiting() == 0) std::this_thread::yield();
  busy.reset();
}

TEST(ScoringService, ForgetsACallThatIsCancelledWhileItWaits) {
  Server server({.batches_max = 1});
  auto busy = std::make_unique<BusyWorker>(server.pool());
  grpc::ClientContext context;
  std::jthread client([&server, &context] {
    v1::ScoreEventsResponse response;
    EXPECT_EQ(server.scoring()
                  ->ScoreEvents(&context, Batch(0, 1), &response)
                  .error_code(),
              grpc::StatusCode::CANCELLED);
  });
  while (server.pool().waiting() == 0) std::this_thread::yield();
  context.TryCancel();
  client.join();
  while (server.pool().waiting() != 0) std::this_thread::yield();
  busy.reset();
  EXPECT_EQ(CallsOf(server, v1::ENTITY_KIND_PRINCIPAL, "alice"), 0U)
      << "nothing was worked on for nobody";
}

TEST(ScoringService, ReadsTheNextBatchOfAStreamWhileOneWaitsOrIsWorkedOn) {
  Server server({.batches_max = 1});
  auto busy = std::make_unique<BusyWorker>(server.pool());
  const auto stub = server.scoring();
  grpc::ClientContext context;
  const auto stream = stub->StreamScoreEvents(&context);
  constexpr int kBatches = 4;
  for (int i = 0; i < kBatches; ++i) {
    v1::StreamScoreEventsRequest request;
    *request.mutable_batch() = Batch(i, 1);
    ASSERT_TRUE(stream->Write(request));
  }
  const auto& received = server.metrics().rpc.stream_score_events.received;
  while (received.Value() < 2) std::this_thread::yield();
  EXPECT_EQ(received.Value(), 2) << "and no more than the next one";
  EXPECT_EQ(server.pool().waiting(), 1) << "a stream has one turn at a time";
  busy.reset();
  for (int i = 0; i < kBatches; ++i) {
    v1::StreamScoreEventsResponse response;
    ASSERT_TRUE(stream->Read(&response));
    EXPECT_EQ(response.batch().results(0).event_id(),
              "event-" + std::to_string(i));
  }
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
}

TEST(ScoringService, CutsOffAUnaryCallThatSendsNoRequest) {
  Server server({.first_message = std::chrono::milliseconds(1)});
  EXPECT_EQ(StatusOfACallWithoutARequest(
                server.channel(), "/farcall.v1.ScoringService/ScoreEvents")
                .error_code(),
            grpc::StatusCode::CANCELLED);
  EXPECT_EQ(server.metrics().batches.cut_off_silent.Value(), 1);
}

TEST(ScoringService, RefusesAStrangerBeforeItSendsItsRequest) {
  const TempFile tokens("somebody " + std::string(64, 't') + "\n");
  Server server({.access = {.tokens_file = tokens.path()}});
  EXPECT_EQ(StatusOfACallWithoutARequest(
                server.channel(), "/farcall.v1.ScoringService/ScoreEvents")
                .error_code(),
            grpc::StatusCode::UNAUTHENTICATED);
}

TEST(ScoringService, CutsOffAStreamThatSendsNothing) {
  Server server({.first_message = std::chrono::milliseconds(1)});
  const auto stub = server.scoring();
  grpc::ClientContext context;
  const auto stream = stub->StreamScoreEvents(&context);
  v1::StreamScoreEventsResponse response;
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_EQ(server.metrics().batches.cut_off_silent.Value(), 1);
}

TEST(ScoringService, AStreamMayBeSilentAfterItsFirstBatch) {
  Server server({.first_message = std::chrono::milliseconds(500)});
  const auto stub = server.scoring();
  grpc::ClientContext context;
  const auto stream = stub->StreamScoreEvents(&context);
  v1::StreamScoreEventsRequest request;
  v1::StreamScoreEventsResponse response;
  for (int i = 0; i < 2; ++i) {
    *request.mutable_batch() = Batch(i, 1);
    ASSERT_TRUE(stream->Write(request) && stream->Read(&response));
    if (i == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1200));
  }
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
}

TEST(ScoringService, CutsOffAClientThatDoesNotReadItsAnswers) {
  Server server({.send = std::chrono::milliseconds(50)});
  const auto stub = server.scoring();
  grpc::ClientContext context;
  const auto stream = stub->StreamScoreEvents(&context);
  // Answers fill gRPC's windows, which nobody empties.
  v1::StreamScoreEventsRequest request;
  *request.mutable_batch() = Batch(0, 5000);
  while (server.metrics().batches.cut_off_unread.Value() == 0) {
    if (!stream->Write(request)) break;
  }
  while (server.metrics().batches.cut_off_unread.Value() == 0) {
    std::this_thread::yield();
  }
  v1::StreamScoreEventsResponse response;
  while (stream->Read(&response)) {
  }
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
}

TEST(ScoringService, AnswersALargeBatchInOrderWhileAnotherTenantIsPresent) {
  Server server;
  std::atomic<bool> over = false;
  std::jthread other([&server, &over] {
    for (int i = 0; !over; ++i) {
      v1::ScoreEventsRequest batch = Batch(i, 1);
      batch.set_tenant("other");
      grpc::ClientContext context;
      v1::ScoreEventsResponse response;
      EXPECT_TRUE(
          server.scoring()->ScoreEvents(&context, batch, &response).ok());
    }
  });
  for (const bool duplicate : {false, true}) {
    grpc::ClientContext context;
    v1::ScoreEventsResponse response;
    ASSERT_TRUE(server.scoring()
                    ->ScoreEvents(&context, Batch(0, 3000), &response)
                    .ok());
    ASSERT_EQ(response.results_size(), 3000);
    for (int i = 0; i < 3000; ++i) {
      EXPECT_EQ(response.results(i).event_id(), "event-" + std::to_string(i));
      EXPECT_EQ(response.results(i).duplicate(), duplicate);
    }
  }
  over = true;
  other.join();
  EXPECT_EQ(CallsOf(server, v1::ENTITY_KIND_PRINCIPAL, "alice"), 3000U);
}

TEST(ScoringService, RefusesMoreStreamsThanItMayHold) {
  Server server({.streams_max = 1});
  const auto stub = server.scoring();
  grpc::ClientContext first_context;
  const auto first = stub->StreamScoreEvents(&first_context);
  v1::StreamScoreEventsRequest request;
  *request.mutable_batch() = Batch(0, 1);
  v1::StreamScoreEventsResponse response;
  ASSERT_TRUE(first->Write(request) && first->Read(&response));

  grpc::ClientContext second_context;
  const auto second = stub->StreamScoreEvents(&second_context);
  EXPECT_FALSE(second->Read(&response));
  const grpc::Status status = second->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_TRUE(SaysWhenToRetry(status));
  first->WritesDone();
  EXPECT_TRUE(first->Finish().ok());
}

TEST(ScoringService, EndsTheStreamOfABusyClientWithUnavailableWhenItDrains) {
  Server server;
  const auto stub = server.scoring();
  grpc::ClientContext context;
  const auto stream = stub->StreamScoreEvents(&context);
  v1::StreamScoreEventsRequest request;
  *request.mutable_batch() = Batch(0, 1);
  v1::StreamScoreEventsResponse response;
  ASSERT_TRUE(stream->Write(request) && stream->Read(&response));
  std::jthread drain([&] { server.streams().Drain(std::chrono::seconds(60)); });
  while (!server.streams().draining()) std::this_thread::yield();
  // Taken and answered if the server was already waiting for it.
  *request.mutable_batch() = Batch(1, 1);
  stream->Write(request);
  while (stream->Read(&response)) {
  }
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST(ScoringService, EndsIdleStreamsWhenItDrains) {
  Server server;
  const auto stub = server.scoring();
  grpc::ClientContext context;
  const auto stream = stub->StreamScoreEvents(&context);
  v1::StreamScoreEventsRequest request;
  *request.mutable_batch() = Batch(0, 1);
  v1::StreamScoreEventsResponse response;
  ASSERT_TRUE(stream->Write(request) && stream->Read(&response));
  server.streams().Drain(std::chrono::milliseconds(0));
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_FALSE(stream->Finish().ok());
}

}  // namespace
}  // namespace farcall
