// SPDX-License-Identifier: Apache-2.0
#include "server/telemetry/metrics_docs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "server/telemetry/metrics.h"

namespace farcall {
namespace {

TEST(MetricsDocs, CommittedFileIsUpToDate) {
  std::ifstream file(FARCALL_SOURCE_DIR "/docs/metrics.md");
  std::stringstream committed;
  committed << file.rdbuf();
  EXPECT_EQ(committed.str(), MetricsMarkdown(Metrics("1.2.3")))
      << "run: farcall_print_docs metrics > docs/metrics.md";
}

TEST(MetricsDocs, EveryFamilyIsInOneSection) {
  const Metrics metrics("1.2.3");
  const std::string text = MetricsMarkdown(metrics);
  EXPECT_THAT(text, ::testing::HasSubstr(
                        "| `farcall_events_total` | counter | `outcome`: "
                        "duplicate, error, scored, skipped |"));
}

}  // namespace
}  // namespace farcall
