// SPDX-License-Identifier: Apache-2.0
// The least that a server of this API can do: takes what farcalld takes, over
// the same kind of gRPC server, and answers every event with its id and a score
// that was made beforehand. What a benchmark of farcalld is compared with.
#include <grpcpp/grpcpp.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <string>

#include "farcall/v1/scoring_service.grpc.pb.h"

namespace farcall::bench {
namespace {

void Echo(const v1::ScoreEventsRequest& request,
          v1::ScoreEventsResponse& response) {
  response.mutable_results()->Reserve(request.events_size());
  for (const v1::EventInput& input : request.events()) {
    v1::EventResult& result = *response.add_results();
    result.set_event_id(input.event().event_id());
    result.mutable_score()->set_score(42);
    result.mutable_score()->set_risk_level(v1::RISK_LEVEL_MEDIUM);
    result.mutable_score()->set_state(v1::BASELINE_STATE_READY);
  }
}

class EchoService final : public v1::ScoringService::Service {
 public:
  grpc::Status ScoreEvents(grpc::ServerContext*,
                           const v1::ScoreEventsRequest* request,
                           v1::ScoreEventsResponse* response) override {
    Echo(*request, *response);
    return grpc::Status::OK;
  }

  grpc::Status StreamScoreEvents(
      grpc::ServerContext*,
      grpc::ServerReaderWriter<v1::StreamScoreEventsResponse,
                               v1::StreamScoreEventsRequest>* stream) override {
    v1::StreamScoreEventsRequest request;
    while (stream->Read(&request)) {
      v1::StreamScoreEventsResponse response;
      Echo(request.batch(), *response.mutable_batch());
      if (!stream->Write(response)) break;
    }
    return grpc::Status::OK;
  }
};

int Main(int argc, char** argv) {
  CLI::App options("A bare server of the scoring API, for benchmarks.");
  std::string listen = "127.0.0.1:0";
  options.add_option("--listen", listen, "HOST:PORT; port 0 takes a free one")
      ->capture_default_str();
  CLI11_PARSE(options, argc, argv);

  EchoService service;
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort(listen, grpc::InsecureServerCredentials(), &port);
  builder.SetMaxReceiveMessageSize(-1);
  builder.RegisterService(&service);
  const auto server = builder.BuildAndStart();
  if (server == nullptr || port == 0) {
    std::cerr << "cannot listen on " << listen << "\n";
    return 1;
  }
  // As farcalld says it, so that one starter fits both.
  std::cerr << "{\"grpc_port\":" << port << "}" << std::endl;
  server->Wait();
  return 0;
}

}  // namespace
}  // namespace farcall::bench

int main(int argc, char** argv) { return farcall::bench::Main(argc, argv); }
