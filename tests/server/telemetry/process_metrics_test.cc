// SPDX-License-Identifier: Apache-2.0
#include "server/telemetry/process_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <prometheus/metric_family.h>
#include <unistd.h>

#include <ctime>
#include <map>
#include <string>

namespace farcall {
namespace {

using ::testing::Key;
using ::testing::UnorderedElementsAre;

std::map<std::string, double> Values(const ProcessMetrics& metrics) {
  std::map<std::string, double> values;
  for (const auto& family : metrics.Collect()) {
    values[family.name] = family.metric.at(0).gauge.value;
  }
  return values;
}

TEST(ProcessMetrics, HasTheStandardNames) {
  EXPECT_THAT(Values(ProcessMetrics()),
              UnorderedElementsAre(
                  Key("process_cpu_seconds_total"), Key("process_max_fds"),
                  Key("process_open_fds"), Key("process_resident_memory_bytes"),
                  Key("process_start_time_seconds"), Key("process_threads"),
                  Key("process_virtual_memory_bytes"),
                  Key("process_virtual_memory_max_bytes")));
}

TEST(ProcessMetrics, FiguresAreThoseOfThisProcess) {
  std::map<std::string, double> values = Values(ProcessMetrics());
  EXPECT_GE(values["process_threads"], 1);
  EXPECT_GE(values["process_resident_memory_bytes"], 1 << 16);
  EXPECT_GE(values["process_virtual_memory_bytes"],
            values["process_resident_memory_bytes"]);
  EXPECT_GE(values["process_max_fds"], values["process_open_fds"]);
  EXPECT_GT(values["process_start_time_seconds"], 1'500'000'000);
}

TEST(ProcessMetrics, CountsOpenFileDescriptors) {
  const ProcessMetrics metrics;
  const double before = Values(metrics)["process_open_fds"];
  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  EXPECT_EQ(Values(metrics)["process_open_fds"], before + 2);
  close(pipe_ends[0]);
  close(pipe_ends[1]);
}

TEST(ProcessMetrics, ReadsStatOfProgramWithOddName) {
  const auto stat = ParseProcessStat(
      "42 (a) b (c)) S 1 42 42 0 -1 4194560 100 0 0 0 70 30 5 6 20 0 9 0 "
      "123456 1048576 256 18446744073709551615 1 1 0\n");
  ASSERT_TRUE(stat.has_value());
  EXPECT_EQ(stat->cpu_ticks, 100);
  EXPECT_EQ(stat->threads, 9);
  EXPECT_EQ(stat->start_ticks, 123456);
  EXPECT_EQ(stat->virtual_bytes, 1048576);
  EXPECT_EQ(stat->resident_pages, 256);
}

TEST(ProcessMetrics, RefusesStatOfAnotherForm) {
  for (const char* text : {"", "42", "42 (a)", "42 (a) S 1 2 3",
                           "42 (a) S 1 1 1 1 1 1 1 1 1 1 x 1"}) {
    EXPECT_FALSE(ParseProcessStat(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace farcall
