// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/record/part_codec.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "storage/codec/evidence_text.h"
#include "storage/codec/record/answer_values.h"
#include "storage/codec/record/episode_values.h"
#include "storage/codec/record/part_values.h"

namespace farcall {
namespace {

// Before the day, in the text of how many principals reached the threshold.
constexpr char kReached = '!';
// Between a window of failures and a kind.
constexpr char kInWindow = '/';

// At least 1, also of numbers that are no sum.
uint64_t CallsOf(const ValueCount& value) {
  return std::max<uint64_t>(1, value.calls());
}

std::string FailureText(int64_t window, FailureKind kind) {
  return std::to_string(window) + kInWindow + std::to_string(kind);
}

std::vector<ValueCount> ValuesOf(const FailureWindows& failures) {
  std::vector<ValueCount> values;
  for (const FailureWindows::Window& window : failures.windows()) {
    for (const FailureWindows::Kind& kind : window.kinds) {
      values.push_back({.value = FailureText(window.number, kind.kind),
                        .first_seen_seconds = kind.first_seen_seconds,
                        .last_seen_seconds = kind.last_seen_seconds,
                        .periods = {{.period = PeriodOf(kind.last_seen_seconds),
                                     .calls = kind.calls}}});
    }
  }
  SortByText(values);
  return values;
}

absl::Status FailuresFrom(const std::vector<ValueCount>& values,
                          FailureWindows& failures) {
  std::map<int64_t, std::map<FailureKind, FailureWindows::Kind>> windows;
  for (const ValueCount& value : values) {
    const std::string_view text = value.value;
    const size_t end = std::min(text.find(kInWindow), text.size());
    int64_t number = 0;
    FailureKind kind = 0;
    if (!TakeNumber(text.substr(0, end), number) || end == text.size() ||
        !TakeNumber(text.substr(end + 1), kind) || kind >= kFailureKinds ||
        number != value.first_seen_seconds / kFailureWindowSeconds ||
        number != value.last_seen_seconds / kFailureWindowSeconds ||
        text != FailureText(number, kind)) {
      return BadText(text);
    }
    windows[number][kind] = {.kind = kind,
                             .first_seen_seconds = value.first_seen_seconds,
                             .last_seen_seconds = value.last_seen_seconds,
                             .calls = CallsOf(value)};
  }
  std::vector<FailureWindows::Window> by_number;
  for (const auto& [number, kinds] : windows) {
    FailureWindows::Window& window = by_number.emplace_back();
    window.number = number;
    for (const auto& [kind, counts] : kinds) window.kinds.push_back(counts);
  }
  failures = FailureWindows::FromWindows(std::move(by_number));
  return absl::OkStatus();
}

std::vector<ValueCount> ValuesOf(const ShortMemory& memory) {
  std::vector<ValueCount> values;
  for (const RememberedThing& thing : memory.things()) {
    values.push_back({.value = EvidenceText(thing.name()),
                      .first_seen_seconds = thing.first_seen_seconds,
                      .last_seen_seconds = thing.last_seen_seconds,
                      .peak_centibits = thing.peak_centibits,
                      .periods = {{.period = PeriodOf(thing.last_seen_seconds),
                                   .calls = thing.calls}}});
  }
  SortByText(values);
  return values;
}

absl::Status MemoryFrom(const std::vector<ValueCount>& values,
                        ShortMemory& memory) {
  std::vector<RememberedThing> things;
  for (const ValueCount& value : values) {
    const EvidenceName name = EvidenceNameFrom(value.value);
    if (EvidenceText(name) != value.value) return BadText(value.value);
    RememberedThing& thing = things.emplace_back(name);
    thing.first_seen_seconds = value.first_seen_seconds;
    thing.last_seen_seconds = value.last_seen_seconds;
    thing.calls = CallsOf(value);
    thing.peak_centibits = value.peak_centibits;
  }
  memory = ShortMemory::FromThings(std::move(things));
  return absl::OkStatus();
}

std::vector<ValueCount> ValuesOf(const DayBests& bests) {
  std::vector<ValueCount> values;
  for (const DayBests::Best& best : bests.bests()) {
    values.push_back({.value = std::to_string(DayOf(best.last_seen_seconds)),
                      .first_seen_seconds = best.last_seen_seconds,
                      .last_seen_seconds = best.last_seen_seconds,
                      .peak_centibits = best.centibits,
                      .periods = {{.period = PeriodOf(best.last_seen_seconds),
                                   .calls = 1}}});
  }
  SortByText(values);
  return values;
}

// The last time that the best was raised says which day it is.
absl::Status BestsFrom(const std::vector<ValueCount>& values, DayBests& bests) {
  DayBests read;
  for (const ValueCount& value : values) {
    if (value.value != std::to_string(DayOf(value.last_seen_seconds))) {
      return BadText(value.value);
    }
    read.Raise(value.peak_centibits, value.last_seen_seconds);
  }
  bests = read;
  return absl::OkStatus();
}

std::string ReachedText(int64_t last_seen_seconds) {
  return kReached + std::to_string(DayOf(last_seen_seconds));
}

std::string StepText(int step) {
  std::string text = std::to_string(step);
  return std::string(3 - text.size(), '0') + text;
}

std::vector<ValueCount> ValuesOf(const AlertDistribution& alerts) {
  std::vector<ValueCount> values;
  if (alerts.empty()) return values;
  for (const AlertDistribution::Reached& reached : alerts.reached()) {
    values.push_back(
        {.value = ReachedText(reached.last_seen_seconds),
         .first_seen_seconds = reached.last_seen_seconds,
         .last_seen_seconds = reached.last_seen_seconds,
         .periods = {{.period = PeriodOf(reached.last_seen_seconds),
                      .calls = reached.principals}}});
  }
  for (int step = 0; step <= AlertDistribution::kStepsMax; ++step) {
    ValueCount value{.value = StepText(step),
                     .first_seen_seconds = alerts.first_seen_seconds(),
                     .last_seen_seconds = alerts.last_seen_seconds()};
    for (const AlertDistribution::Period& period : alerts.periods()) {
      const uint64_t principals = period.principals[static_cast<size_t>(step)];
      if (principals == 0) continue;
      value.periods.push_back({.period = period.period, .calls = principals});
    }
    if (value.seen()) values.push_back(std::move(value));
  }
  SortByText(values);
  return values;
}

// A tenant's values are digits, with or without kReached; no origin begins so.
bool IsOfDistribution(const ValueCount& value) {
  const char first = value.value.empty() ? '\0' : value.value.front();
  return first == kReached || (first >= '0' && first <= '9');
}

absl::Status DistributionFrom(const std::vector<ValueCount>& values,
                              AlertDistribution& alerts) {
  std::map<int64_t, AlertDistribution::Period> periods;
  std::map<int64_t, AlertDistribution::Reached> reached;
  int64_t first_seen_seconds = INT64_MAX;
  int64_t last_seen_seconds = 0;
  for (const ValueCount& value : values) {
    const std::string_view text = value.value;
    first_seen_seconds = std::min(first_seen_seconds, value.first_seen_seconds);
    last_seen_seconds = std::max(last_seen_seconds, value.last_seen_seconds);
    if (text.starts_with(kReached)) {
      if (text != ReachedText(value.last_seen_seconds)) return BadText(text);
      reached[DayOf(value.last_seen_seconds)] = {
          .last_seen_seconds = value.last_seen_seconds,
          .principals = CallsOf(value)};
      continue;
    }
    size_t step = 0;
    if (!TakeNumber(text, step) || step > AlertDistribution::kStepsMax ||
        text != StepText(static_cast<int>(step))) {
      return BadText(text);
    }
    for (const PeriodCount& count : value.periods) {
      AlertDistribution::Period& period = periods[count.period];
      period.period = count.period;
      period.principals[step] = count.calls;
    }
  }
  std::vector<AlertDistribution::Period> by_period;
  for (const auto& [number, period] : periods) by_period.push_back(period);
  std::vector<AlertDistribution::Reached> by_day;
  for (const auto& [day, count] : reached) by_day.push_back(count);
  alerts = AlertDistribution::From(std::move(by_period), std::move(by_day),
                                   first_seen_seconds, last_seen_seconds);
  return absl::OkStatus();
}

absl::Status AlertsFrom(std::vector<ValueCount> values, Baseline& baseline) {
  if (std::ranges::any_of(values, IsOfDistribution)) {
    AlertDistribution distribution;
    absl::Status status = DistributionFrom(values, distribution);
    if (status.ok()) baseline.distribution.Change() = std::move(distribution);
    return status;
  }
  baseline.alerts.Change() =
      DayAlerts(Histogram::FromValues(std::move(values)));
  return absl::OkStatus();
}

}  // namespace

std::optional<RecordPart> RecordPartOf(uint8_t number) {
  for (const RecordPart part : kRecordParts) {
    if (static_cast<uint8_t>(part) == number) return part;
  }
  return std::nullopt;
}

const char* RecordPartName(RecordPart part) {
  switch (part) {
    case RecordPart::kFailures:
      return "failures";
    case RecordPart::kMemory:
      return "evidence";
    case RecordPart::kAlerts:
      return "alerts";
    case RecordPart::kDayBests:
      return "day_bests";
    case RecordPart::kAnswers:
      return "answers";
    case RecordPart::kEpisodes:
      return "episodes";
  }
  return "unknown";
}

std::vector<ValueCount> ValuesOf(RecordPart part, const Baseline& baseline) {
  switch (part) {
    case RecordPart::kFailures:
      return ValuesOf(baseline.failures.Get());
    case RecordPart::kMemory:
      return ValuesOf(baseline.memory);
    case RecordPart::kAlerts: {
      const auto& origins = baseline.alerts.Get().origins().values();
      return origins.empty()
                 ? ValuesOf(baseline.distribution.Get())
                 : std::vector<ValueCount>(origins.begin(), origins.end());
    }
    case RecordPart::kDayBests:
      return ValuesOf(baseline.bests);
    case RecordPart::kAnswers:
      return ValuesOf(baseline.answers);
    case RecordPart::kEpisodes:
      return ValuesOf(baseline.episodes.Get());
  }
  return {};
}

absl::Status SetValues(RecordPart part, std::vector<ValueCount> values,
                       Baseline& baseline) {
  std::erase_if(values, [](const ValueCount& value) { return !value.seen(); });
  switch (part) {
    case RecordPart::kFailures:
      return FailuresFrom(values, baseline.failures.Change());
    case RecordPart::kMemory:
      return MemoryFrom(values, baseline.memory);
    case RecordPart::kAlerts:
      return AlertsFrom(std::move(values), baseline);
    case RecordPart::kDayBests:
      return BestsFrom(values, baseline.bests);
    case RecordPart::kAnswers:
      return AnswersFrom(values, baseline.answers);
    case RecordPart::kEpisodes:
      return EpisodesFrom(values, baseline.episodes.Change());
  }
  return absl::OkStatus();
}

}  // namespace farcall
