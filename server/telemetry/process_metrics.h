// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <prometheus/collectable.h>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace farcall {

// What is used of /proc/PID/stat, in its units.
struct ProcessStat {
  int64_t cpu_ticks = 0;  // user and system
  int64_t threads = 0;
  int64_t start_ticks = 0;  // since boot
  int64_t virtual_bytes = 0;
  int64_t resident_pages = 0;
};

// Nothing if `text` does not have the form of that file.
std::optional<ProcessStat> ParseProcessStat(std::string_view text);

// This process's `process_*` figures under the names that Prometheus' own
// clients give them, read from /proc at each scrape. What cannot be read is
// left out.
class ProcessMetrics final : public prometheus::Collectable {
 public:
  ProcessMetrics();

  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  std::optional<double> start_time_seconds_;  // Unix time
};

}  // namespace farcall
