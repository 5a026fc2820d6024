// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/scoring_service.h"

#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "tests/server/rpc/rpc_server.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;

TEST(ScoringService, CountsEveryEventOfManyClientsOnce) {
  Server server;
  {
    std::vector<std::jthread> clients;
    clients.reserve(4);
    for (int client = 0; client < 4; ++client) {
      clients.emplace_back([&server, client] {
        const auto stub = server.scoring();
        for (int batch = 0; batch < 20; ++batch) {
          // Every two clients send the same events.
          const int first = (client / 2) * 100000 + batch * 50;
          grpc::ClientContext context;
          v1::ScoreEventsResponse response;
          EXPECT_TRUE(
              stub->ScoreEvents(&context, Batch(first, 50), &response).ok());
          EXPECT_EQ(response.results_size(), 50);
        }
      });
    }
  }
  EXPECT_EQ(CallsOf(server, v1::ENTITY_KIND_PRINCIPAL, "alice"), 2U * 20 * 50);
  EXPECT_EQ(CallsOf(server, v1::ENTITY_KIND_COMMAND, "s3:GetObject"),
            2U * 20 * 50);
}

TEST(ScoringService, AnswersAStreamInOrder) {
  Server server;
  const auto stub = server.scoring();
  grpc::ClientContext context;
  const auto stream = stub->StreamScoreEvents(&context);
  for (int i = 0; i < 10; ++i) {
    v1::StreamScoreEventsRequest request;
    *request.mutable_batch() = Batch(i * 10, 10);
    ASSERT_TRUE(stream->Write(request));
  }
  stream->WritesDone();
  for (int i = 0; i < 10; ++i) {
    v1::StreamScoreEventsResponse response;
    ASSERT_TRUE(stream->Read(&response));
    EXPECT_EQ(response.batch().results(0).event_id(),
              "event-" + std::to_string(i * 10));
  }
  EXPECT_TRUE(stream->Finish().ok());
}

TEST(ScoringService, NamesAllThatIsWrongWithABatch) {
  Server server;
  v1::ScoreEventsRequest request;
  request.set_tenant("no spaces");
  request.set_mode(static_cast<v1::ScoringMode>(77));
  request.set_factors_from(static_cast<v1::RiskLevel>(78));
  grpc::ClientContext context;
  v1::ScoreEventsResponse response;
  const grpc::Status status =
      server.scoring()->ScoreEvents(&context, request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  for (const char* field : {"tenant", "mode", "factors_from", "events"}) {
    EXPECT_THAT(status.error_message(), HasSubstr(field));
  }
}

// Many pieces of the network make one request.
TEST(ScoringService, TakesARequestOfManyPieces) {
  Server server;
  v1::ScoreEventsRequest request = Batch(0, 2000);
  for (auto& input : *request.mutable_events()) {
    input.mutable_event()->set_user_agent(std::string(500, 'x'));
  }
  grpc::ClientContext context;
  v1::ScoreEventsResponse response;
  ASSERT_TRUE(server.scoring()->ScoreEvents(&context, request, &response).ok());
  ASSERT_EQ(response.results_size(), 2000);
  for (int i = 0; i < 2000; ++i) {
    EXPECT_EQ(response.results(i).event_id(), "event-" + std::to_string(i));
  }
}

// By hand, as no client of protobuf's would: a tenant that is not UTF-8.
TEST(ScoringService, IsInternalForWhatIsNoMessage) {
  Server server;
  grpc::GenericStub stub(server.channel());
  for (const std::string bytes : {"\x0a\x01\xff", "\x1a\x05", "\x0c"}) {
    grpc::ClientContext context;
    grpc::CompletionQueue queue;
    const grpc::Slice slice(bytes);
    const auto call = stub.PrepareUnaryCall(
        &context, "/farcall.v1.ScoringService/ScoreEvents",
        grpc::ByteBuffer(&slice, 1), &queue);
    call->StartCall();
    grpc::ByteBuffer answer;
    grpc::Status status;
    call->Finish(&answer, &status, nullptr);
    void* tag = nullptr;
    bool ok = false;
    ASSERT_TRUE(queue.Next(&tag, &ok));
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INTERNAL);
    EXPECT_THAT(status.error_message(), HasSubstr("cannot be parsed"));
  }
}

TEST(ScoringService, EndsAStreamAtABatchItRefuses) {
  Server server;
  const auto stub = server.scoring();
  grpc::ClientContext context;
  const auto stream = stub->StreamScoreEvents(&context);
  v1::StreamScoreEventsRequest request;
  *request.mutable_batch() = Batch(0, 1);
  ASSERT_TRUE(stream->Write(request));
  v1::StreamScoreEventsResponse response;
  ASSERT_TRUE(stream->Read(&response));
  stream->Write(v1::StreamScoreEventsRequest());
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST(ScoringService, TellsWhyABatchFailedWhenItsClientHasSentAll) {
  Server server;
  const auto stub = server.scoring();
  for (int i = 0; i < 20; ++i) {
    grpc::ClientContext context;
    const auto stream = stub->StreamScoreEvents(&context);
    v1::StreamScoreEventsRequest request;
    *request.mutable_batch() = Batch(i, 1);
    ASSERT_TRUE(stream->Write(request));
    ASSERT_TRUE(stream->Write(v1::StreamScoreEventsRequest()));
    stream->WritesDone();
    v1::StreamScoreEventsResponse response;
    EXPECT_TRUE(stream->Read(&response)) << "the batch before is answered";
    EXPECT_FALSE(stream->Read(&response));
    EXPECT_EQ(stream->Finish().error_code(),
              grpc::StatusCode::INVALID_ARGUMENT);
  }
}

}  // namespace
}  // namespace farcall
