// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "scoring/baseline_state.h"
#include "scoring/entity.h"
#include "scoring/histogram.h"
#include "scoring/smoothing.h"

namespace farcall {

// One question asked of one histogram: "is this value rare for this entity?". A
// row of a table: a new detector is a new row in detector.cc, and its
// histograms are counted from then on.
struct Detector {
  std::string_view name;
  Attribute attribute;
  // Whose histogram is asked, then whose it backs off to. An event leaves out
  // those that it is not counted for.
  std::span<const EntityKind> chain;

  EntityKind entity() const { return chain.front(); }
};

std::span<const Detector> Detectors();
const Detector& CountryForPrincipal();
const Detector& CountryForCommand();

// The settings of the model; their defaults are its documented values
// (docs/scoring.md).
struct Model {
  Decay decay;
  Smoothing smoothing;
  // Observations at which the level that knows most is worth half of its word:
  // a tenant that was just connected knows nothing, and what it has not seen is
  // no news yet.
  double evidence_half = 5.0;
  // Part of the command's surprise that may add to the principal's.
  double command_part = 0.25;
  // Bits of surprise that halve the distance from a score to 100.
  double bits_per_half = 6.0;
};

// How surprising `value` is at the first of `levels`: bits by which it is less
// likely than that level's most usual value, weighed by how much the level that
// knows most knows. 0 for the usual value itself.
double SurpriseBits(std::span<const Level> levels, const Model& model,
                    std::string_view value);

// COLD below 5 observations, READY from 24 observations that span 3 days or
// more, else LEARNING.
BaselineState StateOf(const Histogram& histogram);

}  // namespace farcall
