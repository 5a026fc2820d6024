// SPDX-License-Identifier: Apache-2.0
#include "scoring/failure_window.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace farcall {
namespace {

constexpr uint64_t kKinds = 32;
constexpr char kSeparator = '/';
constexpr uint64_t kFailuresMin = 3;  // of one principal
constexpr int64_t kOwnSeconds = 2 * 3600;
constexpr double kDailyLifeBits = 3;

// FNV-1a over all but the digits. The same on every machine: it is on disk.
uint64_t KindOf(std::string_view message) {
  uint64_t hash = 14695981039346656037U;
  for (const char c : message) {
    if (c >= '0' && c <= '9') continue;
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  }
  return hash % kKinds;
}

std::string_view WindowOf(std::string_view failure) {
  return failure.substr(0, failure.find(kSeparator));
}

struct Window {
  uint64_t failures = 0;
  uint64_t kinds = 0;
};

std::map<std::string_view, Window> WindowsOf(const Histogram& failures) {
  std::map<std::string_view, Window> windows;
  for (const ValueCount& value : failures.values()) {
    Window& window = windows[WindowOf(value.value)];
    window.failures += value.calls();
    ++window.kinds;
  }
  return windows;
}

double Bits(uint64_t windows, uint64_t as_many) {
  return std::log2(static_cast<double>(windows + 1) /
                   static_cast<double>(as_many + 1));
}

}  // namespace

std::string FailureOf(const Event& event) {
  std::string failure =
      std::to_string(event.event_time_seconds / kFailureWindowSeconds);
  failure += kSeparator;
  failure += std::to_string(KindOf(
      event.error_message.empty() ? event.error_code : event.error_message));
  return failure;
}

FailureSpike SpikeOf(const Histogram& failures, const Histogram& own,
                     std::string_view failure, int64_t at_seconds) {
  auto windows = WindowsOf(failures);
  Window now = windows[WindowOf(failure)];
  windows.erase(WindowOf(failure));
  ++now.failures;
  if (failures.Find(failure) == nullptr) ++now.kinds;

  FailureSpike spike{.failures = now.failures,
                     .own = WindowsOf(own)[WindowOf(failure)].failures + 1,
                     .kinds = now.kinds};
  const int64_t first_seconds =
      failures.empty() ? at_seconds
                       : std::min(at_seconds, failures.first_seen_seconds());
  spike.windows = static_cast<uint64_t>((at_seconds - first_seconds) /
                                        kFailureWindowSeconds);
  for (const auto& [name, other] : windows) {
    if (other.failures >= now.failures) ++spike.as_many;
    if (other.kinds >= now.kinds) ++spike.as_many_kinds;
  }
  return spike;
}

double SpikeBits(const FailureSpike& spike) {
  if (spike.own < kFailuresMin) return 0;
  return std::max({0.0, Bits(spike.windows, spike.as_many) - kDailyLifeBits,
                   Bits(spike.windows, spike.as_many_kinds) - kDailyLifeBits});
}

void ForgetOldFailures(Histogram& own) {
  own.KeepRecent(own.last_seen_seconds() - kOwnSeconds, kValuesMax);
}

}  // namespace farcall
