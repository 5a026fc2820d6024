// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>

#include "scoring/detector.h"
#include "scoring/evaluation.h"
#include "scoring/factor.h"
#include "scoring/smoothing.h"

namespace farcall {

// The questions that detectors ask of an event (Detector::question), each in a
// file of its own. `levels` are those of the detector's chain that the event is
// counted in, at least one. Gives the detector's factor, with its bits, counts
// and sentence; nothing where there is nothing to tell.

// How much rarer than usual is the event's value for the entity?
// (rare_value.cc)
std::optional<Factor> AskRareValue(const Detector& detector,
                                   const Evaluation& evaluation,
                                   std::span<const Level> levels);

// Was the principal just active in another place that is usual for it?
// (concurrent_places.cc)
std::optional<Factor> AskConcurrentPlaces(const Detector& detector,
                                          const Evaluation& evaluation,
                                          std::span<const Level> levels);

// Did the EC2 instance call from another site before? (second_site.cc)
std::optional<Factor> AskSecondSite(const Detector& detector,
                                    const Evaluation& evaluation,
                                    std::span<const Level> levels);

// Has the account ever failed so often in so short a time?
// (failure_spike.cc)
std::optional<Factor> AskFailureSpike(const Detector& detector,
                                      const Evaluation& evaluation,
                                      std::span<const Level> levels);

}  // namespace farcall
