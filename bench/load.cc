// SPDX-License-Identifier: Apache-2.0
// Sends made-up events to a server of the scoring API and says how fast it
// answered. All batches are made before the clock starts.
#include <google/protobuf/arena.h>
#include <grpcpp/grpcpp.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <iostream>
#include <map>
#include <mutex>
#include <semaphore>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "bench/connections.h"
#include "bench/event_source.h"
#include "bench/latencies.h"
#include "bench/run_options.h"
#include "farcall/v1/scoring_service.grpc.pb.h"

namespace farcall::bench {
namespace {

using Clock = std::chrono::steady_clock;

struct Options {
  std::string server;
  bool stream = true;
  bool json = false;
  bool learn_only = false;
  v1::RiskLevel factors_from = v1::RISK_LEVEL_LOW;
  std::string tenant{};
  int batch = 1000;
  uint64_t events = 100'000;
  int connections = 2;
  int in_flight = 4;
  double rate = 0;
  EventSource::Options source{};
};

double Seconds(Clock::duration duration) {
  return std::chrono::duration<double>(duration).count();
}

std::vector<v1::StreamScoreEventsRequest> MakeBatches(const Options& options) {
  EventSource source(options.source);
  std::vector<v1::StreamScoreEventsRequest> batches;
  for (uint64_t made = 0; made < options.events;) {
    v1::ScoreEventsRequest& batch = *batches.emplace_back().mutable_batch();
    batch.set_factors_from(options.factors_from);
    batch.set_tenant(options.tenant);
    batch.set_mode(options.learn_only ? v1::SCORING_MODE_LEARN_ONLY
                                      : v1::SCORING_MODE_SCORE_AND_LEARN);
    for (int i = 0; i < options.batch && made < options.events; ++i, ++made) {
      const Call call = source.Next();
      v1::EventInput& input = *batch.add_events();
      if (options.json) {
        input.mutable_cloudtrail_record()->set_json(
            MakeRecord(options.source.run, call));
      } else {
        MakeEvent(options.source.run, call, *input.mutable_event());
      }
    }
  }
  return batches;
}

// An answer that is no score would make a server look fast.
void CheckAnswer(const v1::ScoreEventsRequest& batch,
                 const v1::ScoreEventsResponse& answer) {
  if (answer.results_size() != batch.events_size()) {
    throw std::runtime_error("the server answered another number of events");
  }
  for (const v1::EventResult& result : answer.results()) {
    if (!result.has_score() || result.duplicate()) {
      throw std::runtime_error("an event was not scored for the first time: " +
                               result.ShortDebugString());
    }
  }
}

void CheckStatus(const grpc::Status& status) {
  if (!status.ok()) throw std::runtime_error(status.error_message());
}

class Load {
 public:
  explicit Load(const Options& options)
      : options_(options),
        batches_(MakeBatches(options)),
        stubs_(Connect(options.server, options.connections)) {}

  // Prints what was measured as JSON.
  void Run() {
    start_ = Clock::now();
    std::vector<std::thread> threads;
    const int callers = options_.stream
                            ? options_.connections
                            : options_.connections * options_.in_flight;
    threads.reserve(static_cast<size_t>(callers));
    for (int i = 0; i < callers; ++i) {
      threads.emplace_back([this, i] {
        try {
          auto& stub = *stubs_[static_cast<size_t>(i) % stubs_.size()];
          options_.stream ? SendStream(stub) : SendUnary(stub);
        } catch (const std::exception& error) {
          const std::lock_guard lock(mutex_);
          error_ = error.what();
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    const double seconds = Seconds(Clock::now() - start_);
    if (!error_.empty()) throw std::runtime_error(error_);
    std::cout << "{\"events\":" << options_.events
              << ",\"batches\":" << batches_.size()
              << ",\"seconds\":" << seconds << ",\"events_per_second\":"
              << static_cast<double>(options_.events) / seconds
              << ",\"latency_ms\":" << latencies_.Json() << "}\n";
  }

 private:
  // The next batch, or nullptr; and when it is to be sent.
  struct Turn {
    const v1::StreamScoreEventsRequest* batch = nullptr;
    Clock::time_point due{};
  };
  Turn Next() {
    const size_t index = next_.fetch_add(1);
    if (index >= batches_.size()) return {};
    if (options_.rate <= 0) return {&batches_[index], Clock::now()};
    // Open loop: a late answer does not put off the calls after it, and a call
    // that has to wait for its turn has waited.
    const std::chrono::duration<double> after(static_cast<double>(index) /
                                              options_.rate);
    const auto due =
        start_ + std::chrono::duration_cast<Clock::duration>(after);
    std::this_thread::sleep_until(due);
    return {&batches_[index], due};
  }

  void SendStream(v1::ScoringService::Stub& stub) {
    grpc::ClientContext context;
    const auto stream = stub.StreamScoreEvents(&context);
    std::counting_semaphore<> places(options_.in_flight);
    std::mutex sent_mutex;
    std::vector<Turn> sent;
    std::thread writer([&] {
      for (;;) {
        places.acquire();
        const Turn turn = Next();
        if (turn.batch == nullptr) break;
        {
          const std::lock_guard lock(sent_mutex);
          sent.push_back(turn);
        }
        if (!stream->Write(*turn.batch)) break;
      }
      stream->WritesDone();
    });
    Latencies latencies;
    google::protobuf::Arena arena;  // of one answer
    const auto read = [&] {
      arena.Reset();
      auto* answer =
          google::protobuf::Arena::CreateMessage<v1::StreamScoreEventsResponse>(
              &arena);
      return stream->Read(answer) ? answer : nullptr;
    };
    std::string error;
    size_t answers = 0;
    while (const v1::StreamScoreEventsResponse* answer = read()) {
      Turn turn;
      {
        const std::lock_guard lock(sent_mutex);
        turn = sent[answers++];
      }
      latencies.Add(Seconds(Clock::now() - turn.due));
      try {
        CheckAnswer(turn.batch->batch(), answer->batch());
      } catch (const std::exception& wrong) {
        error = wrong.what();
      }
      places.release();
    }
    const grpc::Status status = stream->Finish();
    places.release();
    writer.join();
    CheckStatus(status);
    if (!error.empty()) throw std::runtime_error(error);
    Keep(latencies);
  }

  void SendUnary(v1::ScoringService::Stub& stub) {
    Latencies latencies;
    for (Turn turn = Next(); turn.batch != nullptr; turn = Next()) {
      grpc::ClientContext context;
      v1::ScoreEventsResponse answer;
      CheckStatus(stub.ScoreEvents(&context, turn.batch->batch(), &answer));
      latencies.Add(Seconds(Clock::now() - turn.due));
      CheckAnswer(turn.batch->batch(), answer);
    }
    Keep(latencies);
  }

  void Keep(const Latencies& latencies) {
    const std::lock_guard lock(mutex_);
    latencies_.Add(latencies);
  }

  const Options options_;
  const std::vector<v1::StreamScoreEventsRequest> batches_;
  const std::vector<std::unique_ptr<v1::ScoringService::Stub>> stubs_;
  Clock::time_point start_{};
  std::atomic<size_t> next_ = 0;
  std::mutex mutex_;
  Latencies latencies_;
  std::string error_;
};

int Main(int argc, char** argv) {
  Options options;
  CLI::App app(
      "Sends made-up events to a server of the scoring API and prints, as "
      "JSON, how fast it answered.");
  std::string method = "stream";
  std::string input = "structured";
  app.add_option("--server", options.server, "HOST:PORT")->required();
  app.add_option("--method", method)
      ->check(CLI::IsMember({"stream", "unary"}))
      ->capture_default_str();
  app.add_option("--input", input)
      ->check(CLI::IsMember({"structured", "json"}))
      ->capture_default_str();
  app.add_option("--batch", options.batch, "Events in a batch")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  app.add_option("--events", options.events, "Events to send")
      ->check(CLI::Range(1, 1'000'000'000))
      ->capture_default_str();
  app.add_option("--connections", options.connections,
                 "Connections, each with one stream")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app.add_option("--in-flight", options.in_flight,
                 "Batches under way on each connection")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app.add_option("--rate", options.rate,
                 "Batches a second, sent at their times whatever the answers "
                 "(open loop); 0 = as fast as they are answered")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app.add_option("--principals", options.source.principals)
      ->check(CLI::Range(uint64_t{1}, uint64_t{1'000'000'000}))
      ->capture_default_str();
  const std::map<std::string, Skew> skews = {
      {"zipf", Skew::kZipf},
      {"uniform", Skew::kUniform},
      {"hot-principal", Skew::kHotPrincipal},
      {"hot-command", Skew::kHotCommand}};
  app.add_option("--skew", options.source.skew, "Who calls how often")
      ->transform(CLI::CheckedTransformer(skews, CLI::ignore_case));
  AddRunOptions(options.source, app);
  app.add_option("--first", options.source.first,
                 "Number of the first event, where another load of the run "
                 "has sent those before")
      ->capture_default_str();
  app.add_flag("--everybody", options.source.everybody_first,
               "Every principal once, in order, before anything else");
  app.add_flag("--learn-only", options.learn_only);
  const std::map<std::string, v1::RiskLevel> levels = {
      {"all", v1::RISK_LEVEL_NONE},
      {"low", v1::RISK_LEVEL_LOW},
      {"high", v1::RISK_LEVEL_HIGH}};
  app.add_option("--tenant", options.tenant);
  app.add_option("--factors-from", options.factors_from,
                 "The least risk level that is explained")
      ->transform(CLI::CheckedTransformer(levels, CLI::ignore_case));
  CLI11_PARSE(app, argc, argv);
  options.stream = method == "stream";
  options.json = input == "json";
  try {
    Load(options).Run();
  } catch (const std::exception& error) {
    std::cerr << "load: " << error.what() << "\n";
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace farcall::bench

int main(int argc, char** argv) { return farcall::bench::Main(argc, argv); }
