// SPDX-License-Identifier: Apache-2.0
#include "scoring/batch/finding_writer.h"

#include <algorithm>

#include "commands/command_table.h"
#include "scoring/batch/alert.h"
#include "scoring/batch/explanation.h"
#include "scoring/detectors/detector.h"
#include "scoring/findings/exemption.h"
#include "scoring/findings/finding_join.h"
#include "scoring/findings/triage.h"
#include "scoring/records/episodes.h"
#include "scoring/records/words.h"

namespace farcall {
namespace {

const Baseline* OwnOf(const EventOfFinding& of) {
  const size_t principal = of.counted.entity(EntityKind::kPrincipal);
  return principal == CountedEvent::kNone ? nullptr : of.baselines[principal];
}

Episodes::Call CallOf(const EventOfFinding& of, const Baseline& own,
                      std::string_view alert_origin) {
  const HashedText& network = of.counted.hashed(Attribute::kNetwork);
  Episodes::Call call{.origin = alert_origin,
                      .network = network.text,
                      .at_seconds = of.event.event_time_seconds};
  if (network.empty()) return call;
  if (const ValueCount* seen = own.Of(Attribute::kNetwork).Find(network)) {
    call.network_first_seen_seconds = seen->first_seen_seconds;
  }
  return call;
}

CommandClass ClassOf(const Event& event) {
  return FactsOf(event.command, event.details.read_only).command_class;
}

// In how many hours the principal has used the event's command, as far as it is
// kept. What was called malicious is no use of its own.
uint64_t HoursOfCommand(const EventOfFinding& of) {
  const ValueCount* used = OwnOf(of)
                               ->Of(Attribute::kCommand)
                               .Find(of.counted.hashed(Attribute::kCommand));
  if (used == nullptr ||
      used->judgement.At(of.event.event_time_seconds) == Verdict::kMalicious) {
    return 0;
  }
  return used->observations();
}

JoiningCall JoiningCallOf(const EventOfFinding& of, const ScoredEvent& scored) {
  return {.at_seconds = of.event.event_time_seconds,
          .level = scored.risk_level,
          .command_class = ClassOf(of.event)};
}

FrozenFactor Freeze(const Factor& factor) {
  return {.detector = std::string(factor.detector->name),
          .entity = factor.entity,
          .value = factor.value,
          .bits = factor.bits,
          .weight = factor.weight,
          .value_calls = factor.value_calls,
          .entity_calls = factor.entity_calls,
          .entity_first_seen_seconds = factor.entity_first_seen_seconds,
          .value_first_seen_seconds = factor.value_first_seen_seconds,
          .value_last_seen_seconds = factor.value_last_seen_seconds,
          .state = factor.state,
          .explanation = Explain(factor)};
}

// The headline of a finding whose opening call is not odd by itself.
std::string HeadlineOfReopening(const Event& event, const Finding& finding) {
  switch (finding.reopening) {
    case Reopening::kAfterMalicious:
      return "Calls went on after finding " + finding.previous->text() +
             " was closed as MALICIOUS.";
    case Reopening::kWorseClass:
      return event.command + " (" +
             std::string(CommandClassName(ClassOf(event))) +
             ") is worse than all that finding " + finding.previous->text() +
             " had when it was decided.";
    default:
      return "";
  }
}

// The episode that the event follows, in the finding that it opens.
void Follow(const EventOfFinding& of, const ScoredEvent& scored,
            HistogramStore::FindingTable& findings, Finding& finding) {
  const Baseline& own = *OwnOf(of);
  const std::string origin = AlertOrigin(of.event, finding.origin);
  const Episodes::Call call = CallOf(of, own, origin);
  const Episode* before = own.episodes.Get().FindBefore(call);
  // One that could not be read is begun anew in its own episode.
  if (before == nullptr || before->id == finding.id) return;
  finding.previous = before->id;
  const Finding* closed = own.episodes.Get().Find(call) == before
                              ? findings.Find(before->id)
                              : nullptr;
  finding.reopening = closed == nullptr
                          ? Reopening::kLater
                          : ReopeningBy(JoiningCallOf(of, scored), *closed);
  if (finding.headline.empty()) {
    finding.headline = HeadlineOfReopening(of.event, finding);
  }
}

void Open(const EventOfFinding& of, const ScoredEvent& scored,
          HistogramStore::FindingTable& findings, Finding& finding) {
  finding.principal = of.event.principal;
  finding.principal_kind = of.event.principal_kind;
  finding.origin = scored.origin.value;
  finding.unauthenticated = of.event.unauthenticated;
  if (HasHeadline(scored.factors)) finding.headline = Headline(scored.factors);
  const size_t factors = std::min(scored.factors.size(), kFindingFactorsMax);
  for (size_t i = 0; i < factors; ++i) {
    finding.opening_factors.push_back(Freeze(scored.factors[i]));
  }
  Follow(of, scored, findings, finding);
}

// The tenant's exemption that covers the event; nullptr if none does.
const Exemption* CoveringOf(const EventOfFinding& of, std::string_view origin,
                            HistogramStore::FindingTable& findings) {
  const std::span<const Exemption> exemptions = findings.exemptions();
  if (exemptions.empty()) return nullptr;
  const std::string network = CidrOf(of.counted.value(Attribute::kNetwork));
  return FindCovering(exemptions, {.principal = of.event.principal,
                                   .account = of.event.account,
                                   .command = of.event.command,
                                   .command_class = ClassOf(of.event),
                                   .origin = origin,
                                   .network = network,
                                   .at_seconds = of.event.event_time_seconds});
}

// Sets the mark of a finding that is opened, or takes it away from one that an
// event joins. What was called malicious is not planned.
FindingChanges Mark(const EventOfFinding& of, bool opens,
                    HistogramStore::FindingTable& findings, Finding& finding) {
  if (opens ? finding.reopening == Reopening::kAfterMalicious
            : !finding.exemption.has_value()) {
    return 0;
  }
  const Exemption* covering = CoveringOf(of, finding.origin, findings);
  if (opens && covering != nullptr) finding.exemption = covering->id;
  if (opens || covering != nullptr) return 0;
  finding.exemption.reset();
  return SetOf(FindingChange::kEscalated);
}

}  // namespace

std::optional<EpisodeNote> EpisodeOf(const EventOfFinding& of,
                                     const Surprise& surprise,
                                     const ScoredEvent& scored,
                                     HistogramStore::FindingTable& findings) {
  const Baseline* own = OwnOf(of);
  if (own == nullptr) return std::nullopt;
  const Episodes& episodes = own->episodes.Get();
  if (episodes.empty() && !surprise.reaches_threshold) return std::nullopt;
  std::string origin = AlertOrigin(of.event, scored.origin.value);
  const Episodes::Call call = CallOf(of, *own, origin);
  if (const Episode* joined = episodes.Find(call)) {
    const Finding* finding = findings.Find(joined->id);
    if (finding == nullptr ||
        ReopeningBy(JoiningCallOf(of, scored), *finding) == Reopening::kNone) {
      return EpisodeNote{.id = joined->id};
    }
  } else if (!surprise.reaches_threshold) {
    return std::nullopt;
  }
  const FindingId id =
      findings.IdOf(of.event.principal, origin, of.event.event_id);
  // An event that left the window and comes again has opened it before.
  if (episodes.Has(id)) return EpisodeNote{.id = id};
  return EpisodeNote{.id = id, .opens = true, .origin = std::move(origin)};
}

std::optional<FindingId> FindingOfDuplicate(const EventOfFinding& of,
                                            const ScoredEvent& scored) {
  const Baseline* own = OwnOf(of);
  if (own == nullptr || own->episodes.Get().empty()) return std::nullopt;
  const std::string origin = AlertOrigin(of.event, scored.origin.value);
  const Episode* joined = own->episodes.Get().Find(CallOf(of, *own, origin));
  if (joined == nullptr) return std::nullopt;
  return joined->id;
}

bool WriteFinding(const EventOfFinding& of, const EpisodeNote& episode,
                  const ScoredEvent& scored,
                  HistogramStore::FindingTable& findings) {
  Finding* finding = findings.Find(episode.id);
  FindingChanges changes = 0;
  const bool opens = finding == nullptr;
  if (opens) {
    finding =
        &findings.Add(episode.id, of.counted.entity(EntityKind::kPrincipal));
    Open(of, scored, findings, *finding);
    changes |= SetOf(FindingChange::kOpened);
  }
  changes |= Mark(of, opens, findings, *finding);
  const CommandClass command_class = ClassOf(of.event);
  changes |= JoinFinding({.event = of.event,
                          .network = of.counted.value(Attribute::kNetwork),
                          .centibits = Centibits(*scored.bits),
                          .score_hundredths = ScoreHundredths(scored.score),
                          .command_class = command_class,
                          .is_sensitive = IsSensitiveCall(
                              command_class, HoursOfCommand(of), of.event),
                          .samples_max = of.samples_max},
                         *finding);
  findings.Write(episode.id, changes);
  return finding->exemption.has_value();
}

}  // namespace farcall
