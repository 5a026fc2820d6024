// SPDX-License-Identifier: Apache-2.0
// The least that a server of this API can do: takes what farcalld takes, over
// the same kind of gRPC server, and answers every event with its id and a score
// that was made beforehand. What a benchmark of farcalld is compared with.
#include <google/protobuf/arena.h>
#include <grpcpp/grpcpp.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <string>

#include "farcall/v1/scoring_service.grpc.pb.h"

namespace farcall::bench {
namespace {

v1::Score MakeScore() {
  v1::Score score;
  score.set_score(42);
  score.set_risk_level(v1::RISK_LEVEL_MEDIUM);
  score.set_state(v1::BASELINE_STATE_READY);
  return score;
}

// Two factors as farcalld has them for a call that is as usual.
v1::Score MakeExplainedScore() {
  v1::Score score = MakeScore();
  for (const char* detector :
       {"country_for_principal", "country_for_command"}) {
    v1::Factor& factor = *score.add_factors();
    factor.set_detector(detector);
    factor.set_entity("arn:aws:iam::111122223333:user/alice");
    factor.set_value("DE");
    factor.set_value_calls(4379);
    factor.set_entity_calls(4812);
    factor.mutable_entity_first_seen()->set_seconds(1'780'000'000);
    factor.mutable_value_first_seen()->set_seconds(1'780'000'000);
    factor.mutable_value_last_seen()->set_seconds(1'790'000'000);
    factor.set_state(v1::BASELINE_STATE_READY);
    for (const char* usual : {"DE", "FR", "US"}) {
      v1::ValueShare& share = *factor.add_usual();
      share.set_value(usual);
      share.set_share(0.33);
    }
    factor.set_explanation(
        "alice called from DE in 4,379 of 4,812 calls in 116 days, since "
        "2026-05-28; usual: DE 91 %, FR 8 %, US 1 %");
  }
  return score;
}

void Echo(const v1::ScoreEventsRequest& request, const v1::Score& score,
          v1::ScoreEventsResponse& response) {
  response.mutable_results()->Reserve(request.events_size());
  for (const v1::EventInput& input : request.events()) {
    v1::EventResult& result = *response.add_results();
    result.set_event_id(input.event().event_id());
    *result.mutable_score() = score;
  }
}

class EchoService final : public v1::ScoringService::Service {
 public:
  explicit EchoService(const v1::Score& score) : score_(score) {}

  grpc::Status ScoreEvents(grpc::ServerContext*,
                           const v1::ScoreEventsRequest* request,
                           v1::ScoreEventsResponse* response) override {
    Echo(*request, score_, *response);
    return grpc::Status::OK;
  }

  grpc::Status StreamScoreEvents(
      grpc::ServerContext*,
      grpc::ServerReaderWriter<v1::StreamScoreEventsResponse,
                               v1::StreamScoreEventsRequest>* stream) override {
    google::protobuf::Arena arena;  // of one batch
    for (;;) {
      arena.Reset();
      auto* request =
          google::protobuf::Arena::CreateMessage<v1::StreamScoreEventsRequest>(
              &arena);
      if (!stream->Read(request)) break;
      auto* response =
          google::protobuf::Arena::CreateMessage<v1::StreamScoreEventsResponse>(
              &arena);
      Echo(request->batch(), score_, *response->mutable_batch());
      if (!stream->Write(*response)) break;
    }
    return grpc::Status::OK;
  }

 private:
  const v1::Score& score_;
};

// One stream of the callback API: reads a batch, writes its echo, and so on.
class EchoReactor final
    : public grpc::ServerBidiReactor<v1::StreamScoreEventsRequest,
                                     v1::StreamScoreEventsResponse> {
 public:
  explicit EchoReactor(const v1::Score& score) : score_(score) { ReadNext(); }

  void OnReadDone(bool ok) override {
    if (!ok) {
      Finish(grpc::Status::OK);
      return;
    }
    auto* response =
        google::protobuf::Arena::CreateMessage<v1::StreamScoreEventsResponse>(
            &arena_);
    Echo(request_->batch(), score_, *response->mutable_batch());
    StartWrite(response);
  }

  void OnWriteDone(bool ok) override {
    if (!ok) {
      Finish(grpc::Status::OK);
      return;
    }
    ReadNext();
  }

  void OnDone() override { delete this; }

 private:
  void ReadNext() {
    arena_.Reset();
    request_ =
        google::protobuf::Arena::CreateMessage<v1::StreamScoreEventsRequest>(
            &arena_);
    StartRead(request_);
  }

  const v1::Score& score_;
  google::protobuf::Arena arena_;  // of one batch
  v1::StreamScoreEventsRequest* request_ = nullptr;
};

class CallbackEchoService final : public v1::ScoringService::CallbackService {
 public:
  explicit CallbackEchoService(const v1::Score& score) : score_(score) {}

  grpc::ServerUnaryReactor* ScoreEvents(
      grpc::CallbackServerContext* context,
      const v1::ScoreEventsRequest* request,
      v1::ScoreEventsResponse* response) override {
    Echo(*request, score_, *response);
    auto* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

  grpc::ServerBidiReactor<v1::StreamScoreEventsRequest,
                          v1::StreamScoreEventsResponse>*
  StreamScoreEvents(grpc::CallbackServerContext*) override {
    return new EchoReactor(score_);
  }

 private:
  const v1::Score& score_;
};

int Main(int argc, char** argv) {
  CLI::App options("A bare server of the scoring API, for benchmarks.");
  std::string listen = "127.0.0.1:0";
  options.add_option("--listen", listen, "HOST:PORT; port 0 takes a free one")
      ->capture_default_str();
  bool explained = false;
  options.add_flag("--explained", explained,
                   "Answers as large as those with factors");
  bool callback = false;
  options.add_flag("--callback", callback,
                   "gRPC's callback API in place of the synchronous one");
  CLI11_PARSE(options, argc, argv);

  const v1::Score score = explained ? MakeExplainedScore() : MakeScore();
  EchoService synchronous(score);
  CallbackEchoService with_callbacks(score);
  grpc::Service& service =
      callback ? static_cast<grpc::Service&>(with_callbacks) : synchronous;
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
  std::cerr << "{\"grpc_port\":" << port << "}\n";
  server->Wait();
  return 0;
}

}  // namespace
}  // namespace farcall::bench

int main(int argc, char** argv) { return farcall::bench::Main(argc, argv); }
