// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>
#include <vector>

#include "logging/json_log.h"

namespace farcall {
namespace {

TEST(JsonLogConcurrent, ThreadsDoNotMixTheirLines) {
  constexpr int kThreads = 4;
  constexpr int kLines = 200;
  std::ostringstream stream;
  Log log(LogLevel::kInfo, LogFormat::kJson,
          std::make_shared<spdlog::sinks::ostream_sink_mt>(stream));
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&log, thread] {
      for (int line = 0; line < kLines; ++line) {
        log.Info("line", {{"thread", thread}, {"number", line}});
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  std::vector<int> next(kThreads, 0);
  std::istringstream lines(stream.str());
  for (std::string line; std::getline(lines, line);) {
    const nlohmann::json json = nlohmann::json::parse(line);
    const size_t thread = json["thread"];
    EXPECT_EQ(json["number"], next.at(thread)++);
  }
  EXPECT_EQ(next, std::vector<int>(kThreads, kLines));
}

}  // namespace
}  // namespace farcall
