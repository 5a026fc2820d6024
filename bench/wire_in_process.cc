// SPDX-License-Identifier: Apache-2.0
// Reads requests and writes answers without a server, by hand and by protobuf:
// for profilers, e.g. `valgrind --tool=callgrind`. The instructions of an event
// are the difference of two runs with other --rounds.
#include <google/protobuf/arena.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

#include "bench/event_source.h"
#include "bench/in_process.h"
#include "scoring/batch/batch_scorer.h"
#include "server/handlers/input_reader.h"
#include "server/wire/batch_answer.h"
#include "server/wire/batch_reader.h"
#include "server/wire/proto_convert.h"
#include "storage/memory_histogram_store.h"
#include "tests/server/wire/protobuf_reference.h"

namespace farcall::bench {
namespace {

constexpr int64_t kStart = 1'750'000'000;

// Every event comes from the country that it says.
class Nowhere final : public OriginResolver {
 public:
  void Resolve(std::span<const Event> events,
               std::span<Origin> origins) const override {
    for (size_t i = 0; i < events.size(); ++i) {
      origins[i].value = events[i].country;
      origins[i].source = OriginSource::kSupplied;
    }
  }
};

struct Options {
  std::string part = "read";
  std::string by = "wire";
  size_t events = 1000;
  int rounds = 10;
  bool json = false;
  int factors_from = 1;
};

v1::StreamScoreEventsRequest MakeRequest(const Options& options) {
  EventSource source({.start_seconds = kStart});
  v1::StreamScoreEventsRequest request;
  for (size_t i = 0; i < options.events; ++i) {
    const Call call = source.Next();
    v1::EventInput& input = *request.mutable_batch()->add_events();
    if (options.json) {
      input.mutable_cloudtrail_record()->set_json(MakeRecord(0, call));
    } else {
      MakeEvent(0, call, *input.mutable_event());
    }
  }
  return request;
}

size_t Check(std::span<const EventInput> inputs, std::vector<Event>& events) {
  InputReader reader(RequestLimits{}, PrincipalStrategy::kAuto,
                     kStart + 1'000'000);
  if (events.size() < inputs.size()) events.resize(inputs.size());
  for (size_t i = 0; i < inputs.size(); ++i) {
    if (!reader.ReadInto(inputs[i], events[i]).ok()) {
      throw std::runtime_error("a made-up event is not one");
    }
  }
  return inputs.size();
}

size_t ReadByWire(const std::string& bytes) {
  static std::vector<Event> events;  // of EventPool
  static std::vector<EventInput> inputs;
  const auto message = ScoringMessage::kStreamScoreEvents;
  const auto outline = BatchOutline::Of(bytes, message);
  inputs.clear();
  inputs.reserve(static_cast<size_t>(outline->events));
  if (!ReadInputs(bytes, message, inputs)) return 0;
  return Check(inputs, events);
}

size_t ReadByProtobuf(const std::string& bytes) {
  using google::protobuf::Arena;
  Arena arena;
  auto& request = *Arena::CreateMessage<v1::StreamScoreEventsRequest>(&arena);
  if (!request.ParseFromString(bytes)) return 0;
  std::vector<EventInput> inputs;
  inputs.reserve(static_cast<size_t>(request.batch().events_size()));
  for (const auto& input : request.batch().events()) {
    inputs.push_back(InputOf(input));
  }
  std::vector<Event> events;
  return Check(inputs, events);
}

size_t WriteByWire(std::span<const InputResult> results, RiskLevel level) {
  BatchAnswer answer(ScoringMessage::kStreamScoreEvents);
  answer.Add(results, 0, level);
  return answer.Take().Length();
}

size_t WriteByProtobuf(std::span<const InputResult> results, RiskLevel level) {
  using google::protobuf::Arena;
  Arena arena;
  auto& answer = *Arena::CreateMessage<v1::StreamScoreEventsResponse>(&arena);
  for (const InputResult& result : results) {
    reference::WriteResult(result, level,
                           *answer.mutable_batch()->add_results());
  }
  return answer.SerializeAsString().size();
}

void Read(const Options& options) {
  const std::string bytes = MakeRequest(options).SerializeAsString();
  size_t read = 0;
  for (int i = 0; i < options.rounds; ++i) {
    read += options.by == "wire" ? ReadByWire(bytes) : ReadByProtobuf(bytes);
  }
  std::cout << "{\"events\":" << read << ",\"bytes\":" << bytes.size() << "}\n";
}

void Write(const Options& options) {
  const Nowhere origins;
  MemoryHistogramStore store;
  const BatchScorer scorer(store, origins, Model{});
  std::vector<Event> events =
      MakeParsed({.start_seconds = kStart}, options.events);
  for (Event& event : events) event.country = "DE";
  const auto scored = scorer.Score(
      "default", events, ScoringMode::kScoreAndLearn, RiskLevel::kNone);
  std::vector<InputResult> results;
  size_t factors = 0;
  const auto level = static_cast<RiskLevel>(options.factors_from);
  for (size_t i = 0; i < events.size(); ++i) {
    const ScoredEvent& one = (*scored)[i];
    results.push_back({.event = &events[i], .outcome = &one});
    if (one.risk_level >= level) factors += one.factors.size();
  }
  size_t bytes = 0;
  for (int i = 0; i < options.rounds; ++i) {
    bytes = options.by == "wire" ? WriteByWire(results, level)
                                 : WriteByProtobuf(results, level);
  }
  std::cout << "{\"bytes\":" << bytes << ",\"factors\":" << factors << "}\n";
}

int Main(int argc, char** argv) {
  Options options;
  CLI::App app("Reads requests and writes answers without a server.");
  app.add_option("--part", options.part)
      ->check(CLI::IsMember({"read", "write"}));
  app.add_option("--by", options.by)
      ->check(CLI::IsMember({"wire", "protobuf"}));
  app.add_option("--events", options.events)->check(CLI::PositiveNumber);
  app.add_option("--rounds", options.rounds)->check(CLI::PositiveNumber);
  app.add_option("--factors-from", options.factors_from, "1 (NONE) to 5, or 6")
      ->check(CLI::Range(1, 6));
  app.add_flag("--json", options.json);
  CLI11_PARSE(app, argc, argv);
  options.part == "read" ? Read(options) : Write(options);
  return 0;
}

}  // namespace
}  // namespace farcall::bench

int main(int argc, char** argv) { return farcall::bench::Main(argc, argv); }
