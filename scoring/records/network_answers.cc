// SPDX-License-Identifier: Apache-2.0
#include "scoring/records/network_answers.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

#include "scoring/counts/number_search.h"

namespace farcall {
namespace {

constexpr double kPerDegree = 100;
// Countries, operators and coordinates, at most.
constexpr size_t kAnswersOfNetwork = 2 * NetworkAnswers::kAnswersKept + 1;

// As it is kept. 0 = not known: one database cannot be told from another.
uint32_t BuildOf(int64_t build_seconds) {
  return static_cast<uint32_t>(std::clamp<int64_t>(
      build_seconds, 0, std::numeric_limits<uint32_t>::max()));
}

// Raises the period that an answer was last given in. Whether it did.
bool Touch(int64_t period, int64_t& last_period) {
  if (period <= last_period) return false;
  last_period = period;
  return true;
}

bool IsSaid(const NetworkAnswer& kept, std::string_view text,
            OperatorKind kind) {
  return kept.text == text && kept.kind == kind;
}

bool IsNewer(const NetworkAnswer& a, const NetworkAnswer& b) {
  return a.build_seconds > b.build_seconds;
}

// Two answers of one database: it divides the network.
void Divide(NetworkAnswer& kept, const NetworkAnswer& other) {
  kept.text = NetworkAnswer::kDivided;
  kept.kind = OperatorKind::kUnknown;
  kept.last_period = std::max(kept.last_period, other.last_period);
}

// Adds an answer that is not kept yet, or only for an older database. Whether
// it changes what is kept.
bool AddAnswer(const NetworkAnswer& said, NetworkAnswers::Answers& kept) {
  const NetworkAnswers::Answers before = kept;
  const auto same = std::ranges::find_if(kept, [&](const NetworkAnswer& other) {
    return IsSaid(other, said.text, said.kind);
  });
  // Of an older database: this one was not asked by those calls.
  if (same != kept.end()) kept.erase(same);
  const auto of_same_database = std::ranges::find(
      kept, said.build_seconds, &NetworkAnswer::build_seconds);
  if (of_same_database != kept.end()) {
    Divide(*of_same_database, said);
  } else {
    kept.insert(std::ranges::upper_bound(kept, said, IsNewer), said);
  }
  // Of a network that is divided now, nothing before says which part it was.
  const size_t most =
      kept.front().is_divided() ? 1 : NetworkAnswers::kAnswersKept;
  if (kept.size() > most) kept.resize(most);
  return kept != before;
}

// Keeps what a database said of a country or an operator. Whether it changes
// what is kept.
bool KeepAnswer(std::string_view text, OperatorKind kind, uint32_t build,
                int64_t period, NetworkAnswers::Answers& kept) {
  if (text.empty() || build == 0) return false;
  const auto known = std::ranges::find_if(
      kept,
      [&](const NetworkAnswer& other) { return IsSaid(other, text, kind); });
  if (known != kept.end() && known->build_seconds >= build) {
    return Touch(period, known->last_period);
  }
  return AddAnswer({.text = std::string(text),
                    .kind = kind,
                    .build_seconds = build,
                    .last_period = period},
                   kept);
}

int64_t LastPeriodOf(const NetworkAnswers::Network& network) {
  int64_t last = network.location ? network.location->last_period : 0;
  for (const auto* answers : {&network.countries, &network.operators}) {
    for (const NetworkAnswer& answer : *answers) {
      last = std::max(last, answer.last_period);
    }
  }
  return last;
}

// The least goes first.
auto RankByAge(const NetworkAnswers::Network& network) {
  return std::pair(LastPeriodOf(network), std::string_view(network.network));
}

NetworkLocation Rounded(const Location& location) {
  const auto hundredths = [](double degrees) {
    return static_cast<int32_t>(std::lround(degrees * kPerDegree));
  };
  return {.latitude_hundredths = hundredths(location.latitude),
          .longitude_hundredths = hundredths(location.longitude),
          .radius_km = static_cast<int32_t>(std::lround(location.radius_km))};
}

bool IsSamePoint(const NetworkLocation& a, const NetworkLocation& b) {
  return a.latitude_hundredths == b.latitude_hundredths &&
         a.longitude_hundredths == b.longitude_hundredths &&
         a.radius_km == b.radius_km;
}

// Of two places that one database gives a network, the one that stays,
// whichever came first.
bool Stays(const NetworkLocation& a, const NetworkLocation& b) {
  return std::tie(a.latitude_hundredths, a.longitude_hundredths, a.radius_km) >
         std::tie(b.latitude_hundredths, b.longitude_hundredths, b.radius_km);
}

bool KeepLocation(const Location& location, uint32_t build, int64_t period,
                  std::optional<NetworkLocation>& kept) {
  if (build == 0) return false;
  NetworkLocation said = Rounded(location);
  said.build_seconds = build;
  said.last_period = period;
  if (!kept.has_value()) {
    kept = said;
    return true;
  }
  if (kept->build_seconds > build ||
      (kept->build_seconds == build && IsSamePoint(*kept, said))) {
    return IsSamePoint(*kept, said) && Touch(period, kept->last_period);
  }
  const NetworkLocation before = *kept;
  if (kept->build_seconds < build) {
    kept = said;
  } else {
    const int64_t last_period = std::max(period, kept->last_period);
    if (Stays(said, *kept)) kept = said;
    kept->last_period = last_period;
  }
  return *kept != before;
}

// The newest answer that is not the given one, if another database than that of
// `build_seconds` gave it.
const NetworkAnswer* Other(const NetworkAnswers::Answers& kept,
                           std::string_view text, OperatorKind kind,
                           int64_t build_seconds) {
  if (text.empty() || build_seconds <= 0) return nullptr;
  const auto other = std::ranges::find_if(
      kept, [&](const NetworkAnswer& one) { return !IsSaid(one, text, kind); });
  if (other == kept.end() || other->build_seconds == build_seconds ||
      other->is_divided()) {
    return nullptr;
  }
  return &*other;
}

// Whether the network may have gone from a host, or to one: then a new country
// is news.
bool HasChangedHands(const NetworkAnswers::Answers& operators,
                     const NetworkOperator& present) {
  bool of_host = IsHost(present.kind);
  bool same = false;
  bool other = false;
  for (const NetworkAnswer& answer : operators) {
    of_host |= IsHost(answer.kind);
    const bool is_same = answer.text == present.key;
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

bool NetworkAnswers::Keep(const HashedText& network,
                          const DatabaseAnswers& said,
                          int64_t event_time_seconds) {
  const int64_t period = PeriodOf(event_time_seconds);
  const uint32_t build = BuildOf(said.country_build_seconds);
  const uint32_t operator_build = BuildOf(said.operator_build_seconds);
  const bool has_any = (!said.country.empty() && build > 0) ||
                       (!said.operator_key.empty() && operator_build > 0);
  if (network.empty() || !has_any || period < OldestKept(newest_period_)) {
    return false;
  }
  Network& kept = FindOrAdd(network);
  bool changed = false;
  if (!said.country.empty()) {
    changed |= KeepAnswer(said.country, OperatorKind::kUnknown, build, period,
                          kept.countries);
    if (said.location.has_value()) {
      changed |= KeepLocation(*said.location, build, period, kept.location);
    }
  }
  changed |= KeepAnswer(said.operator_key, said.operator_kind, operator_build,
                        period, kept.operators);
  if (!changed) return false;
  // Of what is kept, not of the event: the answer that gives way may have been
  // the newest call's, and a record read from disk would not know of it.
  const int64_t newest_before = std::exchange(newest_period_, NewestPeriod());
  if (newest_period_ > newest_before) DropOld();
  if (networks_.size() > kValuesMax / kAnswersOfNetwork) KeepAtMost(kValuesMax);
  return true;
}

void NetworkAnswers::ForgetUnseen(const Histogram& networks) {
  std::vector<Network> kept = std::move(networks_);
  std::erase_if(kept, [&networks](const Network& network) {
    const ValueCount* seen = networks.Find(network.network);
    return seen == nullptr || !seen->seen();
  });
  Rebuild(std::move(kept));
}

std::optional<OtherAnswer> NetworkAnswers::OtherCountry(
    const HashedText& network, const Origin& origin) const {
  if (origin.source != OriginSource::kDatabase) return std::nullopt;
  const Network* kept = Find(network);
  if (kept == nullptr) return std::nullopt;
  const NetworkAnswer* other =
      Other(kept->countries, origin.value, OperatorKind::kUnknown,
            origin.database_build_seconds);
  if (other == nullptr ||
      HasChangedHands(kept->operators, origin.network_operator)) {
    return std::nullopt;
  }
  return OtherAnswer{other->text, other->build_seconds};
}

std::optional<OtherAnswer> NetworkAnswers::OtherOperator(
    const HashedText& network, const Origin& origin) const {
  const NetworkOperator& present = origin.network_operator;
  if (present.key.empty() || IsHost(present.kind)) return std::nullopt;
  const Network* kept = Find(network);
  if (kept == nullptr) return std::nullopt;
  const NetworkAnswer* other = Other(kept->operators, present.key, present.kind,
                                     present.database_build_seconds);
  if (other == nullptr || IsHost(other->kind)) return std::nullopt;
  return OtherAnswer{other->text, other->build_seconds};
}

bool NetworkAnswers::AreOfOneNetwork(std::string_view country,
                                     std::string_view other) const {
  const auto has = [](const Network& network, std::string_view text) {
    return std::ranges::find(network.countries, text, &NetworkAnswer::text) !=
           network.countries.end();
  };
  // Most networks have one country.
  return std::ranges::any_of(networks_, [&](const Network& network) {
    return network.countries.size() > 1 && has(network, country) &&
           has(network, other);
  });
}

std::optional<NetworkPlace> NetworkAnswers::PlaceOf(
    const HashedText& network) const {
  const Network* kept = Find(network);
  if (kept == nullptr || kept->countries.empty() ||
      kept->countries.front().is_divided() || !kept->location.has_value()) {
    return std::nullopt;
  }
  const NetworkLocation& where = *kept->location;
  return NetworkPlace{
      .country = kept->countries.front().text,
      .location = {.latitude = where.latitude_hundredths / kPerDegree,
                   .longitude = where.longitude_hundredths / kPerDegree,
                   .radius_km = static_cast<double>(where.radius_km)}};
}

NetworkAnswers NetworkAnswers::FromNetworks(std::vector<Network> networks) {
  NetworkAnswers answers;
  answers.Rebuild(std::move(networks));
  return answers;
}

bool NetworkAnswers::operator==(const NetworkAnswers& other) const {
  return networks_.size() == other.networks_.size() &&
         std::ranges::all_of(networks_, [&other](const Network& network) {
           const Network* same = other.Find(HashedText(network.network));
           return same != nullptr && *same == network;
         });
}

const NetworkAnswers::Network* NetworkAnswers::Find(
    const HashedText& network) const {
  const std::span<const uint32_t> hashes(hashes_);
  for (size_t i = FindNumber(hashes, network.hash); i < networks_.size();
       i = FindNumber(hashes, network.hash, i + 1)) {
    if (networks_[i].network == network.text) return &networks_[i];
  }
  return nullptr;
}

NetworkAnswers::Network& NetworkAnswers::FindOrAdd(const HashedText& network) {
  if (const Network* found = Find(network)) {
    return networks_[static_cast<size_t>(found - networks_.data())];
  }
  hashes_.push_back(network.hash);
  return networks_.emplace_back(Network{.network = std::string(network.text)});
}

void NetworkAnswers::DropOld() {
  const int64_t oldest = OldestKept(newest_period_);
  const auto is_old = [oldest](const NetworkAnswer& answer) {
    return answer.last_period < oldest;
  };
  bool any = false;
  for (Network& network : networks_) {
    for (Answers* answers : {&network.countries, &network.operators}) {
      answers->erase(std::remove_if(answers->begin(), answers->end(), is_old),
                     answers->end());
    }
    if (network.location && network.location->last_period < oldest) {
      network.location.reset();
    }
    any |= network.answers() == 0;
  }
  if (any) Rebuild(std::move(networks_));
}

void NetworkAnswers::KeepAtMost(size_t answers_max) {
  size_t answers = 0;
  for (const Network& network : networks_) answers += network.answers();
  while (answers > answers_max) {
    const auto oldest = std::ranges::min_element(networks_, {}, RankByAge);
    answers -= oldest->answers();
    hashes_[static_cast<size_t>(oldest - networks_.begin())] = hashes_.back();
    *oldest = std::move(networks_.back());
    networks_.pop_back();
    hashes_.pop_back();
  }
}

void NetworkAnswers::Rebuild(std::vector<Network> networks) {
  std::erase_if(networks,
                [](const Network& one) { return one.answers() == 0; });
  networks_ = std::move(networks);
  hashes_.clear();
  for (const Network& network : networks_) {
    hashes_.push_back(HashedText(network.network).hash);
  }
  newest_period_ = NewestPeriod();
}

int64_t NetworkAnswers::NewestPeriod() const {
  int64_t newest = 0;
  for (const Network& network : networks_) {
    newest = std::max(newest, LastPeriodOf(network));
  }
  return newest;
}

}  // namespace farcall
