// SPDX-License-Identifier: Apache-2.0
// Calls a server of the scoring API at its own pace, whatever the answers are,
// and says what became of each call: what `make reliability` overloads with.
#include <grpcpp/grpcpp.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <iostream>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "bench/connections.h"
#include "bench/event_source.h"
#include "bench/latencies.h"
#include "bench/run_options.h"
#include "farcall/v1/scoring_service.grpc.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace farcall {
namespace {

using Clock = std::chrono::steady_clock;

struct Options {
  std::string server;
  int batch = 100;
  double seconds = 10;
  double rate = 0;  // batches a second
  int in_flight_max = 8;
  int connections = 4;
  int deadline_milliseconds = 60'000;
  bench::EventSource::Options source{};
};

// What became of the calls.
struct Outcomes {
  std::atomic<uint64_t> sent = 0;
  std::atomic<uint64_t> scored_batches = 0;
  std::atomic<uint64_t> scored_events = 0;
  std::atomic<uint64_t> shed = 0;
  std::atomic<uint64_t> shed_without_delay = 0;
  std::atomic<uint64_t> late = 0;
  std::atomic<uint64_t> unavailable = 0;
  std::atomic<uint64_t> other = 0;
  // There were too many under way: the generator's own bound.
  std::atomic<uint64_t> not_sent = 0;
};

bool SaysWhenToComeAgain(const grpc::Status& status) {
  google::rpc::Status rich;
  if (!rich.ParseFromString(status.error_details())) return false;
  for (const auto& detail : rich.details()) {
    if (detail.Is<google::rpc::RetryInfo>()) return true;
  }
  return false;
}

class Overload {
 public:
  explicit Overload(const Options& options)
      : options_(options),
        source_(options.source),
        stubs_(bench::Connect(options.server, options.connections)) {}

  void Run() {
    const auto start = Clock::now();
    const auto end =
        start + std::chrono::duration_cast<Clock::duration>(
                    std::chrono::duration<double>(options_.seconds));
    for (uint64_t number = 0; Clock::now() < end; ++number) {
      if (options_.rate > 0) {
        std::this_thread::sleep_until(
            start + std::chrono::duration_cast<Clock::duration>(
                        std::chrono::duration<double>(
                            static_cast<double>(number) / options_.rate)));
      }
      if (!HasRoom()) continue;
      Send(*stubs_[number % stubs_.size()]);
    }
    std::unique_lock lock(mutex_);
    ended_.wait(lock, [this] { return under_way_ == 0; });
    Print(std::chrono::duration<double>(Clock::now() - start).count());
  }

 private:
  struct Call {
    grpc::ClientContext context;
    v1::ScoreEventsRequest request;
    v1::ScoreEventsResponse response;
    Clock::time_point start = Clock::now();
  };

  // Open loop: a call that finds no room is given up, not put off. Closed loop:
  // waits for it.
  bool HasRoom() {
    std::unique_lock lock(mutex_);
    if (options_.rate <= 0) {
      ended_.wait(lock, [this] { return under_way_ < options_.in_flight_max; });
    }
    if (under_way_ >= options_.in_flight_max) {
      ++outcomes_.not_sent;
      return false;
    }
    ++under_way_;
    return true;
  }

  void Send(v1::ScoringService::Stub& stub) {
    auto call = std::make_shared<Call>();
    call->request = NextBatch();
    call->context.set_deadline(
        std::chrono::system_clock::now() +
        std::chrono::milliseconds(options_.deadline_milliseconds));
    ++outcomes_.sent;
    stub.async()->ScoreEvents(&call->context, &call->request, &call->response,
                              [this, call](const grpc::Status& status) mutable {
                                Count(*call, status);
                                // A context holds its channel. Were it the last
                                // to do so, gRPC would wait for this thread in
                                // this thread.
                                call.reset();
                                const std::lock_guard lock(mutex_);
                                --under_way_;
                                ended_.notify_all();
                              });
  }

  // One that was shed comes again, as with any client that wants its events
  // scored, and costs the processors that the server is on no more to make.
  v1::ScoreEventsRequest NextBatch() {
    {
      const std::lock_guard lock(mutex_);
      if (!shed_.empty()) {
        v1::ScoreEventsRequest batch = std::move(shed_.back());
        shed_.pop_back();
        return batch;
      }
    }
    v1::ScoreEventsRequest batch;
    for (int i = 0; i < options_.batch; ++i) {
      bench::MakeEvent(options_.source.run, source_.Next(),
                       *batch.add_events()->mutable_event());
    }
    return batch;
  }

  void Count(Call& call, const grpc::Status& status) {
    switch (status.error_code()) {
      case grpc::StatusCode::OK:
        ++outcomes_.scored_batches;
        // An event with an error, or a duplicate, costs a server little.
        for (const v1::EventResult& result : call.response.results()) {
          if (result.has_score() && !result.duplicate()) {
            ++outcomes_.scored_events;
          }
        }
        break;
      case grpc::StatusCode::RESOURCE_EXHAUSTED:
        ++outcomes_.shed;
        if (!SaysWhenToComeAgain(status)) ++outcomes_.shed_without_delay;
        break;
      case grpc::StatusCode::DEADLINE_EXCEEDED:
        ++outcomes_.late;
        break;
      case grpc::StatusCode::UNAVAILABLE:
        ++outcomes_.unavailable;
        break;
      default:
        ++outcomes_.other;
    }
    const std::lock_guard lock(mutex_);
    if (status.ok()) {
      latencies_.Add(
          std::chrono::duration<double>(Clock::now() - call.start).count());
    } else if (status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED) {
      shed_.push_back(std::move(call.request));
    }
  }

  void Print(double seconds) {
    std::cout << "{\"sent\":" << outcomes_.sent
              << ",\"scored_batches\":" << outcomes_.scored_batches
              << ",\"scored_events\":" << outcomes_.scored_events
              << ",\"shed\":" << outcomes_.shed
              << ",\"shed_without_delay\":" << outcomes_.shed_without_delay
              << ",\"late\":" << outcomes_.late
              << ",\"unavailable\":" << outcomes_.unavailable
              << ",\"other\":" << outcomes_.other
              << ",\"not_sent\":" << outcomes_.not_sent
              << ",\"seconds\":" << seconds << ",\"events_per_second\":"
              << static_cast<double>(outcomes_.scored_events) / seconds
              << ",\"latency_ms\":" << latencies_.Json() << "}\n";
  }

  const Options options_;
  bench::EventSource source_;
  const std::vector<std::unique_ptr<v1::ScoringService::Stub>> stubs_;
  Outcomes outcomes_;
  std::mutex mutex_;
  std::condition_variable ended_;
  int under_way_ = 0;
  std::vector<v1::ScoreEventsRequest> shed_;
  bench::Latencies latencies_;
};

int Main(int argc, char** argv) {
  Options options;
  CLI::App app(
      "Calls a server of the scoring API at a pace of its own and prints, as "
      "JSON, what became of the calls.");
  app.add_option("--server", options.server, "HOST:PORT")->required();
  app.add_option("--batch", options.batch, "Events in a call")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  app.add_option("--seconds", options.seconds, "How long to go on")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--rate", options.rate,
                 "Calls a second, whatever the answers; 0 = the next call "
                 "when one is answered")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app.add_option("--in-flight-max", options.in_flight_max,
                 "Calls under way at most; with --rate those beyond are given "
                 "up, and counted as not_sent")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  app.add_option("--connections", options.connections)
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app.add_option("--deadline-milliseconds", options.deadline_milliseconds,
                 "Of each call; what is not answered by then counts as late")
      ->check(CLI::Range(1, 600'000))
      ->capture_default_str();
  bench::AddRunOptions(options.source, app);
  CLI11_PARSE(app, argc, argv);
  try {
    Overload(options).Run();
  } catch (const std::exception& error) {
    std::cerr << "overload: " << error.what() << "\n";
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace farcall

int main(int argc, char** argv) { return farcall::Main(argc, argv); }
