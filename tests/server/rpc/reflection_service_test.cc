// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/reflection_service.h"

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "farcall/v1/scoring_service.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpc/reflection/v1/reflection.grpc.pb.h"
#include "grpc/reflection/v1alpha/reflection.grpc.pb.h"

namespace farcall {
namespace {

using Api = grpc::reflection::v1::ServerReflection;
using grpc::reflection::v1::ServerReflectionRequest;
using grpc::reflection::v1::ServerReflectionResponse;

// Reflection alone, on a real port.
class Server {
 public:
  explicit Server(const ReflectionService::Bounds& bounds = {})
      : reflection_(kFiles, bounds, metrics_.rpc, log_) {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                             &port);
    builder.RegisterService(&reflection_);
    server_ = builder.BuildAndStart();
    channel_ = grpc::CreateChannel("127.0.0.1:" + std::to_string(port),
                                   grpc::InsecureChannelCredentials());
  }
  ~Server() {
    server_->Shutdown();
    server_->Wait();
  }

  const std::shared_ptr<grpc::Channel>& channel() { return channel_; }

 private:
  inline static const ServiceDescriptions::File* const kFiles[] = {
      v1::ScoreEventsRequest::descriptor()->file()};
  Metrics metrics_{"test"};
  Log log_{LogLevel::kError, LogFormat::kJson};
  ReflectionService reflection_;
  std::unique_ptr<grpc::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

// A client's stream.
class Stream {
 public:
  explicit Stream(Server& server)
      : stub_(Api::NewStub(server.channel())),
        stream_(stub_->ServerReflectionInfo(&context_)) {}

  bool Ask(const std::string& symbol = "farcall.v1.Event") {
    ServerReflectionRequest request;
    request.set_file_containing_symbol(symbol);
    ServerReflectionResponse response;
    return stream_->Write(request) && stream_->Read(&response);
  }
  bool Read() {
    ServerReflectionResponse response;
    return stream_->Read(&response);
  }
  grpc::Status End() {
    stream_->WritesDone();
    return stream_->Finish();
  }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<Api::Stub> stub_;
  std::unique_ptr<grpc::ClientReaderWriter<ServerReflectionRequest,
                                           ServerReflectionResponse>>
      stream_;
};

TEST(ReflectionService, AnswersOneQuestionAfterAnotherUntilTheClientEnds) {
  Server server;
  Stream stream(server);
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(stream.Ask());
  EXPECT_TRUE(stream.End().ok());
}

TEST(ReflectionService, AnswersInBothVersions) {
  namespace v1alpha = grpc::reflection::v1alpha;
  Server server;
  grpc::ClientContext context;
  const auto stub = v1alpha::ServerReflection::NewStub(server.channel());
  const auto stream = stub->ServerReflectionInfo(&context);
  v1alpha::ServerReflectionRequest request;
  request.set_list_services("");
  v1alpha::ServerReflectionResponse response;
  ASSERT_TRUE(stream->Write(request) && stream->Read(&response));
  std::vector<std::string> names;
  for (const auto& service : response.list_services_response().service()) {
    names.push_back(service.name());
  }
  EXPECT_EQ(names, (std::vector<std::string>{
                       "farcall.v1.ScoringService",
                       "grpc.reflection.v1.ServerReflection",
                       "grpc.reflection.v1alpha.ServerReflection"}));
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
}

TEST(ReflectionService, RefusesOneStreamTooManyAndSaysWhenToTryAgain) {
  Server server({.streams_max = 2, .stream_time = std::chrono::hours(1)});
  Stream first(server);
  Stream second(server);
  ASSERT_TRUE(first.Ask() && second.Ask());

  Stream third(server);
  EXPECT_FALSE(third.Read());
  const grpc::Status refused = third.End();
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  google::rpc::Status rich;
  ASSERT_TRUE(rich.ParseFromString(refused.error_details()));
  google::rpc::RetryInfo retry;
  ASSERT_EQ(rich.details_size(), 2);
  EXPECT_TRUE(rich.details(1).UnpackTo(&retry));

  EXPECT_TRUE(first.End().ok());
  EXPECT_TRUE(second.Ask());
  // The place is free when the server has seen that the first one ended.
  bool entered = false;
  while (!entered) entered = Stream(server).Ask();
}

TEST(ReflectionService, EndsAStreamWhoseTimeHasPassed) {
  Server server({.stream_time = std::chrono::milliseconds(50)});
  Stream silent(server);
  EXPECT_FALSE(silent.Read());
  EXPECT_EQ(silent.End().error_code(), grpc::StatusCode::CANCELLED);
}

TEST(ReflectionService, RefusesALargeQuestion) {
  Server server({.request_bytes_max = 100});
  Stream stream(server);
  EXPECT_FALSE(stream.Ask(std::string(101, 'x')));
  const grpc::Status status = stream.End();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(status.error_message(), "request: has 103 bytes, of at most 100");
}

TEST(ReflectionService, EndsStreamsOfManyClientsWhateverComesFirst) {
  Server server(
      {.streams_max = 8, .stream_time = std::chrono::milliseconds(5)});
  std::vector<std::jthread> clients;
  clients.reserve(4);
  for (int client = 0; client < 4; ++client) {
    clients.emplace_back([&server] {
      for (int i = 0; i < 50; ++i) {
        Stream stream(server);
        while (stream.Ask()) {
        }
        EXPECT_FALSE(stream.End().ok());
      }
    });
  }
}

}  // namespace
}  // namespace farcall
