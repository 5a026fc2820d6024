// SPDX-License-Identifier: Apache-2.0
// The parts of the path of an event, one by one.
#include <benchmark/benchmark.h>
#include <simdjson.h>

#include <cstdlib>
#include <ctime>
#include <span>
#include <string>
#include <vector>

#include "bench/in_process.h"
#include "bench/map_store.h"
#include "cloudtrail/reader/record_parser.h"
#include "geo/origin_resolver.h"
#include "scoring/batch/batch_scorer.h"
#include "scoring/counts/histogram.h"
#include "scoring/records/failure_windows.h"
#include "storage/codec/record/histogram_codec.h"
#include "storage/memory_histogram_store.h"

namespace farcall::bench {
namespace {

constexpr int64_t kStart = 1'750'000'000;

const std::vector<std::string>& Records() {
  static const auto kRecords = MakeRecords({.start_seconds = kStart}, 4096);
  return kRecords;
}

const std::vector<Event>& Events() {
  static const auto kEvents = MakeParsed({.start_seconds = kStart}, 4096);
  return kEvents;
}

int64_t BytesOf(const std::vector<std::string>& records) {
  size_t bytes = 0;
  for (const std::string& record : records) bytes += record.size();
  return static_cast<int64_t>(bytes);
}

void ParseRecord(benchmark::State& state) {
  RecordParser parser(PrincipalStrategy::kAuto);
  for ([[maybe_unused]] auto _ : state) {
    for (const std::string& record : Records()) {
      benchmark::DoNotOptimize(parser.Parse(record));
    }
  }
  state.SetBytesProcessed(state.iterations() * BytesOf(Records()));
}
BENCHMARK(ParseRecord);

// What a bare parse of the same bytes costs.
void ParseBareSimdjson(benchmark::State& state) {
  std::vector<simdjson::padded_string> records(Records().begin(),
                                               Records().end());
  simdjson::dom::parser parser;
  for ([[maybe_unused]] auto _ : state) {
    for (const simdjson::padded_string& record : records) {
      benchmark::DoNotOptimize(parser.parse(record).error());
    }
  }
  state.SetBytesProcessed(state.iterations() * BytesOf(Records()));
}
BENCHMARK(ParseBareSimdjson);

// Half a year of somebody who calls in most working hours.
Histogram LongHistory() {
  Histogram histogram;
  for (int64_t day = 0; day < 180; ++day) {
    for (int64_t hour = 8; hour < 16; ++hour) {
      histogram.Count(day % 10 == 0 ? "FR" : "DE",
                      kStart + (day * 24 + hour) * 3600);
    }
  }
  return histogram;
}

void EncodeLongHistory(benchmark::State& state) {
  const Histogram histogram = LongHistory();
  for ([[maybe_unused]] auto _ : state)
    benchmark::DoNotOptimize(EncodeHistogram(histogram));
}
BENCHMARK(EncodeLongHistory);

void DecodeLongHistory(benchmark::State& state) {
  const std::string bytes = *EncodeHistogram(LongHistory());
  for ([[maybe_unused]] auto _ : state)
    benchmark::DoNotOptimize(DecodeHistogram(bytes));
}
BENCHMARK(DecodeLongHistory);

const DatabaseOriginResolver& Origins() {
  static const auto kOrigins = [] {
    const char* path = std::getenv("FARCALL_BENCH_GEOIP_DB");
    auto opened =
        DatabaseOriginResolver::Open({.database_path = path ? path : ""});
    if (!opened.ok()) std::abort();
    return *std::move(opened);
  }();
  return *kOrigins;
}

void ResolveOrigin(benchmark::State& state) {
  std::vector<Origin> origins(Events().size());
  for ([[maybe_unused]] auto _ : state) Origins().Resolve(Events(), origins);
  state.SetItemsProcessed(state.iterations() *
                          static_cast<int64_t>(Events().size()));
}
BENCHMARK(ResolveOrigin);

// Score without counting, in memory: the model and the copies of a batch.
void ScoreEvent(benchmark::State& state) {
  MemoryHistogramStore store;
  const BatchScorer scorer(store, Origins(), Model{});
  if (!scorer.Score("default", Events(), ScoringMode::kScoreAndLearn).ok()) {
    std::abort();
  }
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(
        scorer.Score("default", Events(), ScoringMode::kScoreOnly));
  }
  state.SetItemsProcessed(state.iterations() *
                          static_cast<int64_t>(Events().size()));
}
BENCHMARK(ScoreEvent);

// Events sent again, by a client that asks for factors from a level on.
void AnswerDuplicate(benchmark::State& state, RiskLevel factors_from) {
  MemoryHistogramStore store;
  const BatchScorer scorer(store, Origins(), Model{});
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(scorer.Score(
        "default", Events(), ScoringMode::kScoreAndLearn, factors_from));
  }
  state.SetItemsProcessed(state.iterations() *
                          static_cast<int64_t>(Events().size()));
}
BENCHMARK_CAPTURE(AnswerDuplicate, WithFactors, RiskLevel::kNone);
BENCHMARK_CAPTURE(AnswerDuplicate, WithFactorsOfHigh, RiskLevel::kHigh);

// A failure in an account that has as many times of failures as are kept, of a
// principal that has failed so often before.
void FindSpike(benchmark::State& state) {
  FailureWindows failures;
  FailureWindows own;
  Event event{.event_time_seconds = kStart, .error_code = "AccessDenied"};
  for (size_t i = 0; i < kValuesMax; ++i) {
    event.event_time_seconds += kFailureWindowSeconds;
    failures.Count(KindOfFailure(FailureOf(event)), event.event_time_seconds);
  }
  const FailureKind failure = KindOfFailure(FailureOf(event));
  for (int64_t i = 0; i < state.range(0); ++i) {
    own.Count(failure, event.event_time_seconds);
  }
  for ([[maybe_unused]] auto _ : state) {
    benchmark::DoNotOptimize(
        SpikeOf(failures, own, failure, event.event_time_seconds));
  }
}
BENCHMARK(FindSpike)->Arg(0)->Arg(2);

// Odd events beside usual ones: how many times the processor time of a usual
// event one costs that fails in an account with as many times of failures as
// are kept, and one whose values are all new to histograms that are full.
class OddEvents {
 public:
  OddEvents() {
    std::vector<Event> past;
    for (size_t i = 0; i < 2 * kValuesMax; ++i) {
      past.push_back(New(i, kStart + static_cast<int64_t>(i) * 900));
      past.push_back(Failed(i, kStart + static_cast<int64_t>(i) * 900));
      past.push_back(Usual(i, kStart + static_cast<int64_t>(i) * 900));
    }
    Score(past);
  }

  // Processor nanoseconds of an event.
  template <typename Make>
  double Measure(Make make) {
    constexpr size_t kEvents = 1000;
    std::vector<Event> events;
    for (size_t i = 0; i < kEvents; ++i) events.push_back(make(++made_));
    const std::clock_t start = std::clock();
    Score(events);
    return static_cast<double>(std::clock() - start) * 1e9 / CLOCKS_PER_SEC /
           kEvents;
  }

  static Event Usual(size_t number, int64_t seconds = kNow) {
    return {.event_id = std::to_string(number) + (seconds < kNow ? "u" : ""),
            .event_time_seconds = seconds,
            .account = "111122223333",
            .principal = "arn:aws:iam::111122223333:user/alice",
            .principal_kind = PrincipalKind::kUser,
            .command = "s3:GetObject",
            .source_address = "79.192.1.1",
            .country = "DE",
            .user_agent = "aws-cli/2.15"};
  }
  static Event Failed(size_t number, int64_t seconds = kNow) {
    Event event = Usual(number, seconds);
    event.event_id += "f";
    event.error_code = "AccessDenied";
    event.error_message = "denied";
    return event;
  }
  // By somebody else, who floods: all has become usual for alice.
  static Event New(size_t number, int64_t seconds = kNow) {
    Event event = Usual(number, seconds);
    event.event_id += "n";
    event.principal = "arn:aws:iam::111122223333:user/bob";
    event.command = "s3:Call" + std::to_string(number);
    event.user_agent = "tool" + std::to_string(number) + "/1";
    event.source_address = std::to_string(11 + number / 60'000 % 200) + "." +
                           std::to_string(number / 250 % 240) + "." +
                           std::to_string(number % 250) + ".1";
    return event;
  }

 private:
  static constexpr int64_t kNow =
      kStart + static_cast<int64_t>(2 * kValuesMax) * 900;

  void Score(std::span<const Event> events) {
    if (!scorer_
             .Score("default", events, ScoringMode::kScoreAndLearn,
                    RiskLevel::kLow)
             .ok()) {
      std::abort();
    }
  }

  MapStore store_;
  const BatchScorer scorer_{store_, Origins(), Model{}};
  size_t made_ = 10'000;
};

void CompareOddEvents(benchmark::State& state) {
  OddEvents events;
  double usual = 0;
  double failed = 0;
  double added = 0;
  for ([[maybe_unused]] auto _ : state) {
    usual += events.Measure([](size_t i) { return OddEvents::Usual(i); });
    failed += events.Measure([](size_t i) { return OddEvents::Failed(i); });
    added += events.Measure([](size_t i) { return OddEvents::New(i); });
  }
  const auto rounds = static_cast<double>(state.iterations());
  state.counters["usual_ns"] = usual / rounds;
  state.counters["failed_of_usual"] = failed / usual;
  state.counters["new_of_usual"] = added / usual;
}
BENCHMARK(CompareOddEvents)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace farcall::bench

BENCHMARK_MAIN();
