// SPDX-License-Identifier: Apache-2.0
#include "server/telemetry/sampled_metrics.h"

#include <gtest/gtest.h>
#include <prometheus/text_serializer.h>

namespace farcall {
namespace {

TEST(SampledMetrics, AsksAtEachScrapeAndJoinsSamplesOfOneName) {
  double value = 1;
  const SampledMetrics metrics([&value] {
    using Type = MetricSample::Type;
    return std::vector<MetricSample>{
        {"a_bytes", "A.", Type::kGauge, {{"family", "x"}}, value},
        {"b_total", "B.", Type::kCounter, {}, value + 1},
        {"a_bytes", "A.", Type::kGauge, {{"family", "y"}}, value + 2}};
  });
  value = 10;
  EXPECT_EQ(prometheus::TextSerializer().Serialize(metrics.Collect()),
            "# HELP a_bytes A.\n"
            "# TYPE a_bytes gauge\n"
            "a_bytes{family=\"x\"} 10\n"
            "a_bytes{family=\"y\"} 12\n"
            "# HELP b_total B.\n"
            "# TYPE b_total counter\n"
            "b_total 11\n");
}

}  // namespace
}  // namespace farcall
