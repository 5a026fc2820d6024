// SPDX-License-Identifier: Apache-2.0
#include "scoring/records/network_answers.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <ranges>
#include <string>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "scoring/records/answer_name.h"

namespace farcall {
namespace {

// A value of the histogram is `network|question|answer`, its peak the build
// time of the newest database that gave this answer. On disk
// (docs/storage_format.md).
enum class Question : char { kCountry = 'c', kOperator = 'o', kLocation = 'l' };

// The answer where one database gives the addresses of a network several.
constexpr std::string_view kDivided = "*";

// The newest answer, and the one before.
constexpr size_t kAnswersKept = 2;

std::string PrefixOf(std::string_view network, Question question) {
  std::string prefix(network);
  prefix += '|';
  prefix += static_cast<char>(question);
  prefix += '|';
  return prefix;
}

struct Answer {
  std::string text;
  uint32_t build = 0;

  bool operator==(const Answer&) const = default;
};
using Answers = absl::InlinedVector<Answer, kAnswersKept + 1>;

// The values of one network and question.
auto ValuesOf(std::string_view prefix, const Histogram& answers) {
  const auto& values = answers.values();
  const auto first =
      std::ranges::lower_bound(values, prefix, {}, &ValueCount::value);
  return std::ranges::subrange(first, values.end()) |
         std::views::take_while([prefix](const ValueCount& value) {
           return value.value.starts_with(prefix);
         });
}

std::string_view TextOf(const ValueCount& value, std::string_view prefix) {
  return std::string_view(value.value).substr(prefix.size());
}

const ValueCount* NewestOf(std::string_view prefix, const Histogram& answers) {
  const ValueCount* newest = nullptr;
  for (const ValueCount& value : ValuesOf(prefix, answers)) {
    if (newest == nullptr || value.peak_centibits > newest->peak_centibits) {
      newest = &value;
    }
  }
  return newest;
}

// Adds an answer to those of `kept`, newest first: which stay.
void Add(Question question, Answer answer, Answers& kept) {
  const auto same = std::ranges::find(kept, answer.text, &Answer::text);
  if (same == kept.end()) {
    kept.push_back(std::move(answer));
  } else {
    same->build = std::max(same->build, answer.build);
  }
  std::ranges::sort(kept, [](const Answer& a, const Answer& b) {
    return a.build != b.build ? a.build > b.build : a.text > b.text;
  });
  if (question == Question::kLocation) {
    kept.resize(1);
    return;
  }
  for (size_t i = 0; i + 1 < kept.size();) {
    if (kept[i].build != kept[i + 1].build) {
      ++i;
      continue;
    }
    kept[i].text = kDivided;
    kept.erase(kept.begin() + static_cast<ptrdiff_t>(i) + 1);
  }
  // Of a network that is divided now, nothing before says which part it was.
  const size_t most = kept.front().text == kDivided ? 1 : kAnswersKept;
  if (kept.size() > most) kept.resize(most);
}

bool IsCountedIn(int64_t period, const ValueCount& value) {
  return std::ranges::find(value.periods, period, &PeriodCount::period) !=
         value.periods.end();
}

// A value counts once in a period, at its start: so it is as old as the
// network's last call, to the period, in whatever order calls arrive.
void CountIn(int64_t period, const HashedText& value, Histogram& answers) {
  answers.CountAs(Histogram::As::kCall, value, period * kPeriodSeconds);
}

// Of the answers that stay, the one that the event's answer became.
const Answer* Became(Question question, std::string_view text, uint32_t build,
                     const Answers& kept) {
  if (question == Question::kLocation) {
    return kept.front().build == build ? &kept.front() : nullptr;
  }
  for (const Answer& answer : kept) {
    if (answer.text == text ||
        (answer.text == kDivided && answer.build == build)) {
      return &answer;
    }
  }
  return nullptr;
}

// Keeps an answer that is not kept yet, or only for an older database. What a
// database said is as old as the events that asked that database.
bool KeepNew(std::string_view prefix, Question question, std::string_view text,
             uint32_t build, int64_t period, Histogram& answers) {
  if (ValuesOf(prefix, answers).empty()) {
    const std::string first = std::string(prefix).append(text);
    CountIn(period, HashedText(first), answers);
    answers.Note(first, build);
    return true;
  }
  Answers kept;
  for (const ValueCount& value : ValuesOf(prefix, answers)) {
    kept.push_back({std::string(TextOf(value, prefix)), value.peak_centibits});
  }
  Add(question, {std::string(text), build}, kept);
  const Answer* became = Became(question, text, build, kept);
  if (became == nullptr) return false;  // another database said enough

  absl::InlinedVector<int64_t, kPeriodsKept> periods = {period};
  bool changes = true;
  for (const ValueCount& value : ValuesOf(prefix, answers)) {
    if (value.peak_centibits != became->build) continue;
    changes &=
        TextOf(value, prefix) != became->text || !IsCountedIn(period, value);
    for (const PeriodCount& count : value.periods) {
      if (count.period != period) periods.push_back(count.period);
    }
  }
  if (!changes) return false;
  answers.Drop([&](const ValueCount& value) {
    if (!value.value.starts_with(prefix)) return false;
    const std::string_view answer = TextOf(value, prefix);
    return answer == became->text ||
           std::ranges::find(kept, answer, &Answer::text) == kept.end();
  });
  const std::string name = std::string(prefix) + became->text;
  const HashedText value(name);
  for (const int64_t counted : periods) CountIn(counted, value, answers);
  answers.Note(value, became->build);
  return true;
}

bool Keep(std::string_view network, Question question, std::string_view text,
          int64_t build_seconds, int64_t at_seconds, Histogram& answers) {
  // Without a build time one database cannot be told from another.
  if (text.empty() || build_seconds <= 0 || answers.IsTooOld(at_seconds)) {
    return false;
  }
  const auto build = static_cast<uint32_t>(
      std::min<int64_t>(build_seconds, std::numeric_limits<uint32_t>::max()));
  const int64_t period = at_seconds / kPeriodSeconds;
  const AnswerName name(network, static_cast<char>(question), text);
  const HashedText value(name.whole());
  const ValueCount* known = answers.Find(value);
  if (known == nullptr || known->peak_centibits < build) {
    return KeepNew(name.prefix(), question, text, build, period, answers);
  }
  if (IsCountedIn(period, *known)) return false;
  CountIn(period, value, answers);
  return true;
}

std::string OperatorText(OperatorKind kind, std::string_view key) {
  std::string text = std::to_string(static_cast<int>(kind));
  return text.append(key);
}

bool IsHostText(std::string_view text) {
  if (text.empty() || text == kDivided) return false;
  return IsHost(static_cast<OperatorKind>(text.front() - '0'));
}

// Numbers as integers, for the same text on every machine.
constexpr double kPerDegree = 100;

std::string LocationText(const Location& location) {
  return std::to_string(std::lround(location.latitude * kPerDegree)) + "," +
         std::to_string(std::lround(location.longitude * kPerDegree)) + "," +
         std::to_string(std::lround(location.radius_km));
}

std::optional<Location> LocationFrom(std::string_view text) {
  long numbers[3] = {};
  for (long& number : numbers) {
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc()) return std::nullopt;
    text.remove_prefix(static_cast<size_t>(end - text.data()));
    if (!text.empty()) text.remove_prefix(1);
  }
  return Location{.latitude = static_cast<double>(numbers[0]) / kPerDegree,
                  .longitude = static_cast<double>(numbers[1]) / kPerDegree,
                  .radius_km = static_cast<double>(numbers[2])};
}

// The newest answer that is not `text`, if another database than that of
// `build_seconds` gave it.
std::optional<OtherAnswer> Other(std::string_view prefix, std::string_view text,
                                 int64_t build_seconds,
                                 const Histogram& answers) {
  if (text.empty() || build_seconds <= 0) return std::nullopt;
  const ValueCount* other = nullptr;
  for (const ValueCount& value : ValuesOf(prefix, answers)) {
    if (TextOf(value, prefix) == text) continue;
    if (other == nullptr || value.peak_centibits > other->peak_centibits) {
      other = &value;
    }
  }
  if (other == nullptr || other->peak_centibits == build_seconds ||
      TextOf(*other, prefix) == kDivided) {
    return std::nullopt;
  }
  return OtherAnswer{.value = TextOf(*other, prefix),
                     .build_seconds = other->peak_centibits};
}

// Whether the network may have gone from a host, or to one: then a new country
// is news.
bool HasChangedHands(std::string_view network, const NetworkOperator& present,
                     const Histogram& answers) {
  const std::string prefix = PrefixOf(network, Question::kOperator);
  bool of_host = IsHost(present.kind);
  bool same = false;
  bool other = false;
  for (const ValueCount& value : ValuesOf(prefix, answers)) {
    const std::string_view text = TextOf(value, prefix);
    of_host |= IsHostText(text);
    const bool is_same = !text.empty() && text.substr(1) == present.key;
    same |= is_same;
    other |= !is_same;
  }
  return of_host && (other || !same);
}

}  // namespace

std::optional<DatabaseAnswers> AnswersOf(const Origin& origin) {
  DatabaseAnswers said;
  if (origin.source == OriginSource::kDatabase) {
    said.country = origin.value;
    said.country_build_seconds = origin.database_build_seconds;
    said.location = origin.location;
  }
  const NetworkOperator& found = origin.network_operator;
  if (!found.key.empty()) {
    said.operator_key = found.key;
    said.operator_kind = found.kind;
    said.operator_build_seconds = found.database_build_seconds;
  }
  if (said.country.empty() && said.operator_key.empty()) return std::nullopt;
  return said;
}

bool KeepAnswers(std::string_view network, const DatabaseAnswers& said,
                 int64_t event_time_seconds, Histogram& answers) {
  if (network.empty()) return false;
  bool changed = false;
  if (!said.country.empty()) {
    changed |= Keep(network, Question::kCountry, said.country,
                    said.country_build_seconds, event_time_seconds, answers);
    if (said.location.has_value()) {
      changed |=
          Keep(network, Question::kLocation, LocationText(*said.location),
               said.country_build_seconds, event_time_seconds, answers);
    }
  }
  if (!said.operator_key.empty()) {
    changed |= Keep(network, Question::kOperator,
                    OperatorText(said.operator_kind, said.operator_key),
                    said.operator_build_seconds, event_time_seconds, answers);
  }
  return changed;
}

void ForgetUnseen(const Histogram& networks, Histogram& answers) {
  answers.Drop([&networks](const ValueCount& value) {
    const std::string_view text = value.value;
    const ValueCount* network = networks.Find(text.substr(0, text.find('|')));
    return network == nullptr || !network->seen();
  });
}

std::optional<OtherAnswer> OtherCountry(std::string_view network,
                                        const Origin& origin,
                                        const Histogram& answers) {
  if (origin.source != OriginSource::kDatabase || network.empty() ||
      answers.empty()) {
    return std::nullopt;
  }
  const auto other = Other(PrefixOf(network, Question::kCountry), origin.value,
                           origin.database_build_seconds, answers);
  if (!other || HasChangedHands(network, origin.network_operator, answers)) {
    return std::nullopt;
  }
  return other;
}

std::optional<OtherAnswer> OtherOperator(std::string_view network,
                                         const Origin& origin,
                                         const Histogram& answers) {
  const NetworkOperator& present = origin.network_operator;
  if (present.key.empty() || IsHost(present.kind) || network.empty() ||
      answers.empty()) {
    return std::nullopt;
  }
  auto other = Other(PrefixOf(network, Question::kOperator),
                     OperatorText(present.kind, present.key),
                     present.database_build_seconds, answers);
  if (!other || IsHostText(other->value)) return std::nullopt;
  other->value.remove_prefix(1);
  return other;
}

bool AreOfOneNetwork(std::string_view country, std::string_view other,
                     const Histogram& answers) {
  // The answers of a network for its country lie side by side.
  const std::string mark = PrefixOf("", Question::kCountry);
  const auto network_of = [&](const ValueCount& value, std::string_view text) {
    std::string_view rest = value.value;
    if (!rest.ends_with(text)) return std::string_view();
    rest.remove_suffix(text.size());
    return rest.ends_with(mark) ? rest : std::string_view();
  };
  return std::ranges::adjacent_find(
             answers.values(), [&](const ValueCount& a, const ValueCount& b) {
               const bool ordered = country < other;
               const auto network = network_of(a, ordered ? country : other);
               return !network.empty() &&
                      network == network_of(b, ordered ? other : country);
             }) != answers.values().end();
}

std::optional<NetworkPlace> PlaceOfNetwork(std::string_view network,
                                           const Histogram& answers) {
  const std::string countries = PrefixOf(network, Question::kCountry);
  const std::string locations = PrefixOf(network, Question::kLocation);
  const ValueCount* country = NewestOf(countries, answers);
  const ValueCount* where = NewestOf(locations, answers);
  if (country == nullptr || where == nullptr ||
      TextOf(*country, countries) == kDivided) {
    return std::nullopt;
  }
  const auto location = LocationFrom(TextOf(*where, locations));
  if (!location) return std::nullopt;
  return NetworkPlace{.country = TextOf(*country, countries),
                      .location = *location};
}

}  // namespace farcall
