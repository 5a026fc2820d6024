// SPDX-License-Identifier: Apache-2.0
#include "scoring/records/failure_windows.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

#include "scoring/counts/histogram.h"

namespace farcall {
namespace {

constexpr char kSeparator = '/';
constexpr int64_t kOwnSeconds = 2 * 3600;
constexpr double kDailyLifeBits = 3;

// FNV-1a over all but the digits. The same on every machine: it is on disk.
FailureKind KindOf(std::string_view message) {
  uint64_t hash = 14695981039346656037U;
  for (const char c : message) {
    if (c >= '0' && c <= '9') continue;
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  }
  return static_cast<FailureKind>(hash % kFailureKinds);
}

int64_t NumberOf(int64_t at_seconds) {
  return at_seconds / kFailureWindowSeconds;
}

uint32_t Narrow(uint64_t n) {
  return static_cast<uint32_t>(
      std::min<uint64_t>(n, std::numeric_limits<uint32_t>::max()));
}

// Of the first `end` numbers. Without a branch for each, so that the compiler
// uses vector instructions.
uint64_t CountFrom(uint32_t least, const std::vector<uint32_t>& numbers,
                   size_t end) {
  uint32_t count = 0;
  for (size_t i = 0; i < end; ++i) count += numbers[i] >= least ? 1 : 0;
  return count;
}

// Of one kind, as far as they are known to be no later than the moment.
uint64_t FailuresUntil(const FailureWindows::Kind& kind, int64_t at_seconds) {
  if (kind.first_seen_seconds > at_seconds) return 0;
  return kind.last_seen_seconds > at_seconds ? 1 : kind.calls;
}

// What one quarter of an hour had by a moment.
struct KnownWindow {
  uint64_t failures = 0;
  uint64_t kinds = 0;
  bool has_same_kind = false;
};

KnownWindow WindowUntil(const FailureWindows& failures, FailureKind failure,
                        int64_t at_seconds) {
  KnownWindow known;
  const FailureWindows::Window* window = failures.Find(at_seconds);
  if (window == nullptr) return known;
  for (const FailureWindows::Kind& kind : window->kinds) {
    const uint64_t until = FailuresUntil(kind, at_seconds);
    if (until == 0) continue;
    known.failures += until;
    ++known.kinds;
    known.has_same_kind |= kind.kind == failure;
  }
  return known;
}

double Bits(uint64_t windows, uint64_t as_many) {
  return std::log2(static_cast<double>(windows + 1) /
                   static_cast<double>(as_many + 1));
}

}  // namespace

std::string FailureOf(const Event& event) {
  std::string failure = std::to_string(NumberOf(event.event_time_seconds));
  failure += kSeparator;
  failure += std::to_string(KindOf(
      event.error_message.empty() ? event.error_code : event.error_message));
  return failure;
}

FailureKind KindOfFailure(std::string_view failure) {
  const size_t separator = failure.find(kSeparator);
  if (separator == failure.npos) return 0;
  FailureKind kind = 0;
  std::from_chars(failure.data() + separator + 1,
                  failure.data() + failure.size(), kind);
  return kind;
}

int64_t FailureWindows::first_seen_seconds() const {
  if (windows_.empty()) return 0;
  return std::ranges::min(windows_.front().kinds, {}, &Kind::first_seen_seconds)
      .first_seen_seconds;
}

int64_t FailureWindows::last_seen_seconds() const {
  if (windows_.empty()) return 0;
  return std::ranges::max(windows_.back().kinds, {}, &Kind::last_seen_seconds)
      .last_seen_seconds;
}

const FailureWindows::Window* FailureWindows::Find(int64_t at_seconds) const {
  const int64_t number = NumberOf(at_seconds);
  const auto window =
      std::ranges::lower_bound(windows_, number, {}, &Window::number);
  return window == windows_.end() || window->number != number ? nullptr
                                                              : &*window;
}

void FailureWindows::Count(FailureKind kind, int64_t at_seconds) {
  if (PeriodOf(at_seconds) < OldestKept(PeriodOf(last_seen_seconds()))) return;
  const size_t index = FindOrAdd(NumberOf(at_seconds));
  auto& kinds = windows_[index].kinds;
  auto counted = std::ranges::lower_bound(kinds, kind, {}, &Kind::kind);
  if (counted == kinds.end() || counted->kind != kind) {
    counted = kinds.insert(counted, {.kind = kind,
                                     .first_seen_seconds = at_seconds,
                                     .last_seen_seconds = at_seconds});
    ++kinds_[index];
    ++values_;
  }
  counted->first_seen_seconds =
      std::min(counted->first_seen_seconds, at_seconds);
  counted->last_seen_seconds = std::max(counted->last_seen_seconds, at_seconds);
  ++counted->calls;
  failures_[index] = Narrow(uint64_t{failures_[index]} + 1);
  ++calls_;
  if (values_ > kValuesMax) EvictOldest();
  const int64_t first_kept =
      OldestKept(PeriodOf(last_seen_seconds())) * kPeriodSeconds;
  if (windows_.front().number * kFailureWindowSeconds < first_kept) {
    KeepSince(first_kept);
  }
}

size_t FailureWindows::FindOrAdd(int64_t number) {
  // Most calls are of the newest window.
  if (!windows_.empty() && windows_.back().number == number) {
    return windows_.size() - 1;
  }
  const auto window =
      std::ranges::lower_bound(windows_, number, {}, &Window::number);
  const auto index = window - windows_.begin();
  if (window == windows_.end() || window->number != number) {
    windows_.insert(window, {.number = number});
    failures_.insert(failures_.begin() + index, 0);
    kinds_.insert(kinds_.begin() + index, 0);
  }
  return static_cast<size_t>(index);
}

void FailureWindows::EvictOldest() {
  Window& window = windows_.front();
  const auto oldest =
      std::ranges::min_element(window.kinds, {}, &Kind::last_seen_seconds);
  calls_ -= oldest->calls;
  failures_.front() -= Narrow(oldest->calls);
  --kinds_.front();
  --values_;
  window.kinds.erase(oldest);
  if (!window.kinds.empty()) return;
  windows_.erase(windows_.begin());
  failures_.erase(failures_.begin());
  kinds_.erase(kinds_.begin());
}

void FailureWindows::KeepSince(int64_t since_seconds) {
  ForgetSeenWithin(std::numeric_limits<int64_t>::min(), since_seconds);
}

void FailureWindows::ForgetSeenWithin(int64_t from_seconds,
                                      int64_t to_seconds) {
  const auto is_forgotten = [&](const Kind& kind) {
    return kind.last_seen_seconds >= from_seconds &&
           kind.last_seen_seconds < to_seconds;
  };
  for (Window& window : windows_) {
    window.kinds.erase(
        std::remove_if(window.kinds.begin(), window.kinds.end(), is_forgotten),
        window.kinds.end());
  }
  std::erase_if(windows_,
                [](const Window& window) { return window.kinds.empty(); });
  SumUp();
}

FailureWindows::WindowCounts FailureWindows::CountAtLeast(
    int64_t before_seconds, uint64_t failures, uint64_t kinds) const {
  const auto end = static_cast<size_t>(
      std::ranges::lower_bound(windows_, NumberOf(before_seconds), {},
                               &Window::number) -
      windows_.begin());
  return {.by_failures = CountFrom(Narrow(failures), failures_, end),
          .by_kinds = CountFrom(Narrow(kinds), kinds_, end)};
}

FailureWindows FailureWindows::FromWindows(std::vector<Window> windows) {
  FailureWindows failures;
  failures.windows_ = std::move(windows);
  failures.SumUp();
  return failures;
}

void FailureWindows::SumUp() {
  failures_.clear();
  kinds_.clear();
  calls_ = 0;
  values_ = 0;
  for (const Window& window : windows_) {
    uint64_t calls = 0;
    for (const Kind& kind : window.kinds) calls += kind.calls;
    failures_.push_back(Narrow(calls));
    kinds_.push_back(static_cast<uint32_t>(window.kinds.size()));
    calls_ += calls;
    values_ += window.kinds.size();
  }
}

FailureSpike SpikeOf(const FailureWindows& failures, const FailureWindows& own,
                     FailureKind failure, int64_t at_seconds,
                     ThisFailure this_one) {
  const uint64_t uncounted = this_one == ThisFailure::kNotCounted ? 1 : 0;
  FailureSpike spike{.own = WindowUntil(own, failure, at_seconds).failures +
                            uncounted};
  if (spike.own < kOwnFailuresMin) return spike;

  const KnownWindow now = WindowUntil(failures, failure, at_seconds);
  spike.failures = now.failures + uncounted;
  spike.kinds = now.kinds + (now.has_same_kind ? 0 : 1);
  const int64_t first_seconds =
      failures.empty() ? at_seconds
                       : std::min(at_seconds, failures.first_seen_seconds());
  spike.windows = static_cast<uint64_t>((at_seconds - first_seconds) /
                                        kFailureWindowSeconds);
  // Windows before this one are over, and those after it are not known yet.
  const FailureWindows::WindowCounts counts =
      failures.CountAtLeast(at_seconds, spike.failures, spike.kinds);
  spike.as_many = counts.by_failures;
  spike.as_many_kinds = counts.by_kinds;
  return spike;
}

double SpikeBits(const FailureSpike& spike) {
  if (spike.own < kOwnFailuresMin) return 0;
  return std::max({0.0, Bits(spike.windows, spike.as_many) - kDailyLifeBits,
                   Bits(spike.windows, spike.as_many_kinds) - kDailyLifeBits});
}

void CountOwn(FailureKind failure, int64_t at_seconds, FailureWindows& own) {
  own.Count(failure, at_seconds);
  const int64_t since_seconds = own.last_seen_seconds() - kOwnSeconds;
  // The oldest are in the first window.
  if (own.first_seen_seconds() < since_seconds) own.KeepSince(since_seconds);
}

}  // namespace farcall
