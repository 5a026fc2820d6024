// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "scoring/counts/decay.h"
#include "scoring/counts/smoothing.h"
#include "scoring/detectors/detector.h"

namespace farcall {

// The settings of the model that are not one detector's own (those are in
// detector.cc); their defaults are its documented values (docs/scoring.md).
struct Model {
  Decay decay;
  Smoothing smoothing;
  // Observations at which the history that speaks is worth half of its word.
  double evidence_half = 5.0;
  // Bits that the novelty of a place can reach: beyond, what is done there must
  // speak.
  double place_bits_max = 20.0;
  // What is left of them after the first day of a place that is in quarantine:
  // it is no news any more.
  double quarantine_part = 0.8;
  // Part of the command's surprise that may add to the place's.
  double support_part = 0.25;
  // Part of a new country's bits that counts where a person calls by an access
  // provider there, which is most often a trip.
  double trip_part = 0.65;
  // It leaves this many bits at least to a READY principal of one country: its
  // first call from a second one is HIGH.
  double first_trip_bits = 10.5;
  // What is done in a place that is not new may have so many bits; beyond, and
  // beyond the bits of the place, this part counts.
  double deeds_alone_bits = 6.0;
  double deeds_beyond_part = 0.5;
  // A place was called from just now if it was in the event's hour before it,
  // or in one of so many full hours before.
  int64_t elsewhere_hours = 2;
  // Bits of being in two places within a short time, for a principal whose
  // hours were all in one.
  double elsewhere_bits = 4.0;
  // A journey of at most this speed is possible, by air: airliners fly at about
  // 900 km/h, and the rest is for wind and for coordinates that are not exact.
  double journey_km_per_hour_max = 1000.0;
  // How far an address may be from its coordinates where the database does not
  // say: free databases often miss by this much, above all in mobile networks.
  double location_radius_km = 250.0;
  // Short memory: half of the bits of what was odd are left after this time.
  double memory_half_life_seconds = 6.0 * 3600;
  // One thing that was odd does not make all else odd: what is remembered
  // counts as far as it is more than this.
  double memory_floor_bits = 4.0;
  // What the next thing that is remembered of one detector counts of the one
  // before it: a page or a tool that is new brings many new commands.
  double memory_next_part = 0.7;
  // Things of one detector that are first seen within this time are one thing:
  // what a page, a script or a scan calls at once.
  int64_t memory_burst_seconds = 60;
  DetectorSet detectors_off = 0;
  // Score that raises an alert, 0..100.
  double alert_threshold = 70.0;
  // Alerts a day that a tenant wants; 0 = alert_threshold alone decides.
  int64_t alert_budget = 0;
  // Bits of surprise that halve the distance from a score to 100.
  double bits_per_half = 5.0;
};

}  // namespace farcall
