// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "server/telemetry/metrics.h"
#include "tests/server/telemetry/exposition.h"

namespace farcall {
namespace {

TEST(MetricsConcurrent, LosesNoEventWhileScraped) {
  constexpr int kThreads = 4;
  constexpr int kBatches = 200;
  Metrics metrics("1.2.3");
  BatchFigures figures;
  figures.AddScored(50, RiskLevel::kMedium, BaselineState::kReady);
  figures.AddDuplicate();
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&] {
      for (int batch = 0; batch < kBatches; ++batch) {
        metrics.RecordBatch(figures);
      }
    });
  }
  for (int scrape = 0; scrape < 3; ++scrape) Exposition(metrics);
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(metrics.events.scored.Value(), kThreads * kBatches);
  EXPECT_EQ(metrics.events.duplicate.Value(), kThreads * kBatches);
}

}  // namespace
}  // namespace farcall
