// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "scoring/counts/histogram.h"
#include "scoring/counts/smoothing.h"
#include "scoring/event/baseline_state.h"
#include "scoring/event/entity.h"
#include "scoring/records/attribute.h"

namespace farcall {

// A histogram that one level of a chain asks: whose, and of what.
struct Source {
  EntityKind entity;
  Attribute attribute;

  bool operator==(const Source&) const = default;
};

// One level: where the value's count is, and where the total is that it is a
// part of. They differ where values are kept apart because there are many of
// them (commands), or where most events have none (error codes).
struct LevelSource {
  Source values;
  Source total;
};

struct Evaluation;
struct Factor;
struct Anomaly;
class Level;

// One question asked of the histograms. A row of a table: a new detector is a
// new row in detector.cc, and its histograms are counted from then on.
struct Detector {
  // Two of questions.h: finds the answer, and reports one that was found.
  struct Question {
    std::optional<Anomaly> (*ask)(const Detector& detector,
                                  const Evaluation& evaluation,
                                  std::span<const Level> levels);
    void (*report)(const Anomaly& anomaly, const Evaluation& evaluation,
                   std::span<const Level> levels, Factor& factor);

    bool operator==(const Question&) const = default;
  };
  // How its bits go into an event's total (fusion.h).
  enum class Role {
    kPlace,     // how novel the place is for the principal
    kSupport,   // can only strengthen what is novel for the principal too
    kEvidence,  // counts by itself, and is remembered for hours
    kMemory,    // the sum of what is remembered
  };

  std::string_view name;
  // In sentences (explanation.h): "alice never <verb> BR before", and "8
  // <noun>s unusual for alice" of evidence that is remembered.
  std::string_view verb = {};
  std::string_view noun = {};
  // None: what else was odd about the principal there of late? The short memory
  // is asked last (event_scorer.cc).
  std::optional<Question> question = std::nullopt;
  Role role;
  Attribute attribute = Attribute::kNone;  // of the event
  // Whose histogram is asked first, then those that it backs off to. An event
  // leaves out those that it is not counted for. Empty: no histogram is asked.
  std::span<const LevelSource> chain = {};
  // Whose history is asked where the chain is empty.
  EntityKind asked = EntityKind::kPrincipal;
  // p of a value where no level knows it, about one of all there are.
  double flat = 0;
  // The same of an operator whose kind is odd for the principal: a host for
  // people, who call from where they are, an access provider for roles, which
  // run on hosts. 0 = `flat`.
  double flat_odd = 0;
  // A value of this p or more is as usual as can be.
  double usual = 1;
  // Evidence: bits up to `floor` are daily life, bits above `cap` say no more,
  // and each of the others counts `part`.
  double floor = 0;
  double cap = 0;
  double part = 1;
  // Evidence: whether how much is known is told by the days on which the
  // principal called, not by the observations of the attribute.
  bool known_by_days = false;
  // Evidence: whether it is remembered once, whatever the value.
  bool once = false;
  // Not asked of an event that has a value of this attribute: another detector
  // knows more.
  std::optional<Attribute> gives_way_to = std::nullopt;

  EntityKind entity() const {
    return chain.empty() ? asked : chain.front().values.entity;
  }
};

// Histograms that decide more than one detector's bits.
inline constexpr Source kPlaceSource{EntityKind::kPrincipal,
                                     Attribute::kCountry};
inline constexpr Source kCommandSource{EntityKind::kCommand,
                                       Attribute::kCountry};
inline constexpr Source kNetworkSource{EntityKind::kPrincipal,
                                       Attribute::kNetwork};
// How much is known of a role: what its sessions called with.
inline constexpr Source kRoleSource{EntityKind::kRole, Attribute::kTool};
std::span<const Detector> Detectors();
// A set of detectors: bit i is Detectors()[i].
using DetectorSet = uint32_t;
DetectorSet SetOf(const Detector& detector);  // one of Detectors()
// The set of detectors named in a list with commas; nothing if one is not
// there.
std::optional<DetectorSet> FindDetectors(std::string_view names);
const Detector& CountryForPrincipal();
const Detector& CountryForCommand();
const Detector& RecentEvidence();
// The place of a call from a host, told by the host's operator in the place of
// its country. Not in the table: it can only make a place less novel
// (event_scorer.cc).
const Detector& HostForPrincipal();

// Whether it tells what is done (commands, errors, tools, and all that is
// remembered), not where the call comes from.
bool IsDeed(const Detector& detector);

// Bits that `bits` of an evidence detector add to an event's total.
double EvidenceBits(const Detector& detector, double bits);

// How surprising a value of probability `actual` is to somebody who expects
// `expected`: bits by which it is less likely, weighed by how many observations
// are known. At least 0.
double SurpriseBits(double expected, double actual, double known,
                    double evidence_half);

// COLD below 5 observations, READY from 24 observations that span 3 days or
// more, else LEARNING.
BaselineState StateOf(const Histogram& histogram);

}  // namespace farcall
