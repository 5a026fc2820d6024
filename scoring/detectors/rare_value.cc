// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "scoring/detectors/factor_counts.h"
#include "scoring/detectors/questions.h"
#include "scoring/detectors/trip.h"
#include "scoring/records/attribute.h"
#include "scoring/records/network_answers.h"
#include "scoring/records/words.h"

namespace farcall {
namespace {

// p of what is most usual, at the nearest level that knows any; 0 if none does.
double UsualProbability(const Detector& detector, double flat,
                        std::span<const Level> levels) {
  for (const Level& level : levels) {
    if (level.total() <= 0) continue;
    if (!level.whole()) return detector.usual;
    return std::min(
        detector.usual,
        Probability(levels, flat, level.histogram().text(level.most_usual())));
  }
  return 0;
}

bool Asks(const Detector& detector, EntityKind entity) {
  return std::ranges::any_of(detector.chain, [&](const LevelSource& level) {
    return level.values.entity == entity;
  });
}

// How much is known that a value can be new against, in observations.
double KnownOf(const Detector& detector, const Evaluation& evaluation,
               std::span<const Level> levels) {
  double known =
      detector.known_by_days
          ? static_cast<double>(DaysSeen(evaluation.PlacesOfPrincipal()))
          : levels.front().total();
  // A place where none of its peers ever was is news even of who is new.
  if (detector.role != Detector::Role::kEvidence) {
    for (const Level& level : levels) {
      known = std::max(known, level.total());
    }
    return known;
  }
  // Else who is new does everything for the first time: that is no evidence,
  // but for what no session of a known role did. Its name is chosen freely.
  if (levels.front().total() <= 0 && Asks(detector, EntityKind::kRole) &&
      evaluation.counted.Has(kRoleSource)) {
    known = std::max(known, evaluation.Find(kRoleSource)
                                ->SumsAt(levels.front().moment(),
                                         evaluation.model.smoothing.discount)
                                .counts.total);
  }
  return known;
}

double FlatOf(const Detector& detector, const Evaluation& evaluation) {
  const bool is_odd =
      IsHost(evaluation.counted.operator_kind()) == IsUsedByPeople(evaluation);
  return is_odd && detector.flat_odd > 0 ? detector.flat_odd : detector.flat;
}

// How likely a value is that is rarer than what is usual.
struct Rarity {
  double usual = 0;   // p of what is most usual
  double actual = 0;  // p of the value, less than that
};

// Nothing where the value is as usual, or where nothing is usual yet.
std::optional<Rarity> RarityOf(const Detector& detector,
                               const Evaluation& evaluation,
                               std::span<const Level> levels,
                               const HashedText& value) {
  const Level& own = levels.front();
  if (own.whole() && own.most_usual() != DecayedCounts::kNone &&
      own.histogram().text(own.most_usual()) == value) {
    return std::nullopt;
  }
  // What the entity itself has often enough need not be asked of others: they
  // only add to its probability.
  if (own.whole() && own.total() > 0 &&
      own.Probability(value, 0) >= detector.usual) {
    return std::nullopt;
  }
  const double flat = FlatOf(detector, evaluation);
  const double usual = UsualProbability(detector, flat, levels);
  if (usual == 0) return std::nullopt;
  const double actual = Probability(levels, flat, value);
  if (actual >= usual) return std::nullopt;
  return Rarity{usual, actual};
}

double BitsOf(const Rarity& rarity, double known, const Model& model) {
  return SurpriseBits(rarity.usual, rarity.actual, known, model.evidence_half);
}

// Bits of `country`. Machines of one host stand in many countries: such a place
// is at most as novel as its operator, once any is known.
double PlaceBits(const Evaluation& evaluation, const HashedText& country,
                 double country_bits, double known) {
  if (IsTrip(evaluation, country)) return TripBits(evaluation, country_bits);
  if (!IsHost(evaluation.counted.operator_kind())) return country_bits;
  const Detector& host = HostForPrincipal();
  const AskedLevels asked(host, evaluation);
  if (asked.empty()) return country_bits;
  const bool any_known = std::ranges::any_of(
      asked.levels(), [](const Level& level) { return level.total() > 0; });
  if (!any_known) return country_bits;
  const auto rarity = RarityOf(host, evaluation, asked.levels(),
                               evaluation.counted.hashed(Attribute::kOperator));
  return rarity
             ? std::min(country_bits, BitsOf(*rarity, known, evaluation.model))
             : 0;
}

// What another database said of the event's network, as a value of the
// detector's; nothing where people called the present value malicious.
std::optional<OtherAnswer> AnswerBefore(const Detector& detector,
                                        const Evaluation& evaluation) {
  const Attribute attribute = detector.attribute;
  const ValueCount* present = evaluation.OfPrincipal(attribute).Find(
      evaluation.counted.hashed(attribute));
  if (present != nullptr && present->judgement.verdict == Verdict::kMalicious) {
    return std::nullopt;
  }
  const HashedText& network = evaluation.counted.hashed(Attribute::kNetwork);
  const NetworkAnswers& answers = evaluation.Own().answers;
  switch (attribute) {
    case Attribute::kCountry:
      return answers.OtherCountry(network, evaluation.origin);
    case Attribute::kOperator:
      return answers.OtherOperator(network, evaluation.origin);
    default:
      return std::nullopt;
  }
}

// Notes what another database said; a view of it.
std::string_view NoteMoved(const Detector& detector, const OtherAnswer& before,
                           std::optional<GeoMoved>& moved) {
  if (!moved) moved.emplace();
  if (detector.attribute == Attribute::kCountry) {
    moved->country_build_seconds = before.build_seconds;
    return moved->country = before.value;
  }
  moved->operator_build_seconds = before.build_seconds;
  return moved->operator_key = before.value;
}

// "The network 91.1.2.0/24 was in DE by the country database of 2026-10-06: "
std::string MovedAside(const Anomaly& anomaly, const Evaluation& evaluation) {
  const bool country = anomaly.detector->attribute == Attribute::kCountry;
  std::array<char, 128> room;
  TextBuffer text(room);
  text.Add("The network ");
  AppendValue(Attribute::kNetwork,
              evaluation.counted.value(Attribute::kNetwork), text);
  text.Add(country ? " was in " : " was of ");
  text.Add(anomaly.value);
  text.Add(country ? " by the country database of "
                   : " by the ASN database of ");
  AppendDate(country ? evaluation.moved->country_build_seconds
                     : evaluation.moved->operator_build_seconds,
             text);
  text.Add(": ");
  return std::string(text.bytes());
}

// A value as rare as it is, and whether another database gave it.
struct Judged {
  HashedText value;
  double bits = 0;
  std::optional<OtherAnswer> before{};
};

// The more usual of the present value and of what another database said of the
// event's network: a database that moved it did not move the principal.
Judged JudgeRare(const Detector& detector, const Evaluation& evaluation,
                 const HashedText& value, std::span<const Level> levels) {
  // A trip brings a new operator with it, which is no more news.
  if (detector.attribute == Attribute::kOperator &&
      IsTrip(evaluation, evaluation.counted.hashed(Attribute::kCountry))) {
    return {.value = value};
  }
  const auto bits_of = [&](const HashedText& judged) {
    const auto rarity = RarityOf(detector, evaluation, levels, judged);
    if (!rarity) return 0.0;
    const double known = KnownOf(detector, evaluation, levels);
    const double bits = BitsOf(*rarity, known, evaluation.model);
    return detector.role == Detector::Role::kPlace && bits > 0
               ? PlaceBits(evaluation, judged, bits, known)
               : bits;
  };
  const double bits = bits_of(value);
  if (bits > 0) {
    if (const auto before = AnswerBefore(detector, evaluation)) {
      const HashedText other(before->value);
      const double bits_before = bits_of(other);
      if (bits_before < bits) return {other, bits_before, before};
    }
  }
  return {.value = value, .bits = bits};
}

// Whether a factor without bits is told: only where the call came from.
bool IsTold(const Detector& detector, double bits) {
  return bits > 0 || (detector.attribute == Attribute::kCountry &&
                      detector.role != Detector::Role::kEvidence);
}

}  // namespace

std::optional<Anomaly> AskRareValue(const Detector& detector,
                                    const Evaluation& evaluation,
                                    std::span<const Level> levels) {
  const HashedText& value = evaluation.counted.hashed(detector.attribute);
  const Judged judged = JudgeRare(detector, evaluation, value, levels);
  Anomaly anomaly{
      .detector = &detector, .value = judged.value.text, .bits = judged.bits};
  if (judged.before) {
    anomaly.value = NoteMoved(detector, *judged.before, evaluation.moved);
    anomaly.is_by_earlier_database = true;
  }
  if (!IsTold(detector, judged.bits)) return std::nullopt;
  if (detector.role == Detector::Role::kPlace) {
    const Level& own = levels.front();
    anomaly.has_usual = own.total() > 0;
    const ValueCount* seen = own.histogram().Find(judged.value);
    if (seen != nullptr &&
        seen->first_seen_seconds <= evaluation.at_seconds()) {
      anomaly.standing = StandingOf(*seen, own.moment()).standing;
    }
  }
  return anomaly;
}

void ReportRareValue(const Anomaly& anomaly, const Evaluation& evaluation,
                     std::span<const Level> levels, Factor& factor) {
  AddCounts(anomaly, evaluation, levels.front(), factor);
  if (anomaly.is_by_earlier_database) {
    factor.aside = MovedAside(anomaly, evaluation);
  }
  AddHabits(anomaly, evaluation, levels, factor);
}

}  // namespace farcall
