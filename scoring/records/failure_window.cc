// SPDX-License-Identifier: Apache-2.0
#include "scoring/records/failure_window.h"

#include <algorithm>
#include <cmath>

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

// Of one kind, as far as they are known to be no later than the moment.
uint64_t FailuresUntil(const ValueCount& kind, int64_t at_seconds) {
  if (kind.first_seen_seconds > at_seconds) return 0;
  return kind.last_seen_seconds > at_seconds ? 1 : kind.calls();
}

// What one quarter of an hour had by a moment.
struct Window {
  uint64_t failures = 0;
  uint64_t kinds = 0;
  bool has_same_kind = false;
};

// The window of `failure`: its kinds lie side by side.
Window WindowUntil(const Histogram& failures, std::string_view failure,
                   int64_t at_seconds) {
  const std::string_view prefix =
      failure.substr(0, WindowOf(failure).size() + 1);
  const auto values = failures.values();
  Window window;
  for (auto it =
           std::ranges::lower_bound(values, prefix, {}, &ValueCount::value);
       it != values.end() && it->value.starts_with(prefix); ++it) {
    const uint64_t known = FailuresUntil(*it, at_seconds);
    if (known == 0) continue;
    window.failures += known;
    ++window.kinds;
    window.has_same_kind |= it->value == failure;
  }
  return window;
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
  const uint64_t uncounted = this_one == ThisFailure::kNotCounted ? 1 : 0;
  FailureSpike spike{.own = WindowUntil(own, failure, at_seconds).failures +
                            uncounted};
  if (spike.own < kOwnFailuresMin) return spike;

  const Window now = WindowUntil(failures, failure, at_seconds);
  spike.failures = now.failures + uncounted;
  spike.kinds = now.kinds + (now.has_same_kind ? 0 : 1);
  const int64_t first_seconds =
      failures.empty() ? at_seconds
                       : std::min(at_seconds, failures.first_seen_seconds());
  spike.windows = static_cast<uint64_t>((at_seconds - first_seconds) /
                                        kFailureWindowSeconds);
  // Windows before this one are over, and those after it are not known yet.
  const PrefixSums::Counts counts = failures.SumsByPrefix().CountAtLeast(
      PrefixOf(failure), spike.failures, spike.kinds);
  spike.as_many = counts.by_calls;
  spike.as_many_kinds = counts.by_values;
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
