// SPDX-License-Identifier: Apache-2.0
// Scores made-up events with a store in a folder, without a server: for
// profilers, which are to look at BatchScorer::Score alone.
#include <CLI/CLI.hpp>
#include <iostream>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "bench/in_process.h"
#include "geo/origin_resolver.h"
#include "scoring/batch/batch_scorer.h"
#include "storage/rocksdb/rocksdb_histogram_store.h"

namespace farcall::bench {
namespace {

int Fail(const absl::Status& status) {
  std::cerr << "score_in_process: " << status.message() << "\n";
  return 1;
}

// Scores events in batches; the sum of their scores.
absl::StatusOr<double> ScoreAll(const BatchScorer& scorer,
                                std::span<const Event> all, size_t batch,
                                ScoringMode mode, RiskLevel factors_from) {
  double sum = 0;
  for (size_t i = 0; i < all.size(); i += batch) {
    const auto scored =
        scorer.Score("default", all.subspan(i, std::min(batch, all.size() - i)),
                     mode, factors_from);
    if (!scored.ok()) return scored.status();
    for (const ScoredEvent& event : *scored) sum += event.score;
  }
  return sum;
}

// What a profile of the events is taken of: a function of its own, by whose
// name it is found.
[[gnu::noinline]] absl::StatusOr<double> Measure(const BatchScorer& scorer,
                                                 std::span<const Event> all,
                                                 size_t batch,
                                                 RiskLevel factors_from) {
  return ScoreAll(scorer, all, batch, ScoringMode::kScoreAndLearn,
                  factors_from);
}

// Events of the two months and more before those of `source`.
EventSource::Options PastOf(EventSource::Options source) {
  constexpr int64_t kMonthSeconds = int64_t{30} * 24 * 3600;
  source.run += 1;
  source.start_seconds -= 2 * kMonthSeconds;
  source.events_per_second = 0.05;
  return source;
}

int Main(int argc, char** argv) {
  CLI::App app("Scores made-up events with a store in a folder.");
  std::string data_dir;
  std::string geoip_db;
  size_t events = 20'000;
  size_t past_events = 0;
  size_t batch = 1000;
  EventSource::Options source{.run = 1, .start_seconds = 1'750'000'000};
  app.add_option("--data-dir", data_dir, "Folder of the store")->required();
  app.add_option("--geoip-db", geoip_db, "Country database")->required();
  app.add_option("--events", events)->capture_default_str();
  app.add_option("--past-events", past_events,
                 "Events to learn first, one in 20 seconds of event time")
      ->capture_default_str();
  app.add_option("--batch", batch)
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--principals", source.principals)
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  uint32_t event_hours = 0;
  app.add_option("--event-hours", event_hours, "Hours for which calls are kept")
      ->capture_default_str();
  RiskLevel factors_from = RiskLevel::kLow;
  app.add_option("--factors-from", factors_from,
                 "The least risk level that is explained")
      ->transform(CLI::CheckedTransformer(
          std::map<std::string, RiskLevel>{{"all", RiskLevel::kNone},
                                           {"low", RiskLevel::kLow},
                                           {"high", RiskLevel::kHigh}}));
  CLI11_PARSE(app, argc, argv);

  const auto origins =
      DatabaseOriginResolver::Open({.database_path = geoip_db});
  if (!origins.ok()) return Fail(origins.status());
  RocksDbStoreOptions store_options;
  store_options.path = data_dir;
  store_options.fact_hours = event_hours;
  const auto store = RocksDbHistogramStore::Open(store_options);
  if (!store.ok()) return Fail(store.status());
  const BatchScorer scorer(**store, **origins, Model{});
  const std::vector<Event> all = MakeParsed(source, events);
  if (past_events > 0) {
    const absl::StatusOr<double> taught =
        ScoreAll(scorer, MakeParsed(PastOf(source), past_events), batch,
                 ScoringMode::kLearnOnly, factors_from);
    if (!taught.ok()) return Fail(taught.status());
  }
  const absl::StatusOr<double> sum = Measure(scorer, all, batch, factors_from);
  if (!sum.ok()) return Fail(sum.status());
  std::cout << "{\"events\":" << all.size()
            << ",\"mean_score\":" << *sum / static_cast<double>(all.size())
            << "}\n";
  return 0;
}

}  // namespace
}  // namespace farcall::bench

int main(int argc, char** argv) { return farcall::bench::Main(argc, argv); }
