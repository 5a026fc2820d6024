// SPDX-License-Identifier: Apache-2.0
#include "tests/model/plain_histogram.h"

#include <algorithm>

namespace farcall {
namespace {

constexpr int64_t kHour = 3600;
constexpr int64_t kDay = 24 * kHour;
constexpr int64_t kPeriod = 15 * kDay;
constexpr int64_t kPeriods = 12;
constexpr char kSelf[] = "";

int64_t StartOfFirst(const PlainValue& value) {
  const auto& [number, period] = *value.periods.begin();
  return period.hours.empty() ? number * kPeriod
                              : *period.hours.begin() * kHour;
}

int64_t EndOfLast(const PlainValue& value) {
  const auto& [number, period] = *value.periods.rbegin();
  return (period.hours.empty() ? (number + 1) * kPeriod
                               : (*period.hours.rbegin() + 1) * kHour) -
         1;
}

void ForgetHoursOf(int64_t number, PlainPeriod& period, int64_t from_seconds,
                   int64_t to_seconds) {
  if (from_seconds <= number * kPeriod &&
      to_seconds >= (number + 1) * kPeriod) {
    period = {};
    return;
  }
  const uint64_t hours = period.hours.size();
  std::erase_if(period.hours, [&](int64_t hour) {
    return hour * kHour >= from_seconds && hour * kHour < to_seconds;
  });
  const uint64_t left = period.hours.size();
  if (left == hours) return;
  // An estimate: calls are not kept by hour.
  period.calls[kSelf] = std::max(left, period.Calls() * left / hours);
}

bool IsWithin(int64_t seconds, int64_t from_seconds, int64_t to_seconds) {
  return seconds >= from_seconds && seconds < to_seconds;
}

PlainPeriod PeriodOf(const PlainValue& value, int64_t number) {
  const auto found = value.periods.find(number);
  return found == value.periods.end() ? PlainPeriod() : found->second;
}

}  // namespace

uint64_t PlainPeriod::Calls() const {
  uint64_t sum = 0;
  for (const auto& [giver, count] : calls) sum += count;
  return sum;
}

bool PlainPeriod::IsGivenToPeers() const {
  std::set<int64_t> days;
  for (const int64_t hour : hours) days.insert(hour / 24);
  return days.size() >= 2;
}

uint64_t PlainPeriod::CallsGivenBy(const std::string& giver) const {
  const auto found = calls.find(giver);
  return found == calls.end() ? 0 : found->second;
}

Novelty PlainHistogram::CountHour(const std::string& value,
                                  int64_t time_seconds) {
  PlainPeriod* period = Enter(value, time_seconds);
  if (period == nullptr) return Novelty::kNone;
  ++period->calls[kSelf];
  const bool was_given = period->IsGivenToPeers();
  const bool new_hour = period->hours.insert(time_seconds / kHour).second;
  if (!new_hour) return Novelty::kNone;
  if (period->hours.size() == 1) return Novelty::kPeriod;
  return period->IsGivenToPeers() && !was_given ? Novelty::kSecondDay
                                                : Novelty::kHour;
}

void PlainHistogram::CountPeer(const std::string& value, int64_t time_seconds,
                               const std::string& giver, Peers peers) {
  PlainPeriod* period = Enter(value, time_seconds);
  if (period == nullptr) return;
  ++period->calls[giver];
  if (peers == Peers::kObserve) period->givers.insert(giver);
}

void PlainHistogram::Judge(const std::string& value, Said said) {
  values_[value].said = said;
  DropEmpty();
}

uint64_t PlainHistogram::ForgetHours(int64_t from_seconds, int64_t to_seconds) {
  uint64_t forgotten = 0;
  for (auto& [name, value] : values_) {
    for (auto& [number, period] : value.periods) {
      forgotten += period.hours.size();
      ForgetHoursOf(number, period, from_seconds, to_seconds);
      forgotten -= period.hours.size();
    }
  }
  DropEmpty();
  for (auto& [name, value] : values_) {
    if (value.periods.empty()) continue;
    const int64_t first = value.first_seconds;
    const int64_t last = value.last_seconds;
    if (IsWithin(first, from_seconds, to_seconds)) {
      value.first_seconds =
          std::min(last, std::max(first, StartOfFirst(value)));
    }
    if (IsWithin(last, from_seconds, to_seconds)) {
      value.last_seconds =
          std::max(value.first_seconds, std::min(last, EndOfLast(value)));
    }
  }
  return forgotten;
}

bool PlainHistogram::TakeBack(const std::string& value,
                              const std::string& giver, const PlainValue& own,
                              const PlainValue& left) {
  const auto found = values_.find(value);
  if (found == values_.end()) return true;
  bool exact = true;
  for (auto& [number, period] : found->second.periods) {
    const PlainPeriod before = PeriodOf(own, number);
    const PlainPeriod after = PeriodOf(left, number);
    const uint64_t calls = after.CallsGivenBy(kSelf);
    if (before.hours == after.hours && before.CallsGivenBy(kSelf) == calls) {
      continue;
    }
    exact = exact &&
            period.givers.count(giver) == (before.IsGivenToPeers() ? 1 : 0) &&
            period.CallsGivenBy(giver) == before.CallsGivenBy(kSelf);
    period.givers.erase(giver);
    period.calls.erase(giver);
    if (calls == 0) continue;
    period.calls[giver] = calls;
    if (after.IsGivenToPeers()) period.givers.insert(giver);
  }
  DropEmpty();
  return exact;
}

bool PlainHistogram::GiveAgain(const std::string& value,
                               const std::string& giver,
                               const PlainValue& own) {
  const int64_t newest = Newest();
  const auto existing = values_.find(value);
  if (existing != values_.end()) {
    for (const auto& [number, period] : existing->second.periods) {
      if (period.CallsGivenBy(giver) > 0) return false;
    }
  }
  const auto left_out = [newest](const auto& period) {
    return period.second.CallsGivenBy(kSelf) == 0 ||
           (newest >= 0 && period.first <= newest - kPeriods);
  };
  if (std::ranges::all_of(own.periods, left_out)) return true;
  PlainValue& to =
      values_
          .try_emplace(value, PlainValue{.first_seconds = own.first_seconds,
                                         .last_seconds = own.last_seconds})
          .first->second;
  to.first_seconds = std::min(to.first_seconds, own.first_seconds);
  to.last_seconds = std::max(to.last_seconds, own.last_seconds);
  for (const auto& of_own : own.periods) {
    if (left_out(of_own)) continue;
    const auto& [number, period] = of_own;
    to.periods[number].calls[giver] = period.CallsGivenBy(kSelf);
    if (period.IsGivenToPeers()) to.periods[number].givers.insert(giver);
  }
  DropEmpty();
  DropOld(Newest());
  return true;
}

const PlainValue* PlainHistogram::Find(const std::string& value) const {
  const auto found = values_.find(value);
  return found == values_.end() ? nullptr : &found->second;
}

int64_t PlainHistogram::Newest() const {
  int64_t newest = -1;
  for (const auto& [name, value] : values_) {
    if (value.periods.empty()) continue;
    newest = std::max(newest, value.periods.rbegin()->first);
  }
  return newest;
}

PlainPeriod* PlainHistogram::Enter(const std::string& value,
                                   int64_t time_seconds) {
  const int64_t number = time_seconds / kPeriod;
  if (number <= Newest() - kPeriods) return nullptr;
  DropOld(std::max(Newest(), number));
  PlainValue& entered = values_[value];
  if (entered.periods.empty()) {
    entered.first_seconds = time_seconds;
    entered.last_seconds = time_seconds;
  }
  entered.first_seconds = std::min(entered.first_seconds, time_seconds);
  entered.last_seconds = std::max(entered.last_seconds, time_seconds);
  return &entered.periods[number];
}

void PlainHistogram::DropOld(int64_t newest) {
  for (auto& [name, value] : values_) {
    std::erase_if(value.periods, [newest](const auto& period) {
      return period.first <= newest - kPeriods;
    });
  }
  DropEmpty();
}

void PlainHistogram::DropEmpty() {
  for (auto& [name, value] : values_) {
    std::erase_if(value.periods, [](const auto& period) {
      return period.second.Calls() == 0;
    });
  }
  std::erase_if(values_, [](const auto& value) {
    return value.second.periods.empty() && value.second.said == Said::kNothing;
  });
  for (auto& [name, value] : values_) {
    if (value.periods.empty()) value = {.said = value.said};
  }
}

}  // namespace farcall
