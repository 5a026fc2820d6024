// SPDX-License-Identifier: Apache-2.0
// The same work as it would be done with Redis: for each event, whether its id
// was seen, the countries of its principal and of its command, a score by the
// share of its country in both, and one increment in each. Pipelined by batch
// (two round trips), several connections at a time.
#include <hiredis/hiredis.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "bench/event_source.h"

namespace farcall::bench {
namespace {

using Context = std::unique_ptr<redisContext, decltype(&redisFree)>;
using Reply = std::unique_ptr<redisReply, decltype(&freeReplyObject)>;

constexpr const char* kSeenSeconds = "172800";

struct Options {
  std::string socket;
  size_t batch = 1000;
  uint64_t events = 100'000;
  int connections = 2;
  EventSource::Options source{};
};

struct Event {
  std::string seen_key;
  std::string principal_key;
  std::string command_key;
  std::string country;
};

std::vector<Event> MakeEvents(const Options& options) {
  EventSource source(options.source);
  std::vector<Event> events;
  events.reserve(options.events);
  for (uint64_t i = 0; i < options.events; ++i) {
    const Call call = source.Next();
    events.push_back({"s:" + EventIdOf(options.source.run, call),
                      "p:" + PrincipalOf(call),
                      "c:" + std::string(ServiceOf(call)) + ":" +
                          std::string(ActionOf(call)),
                      std::string(CountryOf(call))});
  }
  return events;
}

Context Connect(const std::string& socket) {
  Context context(redisConnectUnix(socket.c_str()), &redisFree);
  if (context == nullptr || context->err != 0) {
    throw std::runtime_error("cannot connect to " + socket);
  }
  return context;
}

Reply Take(redisContext& context) {
  void* reply = nullptr;
  if (redisGetReply(&context, &reply) != REDIS_OK) {
    throw std::runtime_error(context.errstr);
  }
  Reply owned(static_cast<redisReply*>(reply), &freeReplyObject);
  if (owned->type == REDIS_REPLY_ERROR) throw std::runtime_error(owned->str);
  return owned;
}

// Bits by which `country` is less usual than the most usual, smoothed as
// Farcall's are.
double SurpriseBits(const redisReply& counts, const std::string& country) {
  constexpr double kDiscount = 0.5;
  double total = 0;
  double most = 0;
  double own = 0;
  for (size_t i = 0; i + 1 < counts.elements; i += 2) {
    const double n = std::strtod(counts.element[i + 1]->str, nullptr);
    total += n;
    most = std::max(most, n);
    if (country == counts.element[i]->str) own = n;
  }
  const double kinds = static_cast<double>(counts.elements) / 2;
  const double left = (1 + kDiscount * kinds) / (total + 1) / 256;
  const auto p = [&](double n) {
    return std::max(0.0, n - kDiscount) / (total + 1) + left;
  };
  return std::log2(p(most) / p(own)) * total / (total + 5);
}

// The sum of the scores, so that none is left out.
double ScoreBatch(redisContext& context, const Event* events, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    redisAppendCommand(&context, "SET %s 1 NX EX %s",
                       events[i].seen_key.c_str(), kSeenSeconds);
    redisAppendCommand(&context, "HGETALL %s", events[i].principal_key.c_str());
    redisAppendCommand(&context, "HGETALL %s", events[i].command_key.c_str());
  }
  double sum = 0;
  std::vector<bool> seen(count);
  for (size_t i = 0; i < count; ++i) {
    seen[i] = Take(context)->type == REDIS_REPLY_NIL;
    const Reply principal = Take(context);
    const Reply command = Take(context);
    const double bits = SurpriseBits(*principal, events[i].country) +
                        SurpriseBits(*command, events[i].country) / 4;
    sum += 100 * (1 - std::exp2(-bits / 5));
  }
  size_t counted = 0;
  for (size_t i = 0; i < count; ++i) {
    if (seen[i]) continue;
    ++counted;
    redisAppendCommand(&context, "HINCRBY %s %s 1",
                       events[i].principal_key.c_str(),
                       events[i].country.c_str());
    redisAppendCommand(&context, "HINCRBY %s %s 1",
                       events[i].command_key.c_str(),
                       events[i].country.c_str());
  }
  for (size_t i = 0; i < 2 * counted; ++i) Take(context);
  if (counted != count) throw std::runtime_error("an event was seen before");
  return sum;
}

void Run(const Options& options) {
  const std::vector<Event> events = MakeEvents(options);
  const auto connections = static_cast<size_t>(options.connections);
  std::vector<double> sums(connections);
  std::vector<std::string> errors(connections);
  const auto start = std::chrono::steady_clock::now();
  std::vector<std::thread> threads;
  threads.reserve(connections);
  for (size_t t = 0; t < connections; ++t) {
    threads.emplace_back([&, t] {
      try {
        const Context context = Connect(options.socket);
        for (size_t first = t * options.batch; first < events.size();
             first += connections * options.batch) {
          sums[t] += ScoreBatch(*context, &events[first],
                                std::min(options.batch, events.size() - first));
        }
      } catch (const std::exception& error) {
        errors[t] = error.what();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start)
          .count();
  double sum = 0;
  for (size_t t = 0; t < connections; ++t) {
    if (!errors[t].empty()) throw std::runtime_error(errors[t]);
    sum += sums[t];
  }
  std::cout << "{\"events\":" << events.size() << ",\"seconds\":" << seconds
            << ",\"events_per_second\":"
            << static_cast<double>(events.size()) / seconds
            << ",\"mean_score\":" << sum / static_cast<double>(events.size())
            << "}\n";
}

int Main(int argc, char** argv) {
  Options options;
  CLI::App app("Scores made-up events with counts that are kept in Redis.");
  app.add_option("--socket", options.socket, "Unix socket of the server")
      ->required();
  app.add_option("--batch", options.batch)
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  app.add_option("--events", options.events)
      ->check(CLI::Range(1, 1'000'000'000))
      ->capture_default_str();
  app.add_option("--connections", options.connections)
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  app.add_option("--principals", options.source.principals)
      ->check(CLI::Range(uint64_t{1}, uint64_t{1'000'000'000}))
      ->capture_default_str();
  app.add_option("--run", options.source.run, "Number of this run")->required();
  CLI11_PARSE(app, argc, argv);
  try {
    Run(options);
  } catch (const std::exception& error) {
    std::cerr << "redis_way: " << error.what() << "\n";
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace farcall::bench

int main(int argc, char** argv) { return farcall::bench::Main(argc, argv); }
