// SPDX-License-Identifier: Apache-2.0
#include "server/telemetry/process_metrics.h"

#include <prometheus/metric_family.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>
#include <system_error>

namespace farcall {
namespace {

using prometheus::MetricFamily;
using prometheus::MetricType;

MetricFamily Family(const char* name, const char* help, MetricType type,
                    double value) {
  prometheus::ClientMetric metric;
  metric.counter.value = value;
  metric.gauge.value = value;
  return {name, help, type, {metric}};
}

double Ticks(int64_t ticks) {
  return static_cast<double>(ticks) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

std::optional<ProcessStat> ReadProcessStat() {
  std::ifstream file("/proc/self/stat");
  std::ostringstream text;
  text << file.rdbuf();
  return ParseProcessStat(text.str());
}

// Unix time at which the machine was started.
std::optional<int64_t> ReadBootTime() {
  std::ifstream file("/proc/stat");
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("btime ")) continue;
    int64_t seconds = 0;
    if (std::istringstream(line.substr(6)) >> seconds) return seconds;
  }
  return std::nullopt;
}

std::optional<double> StartTime() {
  const std::optional<ProcessStat> stat = ReadProcessStat();
  const std::optional<int64_t> boot = ReadBootTime();
  if (!stat || !boot) return std::nullopt;
  return static_cast<double>(*boot) + Ticks(stat->start_ticks);
}

std::optional<double> OpenFileDescriptors() {
  std::error_code error;
  std::filesystem::directory_iterator entry("/proc/self/fd", error);
  double count = -1;  // the iterator's own
  for (; !error && entry != std::filesystem::directory_iterator();
       entry.increment(error)) {
    ++count;
  }
  if (error) return std::nullopt;
  return count;
}

// The soft limit; infinity where there is none.
std::optional<double> Limit(decltype(RLIMIT_AS) resource) {
  rlimit limit{};
  if (getrlimit(resource, &limit) != 0) return std::nullopt;
  if (limit.rlim_cur == RLIM_INFINITY) {
    return std::numeric_limits<double>::infinity();
  }
  return static_cast<double>(limit.rlim_cur);
}

void AddStat(const ProcessStat& stat, std::vector<MetricFamily>& families) {
  families.push_back(Family("process_cpu_seconds_total",
                            "User and system CPU time spent.",
                            MetricType::Counter, Ticks(stat.cpu_ticks)));
  families.push_back(Family("process_virtual_memory_bytes",
                            "Virtual memory size.", MetricType::Gauge,
                            static_cast<double>(stat.virtual_bytes)));
  families.push_back(Family("process_resident_memory_bytes",
                            "Resident memory size.", MetricType::Gauge,
                            static_cast<double>(stat.resident_pages) *
                                static_cast<double>(sysconf(_SC_PAGESIZE))));
  families.push_back(Family("process_threads", "Threads of the process.",
                            MetricType::Gauge,
                            static_cast<double>(stat.threads)));
}

}  // namespace

std::optional<ProcessStat> ParseProcessStat(std::string_view text) {
  // The second field is the program's name in parentheses and may hold blanks
  // and parentheses of its own. Field 3 comes after its last one.
  const size_t name_end = text.rfind(')');
  if (name_end == std::string_view::npos) return std::nullopt;
  std::istringstream fields{std::string(text.substr(name_end + 1))};
  const auto skip = [&fields](int count) {
    std::string ignored;
    for (int i = 0; i < count; ++i) fields >> ignored;
  };
  ProcessStat stat;
  int64_t user_ticks = 0;
  int64_t system_ticks = 0;
  skip(11);  // 3 to 13
  fields >> user_ticks >> system_ticks;
  skip(4);  // 16 to 19
  fields >> stat.threads;
  skip(1);  // 21
  fields >> stat.start_ticks >> stat.virtual_bytes >> stat.resident_pages;
  if (!fields) return std::nullopt;
  stat.cpu_ticks = user_ticks + system_ticks;
  return stat;
}

ProcessMetrics::ProcessMetrics() : start_time_seconds_(StartTime()) {}

std::vector<MetricFamily> ProcessMetrics::Collect() const {
  std::vector<MetricFamily> families;
  if (const auto stat = ReadProcessStat()) AddStat(*stat, families);
  const auto add_gauge = [&families](const char* name, const char* help,
                                     std::optional<double> value) {
    if (!value) return;
    families.push_back(Family(name, help, MetricType::Gauge, *value));
  };
  add_gauge("process_open_fds", "Open file descriptors.",
            OpenFileDescriptors());
  add_gauge("process_max_fds", "Most file descriptors that may be open.",
            Limit(RLIMIT_NOFILE));
  add_gauge("process_virtual_memory_max_bytes",
            "Most virtual memory that may be used.", Limit(RLIMIT_AS));
  add_gauge("process_start_time_seconds",
            "When the process was started, in Unix time.", start_time_seconds_);
  return families;
}

}  // namespace farcall
