// SPDX-License-Identifier: Apache-2.0
#include "scoring/event_scorer.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "absl/container/inlined_vector.h"
#include "scoring/alert.h"
#include "scoring/decay.h"
#include "scoring/evidence.h"
#include "scoring/failure_window.h"
#include "scoring/fusion.h"
#include "scoring/instance_site.h"
#include "scoring/journey.h"
#include "scoring/network_answers.h"
#include "scoring/smoothing.h"
#include "scoring/words.h"
#include "text/count.h"

namespace farcall {
namespace {

// An hour in a second place weighs so many of the first: who has both is not
// odd for it.
constexpr double kUsedToBoth = 20;

// A histogram's sums differ by which one tells when the tenant began: itself
// or another one.
constexpr size_t kFoundersMax = 2;

using Levels = absl::InlinedVector<Level, 3>;

// One event, and all that its detectors are asked about.
struct Asked {
  const Model& model;
  const Event& event;
  const Origin& origin;
  const CountedEvent& counted;
  std::span<const Baseline> baselines;
  Moment moment;  // of the event
  Summaries& summaries;
  Purpose purpose;
  std::optional<GeoMoved>& moved;  // filled as detectors are asked

  // nullptr if the event is not counted there.
  const Histogram* Find(Source source) const {
    return counted.Has(source) ? &counted.Of(source, baselines) : nullptr;
  }
  // Of the event's principal; empty where it has none. An event may have a
  // principal and no place (kOriginInternal).
  const Histogram& PlacesOfPrincipal() const {
    return OfPrincipal(Attribute::kCountry);
  }
  const Histogram& OfPrincipal(Attribute attribute) const {
    static const Histogram kNothing;
    const size_t principal = counted.entity(EntityKind::kPrincipal);
    return principal == CountedEvent::kNone
               ? kNothing
               : baselines[principal].Of(attribute);
  }
  // The last second of what was before the event. What was called from at the
  // second of an event that is counted may be that event.
  int64_t by_seconds() const {
    return event.event_time_seconds - (purpose == Purpose::kAgain ? 1 : 0);
  }
  // The event must be counted there. `at` is founded by the histogram itself or
  // by another one.
  Summary& SummaryOf(Source source, const Moment& at, bool by_itself) const {
    const size_t number = counted.entity(source.entity) * kAttributeEnd +
                          static_cast<size_t>(source.attribute);
    return summaries.Of(number * kFoundersMax + (by_itself ? 1 : 0),
                        counted.Of(source, baselines), at);
  }
};

// The part of a detector's chain that the event is counted in; empty if it is
// not counted for the detector's own entity.
using Chain = absl::InlinedVector<LevelSource, 3>;

Chain ChainOf(const Detector& detector, const Asked& asked) {
  Chain chain;
  for (const LevelSource& level : detector.chain) {
    if (asked.counted.Has(level.values) && asked.counted.Has(level.total)) {
      chain.push_back(level);
    } else if (chain.empty()) {
      return {};
    }
  }
  return chain;
}

// On its first day all that a tenant does is new: there is nothing yet that it
// could hide in, and it counts at once.
Moment MomentOf(const Chain& chain, const Asked& asked) {
  return asked.moment.Founded(
      asked.Find(chain.back().total)->first_seen_seconds() +
      asked.model.decay.settling_seconds);
}

Levels LevelsOf(const Chain& chain, const Moment& moment, const Asked& asked) {
  Levels levels;
  const Source founder = chain.back().total;
  const auto summary_of = [&](Source source) -> Summary& {
    return asked.SummaryOf(source, moment, source == founder);
  };
  for (const LevelSource& level : chain) {
    Summary& values = summary_of(level.values);
    const Summary& total =
        level.total == level.values ? values : summary_of(level.total);
    levels.emplace_back(values, total, moment, asked.model.smoothing);
  }
  return levels;
}

// The most usual values, most usual first.
std::vector<ValueShare> UsualValues(const Level& level) {
  const UsualCounts& usual = level.Usual();
  std::vector<ValueShare> shares;
  shares.reserve(usual.most.size());
  for (const auto& [value, n] : usual.most) {
    shares.push_back({value->value, n / usual.total});
  }
  return shares;
}

// p of what is most usual, at the nearest level that knows any; 0 if none does.
double UsualProbability(const Detector& detector, double flat,
                        std::span<const Level> levels) {
  for (const Level& level : levels) {
    if (level.counts().total <= 0) continue;
    if (!level.whole()) return detector.usual;
    return std::min(detector.usual,
                    Probability(levels, flat, level.counts().most_usual));
  }
  return 0;
}

bool Asks(const Detector& detector, EntityKind entity) {
  return std::ranges::any_of(detector.chain, [&](const LevelSource& level) {
    return level.values.entity == entity;
  });
}

// How much is known that a value can be new against, in observations.
double KnownOf(const Detector& detector, const Asked& asked,
               std::span<const Level> levels) {
  double known = detector.known_by_days
                     ? static_cast<double>(DaysSeen(asked.PlacesOfPrincipal()))
                     : levels.front().counts().total;
  // A place where none of its peers ever was is news even of who is new.
  if (detector.role != Detector::Role::kEvidence) {
    for (const Level& level : levels) {
      known = std::max(known, level.counts().total);
    }
    return known;
  }
  // Else who is new does everything for the first time: that is no evidence,
  // but for what no session of a known role did. Its name is chosen freely.
  if (levels.front().counts().total <= 0 && Asks(detector, EntityKind::kRole) &&
      asked.counted.Has(kRoleSource)) {
    const Summary& role =
        asked.SummaryOf(kRoleSource, levels.front().moment(), false);
    known = std::max(known, role.counts.total);
  }
  return known;
}

// Whether people call as the principal: they do as most kinds, and as a role
// that was used by access providers for most of its hours.
bool IsUsedByPeople(const Asked& asked) {
  const PrincipalKind kind = asked.event.principal_kind;
  if (kind != PrincipalKind::kRole && kind != PrincipalKind::kSession) {
    return true;
  }
  double by_hosts = 0;
  double by_access = 0;
  for (const ValueCount& seen :
       asked.OfPrincipal(Attribute::kOperator).values()) {
    (IsNamedHost(seen.value) ? by_hosts : by_access) +=
        DecayedCount(seen, asked.moment);
  }
  return by_access > by_hosts;
}

double FlatOf(const Detector& detector, const Asked& asked) {
  const bool is_odd =
      IsHost(asked.counted.operator_kind()) == IsUsedByPeople(asked);
  return is_odd && detector.flat_odd > 0 ? detector.flat_odd : detector.flat;
}

double RareBits(const Asked& asked, const Detector& detector,
                std::span<const Level> levels, std::string_view value,
                double known) {
  const Level& own = levels.front();
  if (own.whole() && own.counts().most_usual == value) return 0;
  const double flat = FlatOf(detector, asked);
  const double expected = UsualProbability(detector, flat, levels);
  if (expected == 0) return 0;
  const double p = Probability(levels, flat, value);
  if (p >= expected) return 0;
  return SurpriseBits(expected, p, known, asked.model.evidence_half);
}

// Whether a person calls from `country`, which is new, by a provider of access
// there: a trip, most often.
bool IsTrip(const Asked& asked, std::string_view country) {
  if (asked.counted.operator_kind() != OperatorKind::kAccess ||
      !IsUsedByPeople(asked) || asked.Find(kPlaceSource) == nullptr) {
    return false;
  }
  const ValueCount* seen = asked.PlacesOfPrincipal().Find(country);
  return seen == nullptr || DecayedCount(*seen, asked.moment) <= 0;
}

// Whether the principal is READY and was in one country only.
bool IsOfOneCountry(const Asked& asked) {
  const Histogram& places = asked.PlacesOfPrincipal();
  return StateOf(places) == BaselineState::kReady &&
         std::ranges::count_if(places.values(), [&](const ValueCount& place) {
           return !place.value.starts_with('@') &&
                  DecayedCount(place, asked.moment) > 0;
         }) <= 1;
}

double TripBits(const Asked& asked, double country_bits) {
  const double bits = asked.model.trip_part * country_bits;
  return IsOfOneCountry(asked)
             ? std::max(bits,
                        std::min(country_bits, asked.model.first_trip_bits))
             : bits;
}

// Bits of `country`. Machines of one host stand in many countries: such a place
// is at most as novel as its operator, once any is known.
double PlaceBits(const Asked& asked, std::string_view country,
                 double country_bits, double known) {
  if (IsTrip(asked, country)) return TripBits(asked, country_bits);
  if (!IsHost(asked.counted.operator_kind())) return country_bits;
  const Detector& host = HostForPrincipal();
  const Chain chain = ChainOf(host, asked);
  if (chain.empty()) return country_bits;
  const Moment moment = MomentOf(chain, asked);
  const Levels levels = LevelsOf(chain, moment, asked);
  const bool any_known = std::ranges::any_of(
      levels, [](const Level& level) { return level.counts().total > 0; });
  if (!any_known) return country_bits;
  return std::min(country_bits,
                  RareBits(asked, host, levels,
                           asked.counted.value(Attribute::kOperator), known));
}

// What another database said of the event's network, as a value of the
// detector's; nothing where people called the present value malicious.
std::optional<OtherAnswer> AnswerBefore(const Detector& detector,
                                        const Asked& asked) {
  const Attribute attribute = detector.attribute;
  const ValueCount* present =
      asked.OfPrincipal(attribute).Find(asked.counted.value(attribute));
  if (present != nullptr && present->judgement.verdict == Verdict::kMalicious) {
    return std::nullopt;
  }
  const std::string_view network = asked.counted.value(Attribute::kNetwork);
  const Histogram& answers = asked.OfPrincipal(Attribute::kAnswers);
  switch (attribute) {
    case Attribute::kCountry:
      return OtherCountry(network, asked.origin, answers);
    case Attribute::kOperator:
      return OtherOperator(network, asked.origin, answers);
    default:
      return std::nullopt;
  }
}

void NoteMoved(const Detector& detector, const OtherAnswer& before,
               std::optional<GeoMoved>& moved) {
  if (!moved) moved.emplace();
  if (detector.attribute == Attribute::kCountry) {
    moved->country = before.value;
    moved->country_build_seconds = before.build_seconds;
  } else {
    moved->operator_key = before.value;
    moved->operator_build_seconds = before.build_seconds;
  }
}

// "The network 91.1.2.0/24 was in DE by the country database of 2026-10-06: "
std::string MovedAside(const Detector& detector, const OtherAnswer& before,
                       const Asked& asked) {
  const bool country = detector.attribute == Attribute::kCountry;
  return "The network " +
         ShownValue(Attribute::kNetwork,
                    asked.counted.value(Attribute::kNetwork)) +
         (country ? " was in " : " was of ") + std::string(before.value) +
         " by the " + (country ? "country" : "ASN") + " database of " +
         Date(before.build_seconds) + ": ";
}

// A value as rare as it is, and whether another database gave it.
struct Judged {
  std::string_view value;
  double bits = 0;
  std::optional<OtherAnswer> before{};
};

// The more usual of the present value and of what another database said of the
// event's network: a database that moved it did not move the principal.
Judged JudgeRare(const Detector& detector, const Asked& asked,
                 std::string_view value, std::span<const Level> levels) {
  // A trip brings a new operator with it, which is no more news.
  if (detector.attribute == Attribute::kOperator &&
      IsTrip(asked, asked.counted.value(Attribute::kCountry))) {
    return {.value = value};
  }
  const double known = KnownOf(detector, asked, levels);
  const auto bits_of = [&](std::string_view judged) {
    const double bits = RareBits(asked, detector, levels, judged, known);
    return detector.role == Detector::Role::kPlace && bits > 0
               ? PlaceBits(asked, judged, bits, known)
               : bits;
  };
  const double bits = bits_of(value);
  if (bits > 0) {
    if (const auto before = AnswerBefore(detector, asked)) {
      const double bits_before = bits_of(before->value);
      if (bits_before < bits) return {before->value, bits_before, before};
    }
  }
  return {.value = value, .bits = bits};
}

// Another place of the principal's, called from just before the event.
struct Elsewhere {
  std::string_view place{};  // a country; empty = there is none
  // Of the place, and of where the event is: of countries, or of networks
  // within one country.
  double weight = 0;
  double weight_here = 0;
  int64_t hour_seconds = 0;          // in which it was last called from
  std::optional<Journey> journey{};  // from there, if it can be measured
};

const Journey* Fastest(const Journeys& journeys, std::string_view country,
                       int64_t since_seconds) {
  const Journey* fastest = nullptr;
  for (const Journey& journey : journeys) {
    if (journey.country != country ||
        journey.network->last_seen_seconds < since_seconds) {
      continue;
    }
    if (fastest == nullptr || journey.KmPerHour() > fastest->KmPerHour()) {
      fastest = &journey;
    }
  }
  return fastest;
}

// A place within the event's country that nobody gets here from in time.
Elsewhere FindFarAway(const Asked& asked, const Level& places,
                      std::string_view value, const Journeys& journeys) {
  const Journey* fastest = Fastest(journeys, value, 0);
  if (fastest == nullptr ||
      fastest->KmPerHour() <= asked.model.journey_km_per_hour_max) {
    return {};
  }
  const ValueCount* here = asked.OfPrincipal(Attribute::kNetwork)
                               .Find(asked.counted.value(Attribute::kNetwork));
  return {
      .place = value,
      .weight = DecayedCount(*fastest->network, places.moment()),
      .weight_here = here == nullptr ? 0 : DecayedCount(*here, places.moment()),
      .journey = *fastest};
}

Elsewhere FindElsewhere(const Asked& asked, const Level& places,
                        std::string_view value) {
  const int64_t at_seconds = asked.event.event_time_seconds;
  const int64_t by_seconds = asked.by_seconds();
  const Histogram& answers = asked.OfPrincipal(Attribute::kAnswers);
  Journeys journeys;
  if (asked.origin.location.has_value()) {
    const int64_t since_seconds = at_seconds - at_seconds % kSlotSeconds -
                                  asked.model.elsewhere_hours * kSlotSeconds;
    journeys = JourneysTo(
        *asked.origin.location, asked.counted.value(Attribute::kNetwork),
        since_seconds, by_seconds, at_seconds,
        asked.OfPrincipal(Attribute::kNetwork), answers, asked.model);
  }
  Elsewhere found;
  for (const ValueCount& other : places.histogram().values()) {
    if (other.value == value || other.value.starts_with('@')) continue;
    const int64_t hour_seconds =
        LastHourBy(other, by_seconds, asked.model.elsewhere_hours);
    if (hour_seconds == 0) continue;
    const double weight = places.CountOf(other);
    if (weight <= found.weight) continue;
    if (AreOfOneNetwork(value, other.value, answers)) continue;
    const Journey* journey = Fastest(journeys, other.value, hour_seconds);
    if (journey != nullptr &&
        journey->KmPerHour() <= asked.model.journey_km_per_hour_max) {
      continue;
    }
    const ValueCount* seen = places.histogram().Find(value);
    found = {.place = other.value,
             .weight = weight,
             .weight_here = seen == nullptr ? 0 : places.CountOf(*seen),
             .hour_seconds = hour_seconds};
    if (journey != nullptr) found.journey = *journey;
  }
  return found.place.empty() ? FindFarAway(asked, places, value, journeys)
                             : found;
}

// The chance that two of a principal's hours were in one place (Simpson's
// index): 1 of who was always in one, little of a role that people share.
double ChanceOfOnePlace(const Level& places) {
  double sum = 0;
  double sum_of_squares = 0;
  for (const ValueCount& place : places.histogram().values()) {
    const double n = places.CountOf(place);
    sum += n;
    sum_of_squares += n * n;
  }
  return sum > 0 ? sum_of_squares / (sum * sum) : 0;
}

// Fewer for who is often in several places, and in these two: VPN users, roles
// that people share.
double ElsewhereBits(const Model& model, const Elsewhere& elsewhere,
                     const Level& places) {
  if (elsewhere.weight <= 0) return 0;
  return model.elsewhere_bits * ChanceOfOnePlace(places) * elsewhere.weight /
         (elsewhere.weight + model.evidence_half +
          kUsedToBoth * elsewhere.weight_here);
}

// "alice also called from FR (91.1.2.0/24) 3 minutes before, at least 1,020 km
// away: 20,400 km/h"
std::string Words(const Journey& journey) {
  return " (" + ShownValue(Attribute::kNetwork, journey.network->value) + ") " +
         Span(journey.seconds) + " before, at least " +
         WithThousands(static_cast<uint64_t>(std::lround(journey.km))) +
         " km away: " +
         WithThousands(
             static_cast<uint64_t>(std::lround(journey.KmPerHour()))) +
         " km/h";
}

void Tell(const Elsewhere& elsewhere, const Level& places, Factor& factor) {
  const std::string place(elsewhere.place);
  if (place != factor.value) {
    factor.usual = {{place, elsewhere.weight / places.counts().total}};
  }
  factor.brief = ShownPrincipal(factor.entity) + " also called from " + place +
                 (elsewhere.journey.has_value()
                      ? Words(*elsewhere.journey)
                      : " in the hour from " + Minute(elsewhere.hour_seconds));
}

// "the instance i-0abc12345 of the role web also called from the network of
// amazon, last at 2024-10-04 11:00: its credentials were issued to it alone"
void Tell(const OtherSite& other, Factor& factor) {
  const bool is_private = other.site == kOriginPrivate;
  factor.brief = "the instance " + std::string(InstanceOf(factor.value)) +
                 " of " + ShownPrincipal(factor.entity) + " also called from " +
                 (is_private ? "" : "the network of ") +
                 ShownValue(Attribute::kCountry, other.site) + ", last at " +
                 Minute(other.last_seen_seconds) +
                 ": its credentials were issued to it alone";
  if (other.alike > 0) {
    factor.detail = "; " + Count(other.alike, "other instance") +
                    " of the role called from both";
  }
}

void Tell(const FailureSpike& spike, std::string_view principal,
          Factor& factor) {
  factor.value = std::to_string(spike.failures) + " failures";
  factor.value_calls = spike.failures;
  factor.brief = Count(spike.failures, "call") + " failed in the account " +
                 factor.entity + " within 15 minutes, " +
                 WithThousands(spike.own) + " of them by " +
                 ShownPrincipal(principal);
  factor.detail =
      ", with " + Count(spike.kinds, "kind") + " of message; of " +
      WithThousands(spike.windows) + " quarters of an hour before, " +
      WithThousands(spike.as_many) + " had as many failures and " +
      WithThousands(spike.as_many_kinds) + " as many kinds of message";
}

// What is as usual says nothing, but for whence the call came.
bool IsTold(const Detector& detector, double bits) {
  return bits > 0 || (detector.attribute == Attribute::kCountry &&
                      detector.role != Detector::Role::kEvidence);
}

// The factor with the counts that every detector tells. A value that was first
// seen after the event counts as not seen, and what was seen since is not told.
Factor Counted(const Detector& detector, const Asked& asked, const Level& level,
               std::string_view value, double bits) {
  const Histogram& histogram = level.histogram();
  Factor factor{
      .detector = &detector,
      .entity = EntityName(asked.event, detector.entity()).value_or(""),
      .value = std::string(value),
      .bits = bits,
      .at_seconds = asked.event.event_time_seconds,
      .entity_calls = histogram.calls(),
      .entity_first_seen_seconds = histogram.first_seen_seconds(),
      .state = StateOf(histogram)};
  const int64_t at_seconds = asked.event.event_time_seconds;
  const ValueCount* seen = histogram.Find(value);
  if (seen != nullptr && seen->first_seen_seconds <= at_seconds) {
    factor.value_calls = seen->calls();
    factor.value_first_seen_seconds = seen->first_seen_seconds;
    factor.value_last_seen_seconds =
        std::min(seen->last_seen_seconds, at_seconds);
    factor.standing = StandingOf(*seen, level.moment());
  }
  return factor;
}

// What the entity's sentences count by. An event that was not counted for its
// place (kOriginInternal) may have failed all the same.
KnownCalls KnownCallsOf(const Detector& detector, const Asked& asked,
                        const Factor& factor) {
  const Histogram& all = *asked.Find(detector.chain.front().total);
  return {.calls = std::max(all.calls(), factor.entity_calls),
          .first_seen_seconds = all.first_seen_seconds(),
          .state = StateOf(all)};
}

// What the rest of the tenant does; nothing that was first seen after the
// event.
OtherCalls OtherCallsOf(const Detector& detector, const Asked& asked,
                        std::span<const Level> levels, const Factor& factor) {
  OtherCalls others;
  // The last level, where the event is counted for it.
  const LevelSource& last = detector.chain.back();
  if (detector.entity() != EntityKind::kPrincipal || levels.size() < 2 ||
      !asked.counted.Has(last.values) || !asked.counted.Has(last.total)) {
    return others;
  }
  // Counts of what is malicious are the principal's alone.
  if (factor.standing.standing == Standing::kMalicious) return others;
  const Histogram& total = *asked.Find(last.total);
  others.calls = total.calls() - std::min(total.calls(), factor.known.calls);
  const ValueCount* seen = levels.back().histogram().Find(factor.value);
  if (seen != nullptr && seen->first_seen_seconds <= factor.at_seconds) {
    const uint64_t calls = seen->calls();
    others.value_calls =
        std::min(others.calls, calls - std::min(calls, factor.value_calls));
  }
  if (factor.usual.empty() && last.values.entity == EntityKind::kTenant) {
    others.usual = UsualValues(levels.back());
  }
  return others;
}

// What a detector says of the event; nothing where that is as usual.
std::optional<Factor> MakeFactor(const Detector& detector, const Asked& asked,
                                 std::string_view value,
                                 std::span<const Level> levels) {
  const Level& own = levels.front();
  Elsewhere elsewhere;
  OtherSite other_site;
  FailureSpike spike;
  Judged judged{.value = value};
  switch (detector.question) {
    case Detector::Question::kRare:
      judged = JudgeRare(detector, asked, value, levels);
      if (judged.before) NoteMoved(detector, *judged.before, asked.moved);
      break;
    case Detector::Question::kElsewhere:
      elsewhere = FindElsewhere(asked, own, value);
      judged.bits = ElsewhereBits(asked.model, elsewhere, own);
      break;
    case Detector::Question::kOtherSite:
      other_site =
          FindOtherSite(value, own.histogram(), levels.back().histogram(),
                        asked.event.event_time_seconds, asked.by_seconds());
      judged.bits = OtherSiteBits(other_site);
      break;
    case Detector::Question::kSpike:
      spike =
          SpikeOf(own.histogram(), levels.back().histogram(), value,
                  asked.event.event_time_seconds,
                  asked.purpose == Purpose::kAgain ? ThisFailure::kCounted
                                                   : ThisFailure::kNotCounted);
      judged.bits = SpikeBits(spike);
      break;
    case Detector::Question::kMemory:
      break;  // see MemoryFactor()
  }
  if (!IsTold(detector, judged.bits)) return std::nullopt;
  Factor factor = Counted(detector, asked, own, judged.value, judged.bits);
  switch (detector.question) {
    case Detector::Question::kRare:
      if (judged.before) {
        factor.aside = MovedAside(detector, *judged.before, asked);
      }
      factor.usual = UsualValues(own);
      factor.known = KnownCallsOf(detector, asked, factor);
      if (judged.bits > 0) {
        factor.others = OtherCallsOf(detector, asked, levels, factor);
      }
      break;
    case Detector::Question::kElsewhere:
      Tell(elsewhere, own, factor);
      break;
    case Detector::Question::kOtherSite:
      Tell(other_site, factor);
      break;
    case Detector::Question::kSpike:
      Tell(spike, asked.event.principal, factor);
      break;
    case Detector::Question::kMemory:
      break;
  }
  return factor;
}

bool IsOff(const Model& model, const Detector& detector) {
  const auto index = &detector - Detectors().data();
  return (model.detectors_off >> index & 1) != 0;
}

// What is remembered of the place adds to what `factors` say now.
std::optional<Factor> MemoryFactor(const Asked& asked, const MemoryPlace& place,
                                   std::span<const Factor> factors) {
  const Histogram* memory = asked.Find(kMemorySource);
  if (memory == nullptr || memory->empty()) return std::nullopt;
  const auto recalled = Recall(*memory, asked.model,
                               {.place = place,
                                .at_seconds = asked.event.event_time_seconds,
                                .purpose = asked.purpose,
                                .counted = &asked.counted},
                               factors);
  const double bits =
      SumOf(recalled, asked.model, factors) - asked.model.memory_floor_bits;
  if (bits <= 0) return std::nullopt;
  Factor factor{.detector = &RecentEvidence(),
                .entity = asked.event.principal,
                .value = std::to_string(recalled.size()) + " things",
                .bits = bits,
                .at_seconds = asked.event.event_time_seconds};
  Describe(recalled, place, factor);
  if (const Histogram* known = asked.Find(kPlaceSource)) {
    factor.state = StateOf(*known);
    factor.entity_first_seen_seconds = known->first_seen_seconds();
  }
  return factor;
}

// Where the event's principal calls from, as far as its short memory goes.
MemoryPlace PlaceOf(const Asked& asked) {
  MemoryPlace place;
  if (asked.Find(kPlaceSource) != nullptr) {
    place.origin = asked.counted.value(Attribute::kCountry);
  }
  if (const Histogram* networks = asked.Find(kNetworkSource)) {
    place.network = asked.counted.value(Attribute::kNetwork);
    const ValueCount* seen = networks->Find(place.network);
    place.network_is_new =
        seen == nullptr || DecayedCount(*seen, asked.moment) <= 0;
  }
  return place;
}

// Whether the event raises an alert, if it has a principal.
bool IsAlert(const Asked& asked, const ScoredEvent& scored) {
  const Histogram* raised = asked.Find(kOwnAlertsSource);
  const Histogram* alerts = asked.Find(kAlertsSource);
  if (raised == nullptr || alerts == nullptr) return false;
  const int64_t at_seconds = asked.event.event_time_seconds;
  double threshold = AlertThresholdBits(*alerts, asked.model, at_seconds);
  // They do not count for the budget, and so may not profit by it.
  if (asked.event.unauthenticated) {
    threshold = std::max(threshold,
                         BitsOfScore(asked.model, asked.model.alert_threshold));
  }
  // Most events are far below it: their day need not be looked up.
  return *scored.bits >= threshold &&
         MayRaiseAlert(*raised, AlertOrigin(asked.event, scored.origin.value),
                       at_seconds,
                       asked.purpose == Purpose::kCount ? AlertsOf::kDay
                                                        : AlertsOf::kMoment) &&
         HasAlertLeft(*alerts, *raised, asked.model, *scored.bits, at_seconds);
}

}  // namespace

Summaries MakeSummaries(const Model& model, size_t entities) {
  return {model.decay, model.smoothing.discount,
          entities * kAttributeEnd * kFoundersMax};
}

MemoryPlace ScoreEvent(const Model& model, const Event& event,
                       const CountedEvent& counted,
                       std::span<const Baseline> baselines,
                       Summaries& summaries, Purpose purpose,
                       ScoredEvent& scored) {
  const Asked asked{.model = model,
                    .event = event,
                    .origin = scored.origin,
                    .counted = counted,
                    .baselines = baselines,
                    .moment = summaries.At(event.event_time_seconds),
                    .summaries = summaries,
                    .purpose = purpose,
                    .moved = scored.moved};
  for (const Detector& detector : Detectors()) {
    if (detector.question == Detector::Question::kMemory ||
        IsOff(model, detector)) {
      continue;
    }
    if (detector.gives_way_to.has_value() &&
        !counted.value(*detector.gives_way_to).empty()) {
      continue;
    }
    const Chain chain = ChainOf(detector, asked);
    if (chain.empty()) continue;
    const Moment moment = MomentOf(chain, asked);
    const Levels levels = LevelsOf(chain, moment, asked);
    const auto value = counted.value(detector.chain.front().values.attribute);
    if (auto factor = MakeFactor(detector, asked, value, levels)) {
      scored.factors.push_back(*std::move(factor));
    }
  }
  const MemoryPlace place = PlaceOf(asked);
  if (!IsOff(model, RecentEvidence())) {
    if (auto recent = MemoryFactor(asked, place, scored.factors)) {
      scored.factors.push_back(*std::move(recent));
    }
  }
  if (counted.entity(EntityKind::kPrincipal) != CountedEvent::kNone) {
    scored.state = StateOf(asked.PlacesOfPrincipal());
  } else if (const Histogram* known = asked.Find(kCommandSource)) {
    scored.state = StateOf(*known);
  }
  scored.bits = TotalBits(model, event.principal_kind, scored.factors);
  scored.score = ScoreOf(model, *scored.bits);
  scored.risk_level = RiskLevelOf(scored.score);
  scored.alert = IsAlert(asked, scored);
  std::ranges::stable_sort(
      scored.factors,
      [](const Factor& a, const Factor& b) { return a.weight > b.weight; });
  return place;
}

}  // namespace farcall
