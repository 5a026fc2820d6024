// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cmath>
#include <string>
#include <variant>

#include "scoring/detectors/factor_counts.h"
#include "scoring/detectors/journey.h"
#include "scoring/detectors/questions.h"
#include "scoring/records/attribute.h"
#include "scoring/records/network_answers.h"
#include "scoring/records/words.h"
#include "text/count.h"

namespace farcall {
namespace {

// An hour in a second place weighs so many of the first: who has both is not
// odd for it.
constexpr double kUsedToBoth = 20;

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
Elsewhere FindFarAway(const Evaluation& evaluation, const Level& places,
                      std::string_view value, const Journeys& journeys) {
  const Journey* fastest = Fastest(journeys, value, 0);
  if (fastest == nullptr ||
      fastest->KmPerHour() <= evaluation.model.journey_km_per_hour_max) {
    return {};
  }
  const ValueCount* here =
      evaluation.OfPrincipal(Attribute::kNetwork)
          .Find(evaluation.counted.hashed(Attribute::kNetwork));
  return {
      .place = value,
      .weight = DecayedCount(*fastest->network, places.moment()),
      .weight_here = here == nullptr ? 0 : DecayedCount(*here, places.moment()),
      .journey = *fastest};
}

// The journeys to the event, measured when they are first asked for: most
// principals call from one place, and no other network of theirs weighs.
class MeasuredJourneys {
 public:
  explicit MeasuredJourneys(const Evaluation& evaluation)
      : evaluation_(evaluation) {}

  // Whether a call from another network that weighs lies in the time in which a
  // journey would begin. If none does, no journey has bits.
  bool MayHaveBits(const Moment& moment) const {
    if (!evaluation_.origin.location.has_value()) return false;
    const std::string_view network =
        evaluation_.counted.value(Attribute::kNetwork);
    for (const ValueCount& other :
         evaluation_.OfPrincipal(Attribute::kNetwork).values()) {
      if (other.last_seen_seconds >= since_seconds() &&
          other.last_seen_seconds <= evaluation_.by_seconds() &&
          other.value != network && DecayedCount(other, moment) > 0) {
        return true;
      }
    }
    return false;
  }

  const Journeys& Get() {
    if (!measured_ && evaluation_.origin.location.has_value()) {
      journeys_ = JourneysTo(*evaluation_.origin.location,
                             evaluation_.counted.value(Attribute::kNetwork),
                             since_seconds(), evaluation_.by_seconds(),
                             evaluation_.at_seconds(),
                             evaluation_.OfPrincipal(Attribute::kNetwork),
                             evaluation_.Own().answers, evaluation_.model);
    }
    measured_ = true;
    return journeys_;
  }

 private:
  int64_t since_seconds() const {
    const int64_t at_seconds = evaluation_.at_seconds();
    return at_seconds - at_seconds % kSlotSeconds -
           evaluation_.model.elsewhere_hours * kSlotSeconds;
  }

  const Evaluation& evaluation_;
  bool measured_ = false;
  Journeys journeys_;
};

Elsewhere FindElsewhere(const Evaluation& evaluation, const Level& places,
                        const HashedText& value) {
  MeasuredJourneys journeys(evaluation);
  const ValueCount* here = places.histogram().Find(value);
  Elsewhere found;
  for (const ValueCount& other : places.histogram().values()) {
    if (&other == here || other.value.starts_with('@')) continue;
    const int64_t hour_seconds = LastHourBy(other, evaluation.by_seconds(),
                                            evaluation.model.elsewhere_hours);
    if (hour_seconds == 0) continue;
    const double weight = places.CountOf(other);
    if (weight <= found.weight) continue;
    if (evaluation.Own().answers.AreOfOneNetwork(value.text, other.value)) {
      continue;
    }
    const Journey* journey = Fastest(journeys.Get(), other.value, hour_seconds);
    if (journey != nullptr &&
        journey->KmPerHour() <= evaluation.model.journey_km_per_hour_max) {
      continue;
    }
    found = {.place = other.value,
             .weight = weight,
             .weight_here = here == nullptr ? 0 : places.CountOf(*here),
             .hour_seconds = hour_seconds};
    if (journey != nullptr) found.journey = *journey;
  }
  if (!found.place.empty()) return found;
  return journeys.MayHaveBits(places.moment())
             ? FindFarAway(evaluation, places, value.text, journeys.Get())
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

// What the report tells of it.
OtherPlace ToTell(const Elsewhere& elsewhere) {
  OtherPlace told{.place = elsewhere.place,
                  .weight = elsewhere.weight,
                  .hour_seconds = elsewhere.hour_seconds};
  if (const auto& journey = elsewhere.journey) {
    told.network = journey->network;
    told.km = journey->km;
    told.seconds = journey->seconds;
  }
  return told;
}

void AppendRounded(double number, TextBuffer& text) {
  AppendWithThousands(static_cast<uint64_t>(std::lround(number)), text);
}

// "alice also called from FR (91.1.2.0/24) 3 minutes before, at least 1,020 km
// away: 20,400 km/h"
void AppendJourney(const Journey& journey, TextBuffer& text) {
  text.Add(" (");
  AppendValue(Attribute::kNetwork, journey.network->value, text);
  text.Add(") ");
  AppendSpan(journey.seconds, text);
  text.Add(" before, at least ");
  AppendRounded(journey.km, text);
  text.Add(" km away: ");
  AppendRounded(journey.KmPerHour(), text);
  text.Add(" km/h");
}

void Tell(const OtherPlace& other, const Level& places, Factor& factor) {
  if (other.place != factor.value) {
    factor.usual.push_back(
        {std::string(other.place), other.weight / places.total()});
  }
  std::array<char, 256> room;
  TextBuffer brief(room);
  Append(ShownPrincipal(factor.entity), brief);
  brief.Add(" also called from ");
  brief.Add(other.place);
  if (other.network != nullptr) {
    AppendJourney({.network = other.network,
                   .country = other.place,
                   .km = other.km,
                   .seconds = other.seconds},
                  brief);
  } else {
    brief.Add(" in the hour from ");
    AppendMinute(other.hour_seconds, brief);
  }
  factor.brief = brief.bytes();
}

}  // namespace

std::optional<Anomaly> AskConcurrentPlaces(const Detector& detector,
                                           const Evaluation& evaluation,
                                           std::span<const Level> levels) {
  const Level& places = levels.front();
  const HashedText& value = evaluation.counted.hashed(detector.attribute);
  const Elsewhere elsewhere = FindElsewhere(evaluation, places, value);
  const double bits = ElsewhereBits(evaluation.model, elsewhere, places);
  if (bits <= 0) return std::nullopt;
  return Anomaly{.detector = &detector,
                 .value = value.text,
                 .bits = bits,
                 .more = ToTell(elsewhere)};
}

void ReportConcurrentPlaces(const Anomaly& anomaly,
                            const Evaluation& evaluation,
                            std::span<const Level> levels, Factor& factor) {
  const Level& places = levels.front();
  AddCounts(anomaly, evaluation, places, factor);
  Tell(std::get<OtherPlace>(anomaly.more), places, factor);
}

}  // namespace farcall
