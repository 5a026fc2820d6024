// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>

#include "scoring/counts/smoothing.h"
#include "scoring/detectors/anomaly.h"
#include "scoring/detectors/detector.h"
#include "scoring/detectors/evaluation.h"
#include "scoring/detectors/factor.h"

namespace farcall {

// The questions that detectors ask of an event (Detector::Question), each in a
// file of its own. `levels` are those of the detector's chain that the event is
// counted in, at least one. Asking gives the detector's bits, and nothing where
// there is nothing to report. Reporting fills an empty factor with its counts
// and sentence, before the event is counted.

// How much rarer than usual is the event's value for the entity?
// (rare_value.cc)
std::optional<Anomaly> AskRareValue(const Detector& detector,
                                    const Evaluation& evaluation,
                                    std::span<const Level> levels);
void ReportRareValue(const Anomaly& anomaly, const Evaluation& evaluation,
                     std::span<const Level> levels, Factor& factor);
inline constexpr Detector::Question kRareValue{AskRareValue, ReportRareValue};

// Was the principal just active in another place that is usual for it?
// (concurrent_places.cc)
std::optional<Anomaly> AskConcurrentPlaces(const Detector& detector,
                                           const Evaluation& evaluation,
                                           std::span<const Level> levels);
void ReportConcurrentPlaces(const Anomaly& anomaly,
                            const Evaluation& evaluation,
                            std::span<const Level> levels, Factor& factor);
inline constexpr Detector::Question kConcurrentPlaces{AskConcurrentPlaces,
                                                      ReportConcurrentPlaces};

// Did the EC2 instance call from another site before? (second_site.cc)
std::optional<Anomaly> AskSecondSite(const Detector& detector,
                                     const Evaluation& evaluation,
                                     std::span<const Level> levels);
void ReportSecondSite(const Anomaly& anomaly, const Evaluation& evaluation,
                      std::span<const Level> levels, Factor& factor);
inline constexpr Detector::Question kSecondSite{AskSecondSite,
                                                ReportSecondSite};

// Has the account ever failed so often in so short a time?
// (failure_spike.cc)
std::optional<Anomaly> AskFailureSpike(const Detector& detector,
                                       const Evaluation& evaluation,
                                       std::span<const Level> levels);
void ReportFailureSpike(const Anomaly& anomaly, const Evaluation& evaluation,
                        std::span<const Level> levels, Factor& factor);
inline constexpr Detector::Question kFailureSpike{AskFailureSpike,
                                                  ReportFailureSpike};

}  // namespace farcall
