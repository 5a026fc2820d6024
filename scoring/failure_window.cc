// SPDX-License-Identifier: Apache-2.0
#include "scoring/failure_window.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

namespace farcall {
namespace {

constexpr uint64_t kKinds = 32;
constexpr char kSeparator = '/';
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

int64_t NumberOf(std::string_view window) {
  int64_t number = 0;
  std::from_chars(window.data(), window.data() + window.size(), number);
  return number;
}

// Of one kind, as far as they are known to be no later than the moment.
uint64_t FailuresUntil(const ValueCount& kind, int64_t at_seconds) {
  if (kind.first_seen_seconds > at_seconds) return 0;
  return kind.last_seen_seconds > at_seconds ? 1 : kind.calls();
}

uint64_t FailuresIn(std::string_view window, const Histogram& failures,
                    int64_t at_seconds) {
  uint64_t sum = 0;
  for (const ValueCount& value : failures.values()) {
    if (WindowOf(value.value) == window) {
      sum += FailuresUntil(value, at_seconds);
    }
  }
  return sum;
}

std::map<int64_t, Window> WindowsUntil(const Histogram& failures,
                                       int64_t at_seconds) {
  std::map<int64_t, Window> windows;
  for (const ValueCount& value : failures.values()) {
    const uint64_t known = FailuresUntil(value, at_seconds);
    if (known == 0) continue;
    Window& window = windows[NumberOf(WindowOf(value.value))];
    window.failures += known;
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
                     std::string_view failure, int64_t at_seconds,
                     ThisFailure this_one) {
  const std::string_view window = WindowOf(failure);
  const uint64_t uncounted = this_one == ThisFailure::kNotCounted ? 1 : 0;
  FailureSpike spike{.own = FailuresIn(window, own, at_seconds) + uncounted};
  if (spike.own < kOwnFailuresMin) return spike;

  auto windows = WindowsUntil(failures, at_seconds);
  Window now = windows[NumberOf(window)];
  windows.erase(NumberOf(window));
  now.failures += uncounted;
  const ValueCount* same = failures.Find(failure);
  if (same == nullptr || FailuresUntil(*same, at_seconds) == 0) ++now.kinds;

  spike.failures = now.failures;
  spike.kinds = now.kinds;
  const int64_t first_seconds =
      failures.empty() ? at_seconds
                       : std::min(at_seconds, failures.first_seen_seconds());
  spike.windows = static_cast<uint64_t>((at_seconds - first_seconds) /
                                        kFailureWindowSeconds);
  for (const auto& [number, other] : windows) {
    if (other.failures >= now.failures) ++spike.as_many;
    if (other.kinds >= now.kinds) ++spike.as_many_kinds;
  }
  return spike;
}

double SpikeBits(const FailureSpike& spike) {
  if (spike.own < kOwnFailuresMin) return 0;
  return std::max({0.0, Bits(spike.windows, spike.as_many) - kDailyLifeBits,
                   Bits(spike.windows, spike.as_many_kinds) - kDailyLifeBits});
}

void ForgetOldFailures(Histogram& own) {
  own.KeepRecent(own.last_seen_seconds() - kOwnSeconds, kValuesMax);
}

}  // namespace farcall
