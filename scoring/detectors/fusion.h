// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "scoring/detectors/anomaly.h"
#include "scoring/detectors/model.h"
#include "scoring/event/event.h"

namespace farcall {

// Adds the anomalies up to the event's total surprise in bits, and writes each
// one's part of it to Anomaly::weight:
//   place     place_bits_max * (1 - e^(-bits / place_bits_max)), and of that
//             quarantine_part where the place is in quarantine
//   support   support_part * min(bits of the strongest one, the place's part):
//             a noisy command must not drown its principal, it can only
//             strengthen what is novel for the principal too
//   evidence  EvidenceBits() of each
//   memory    its bits
// Deeds (IsDeed) beyond deeds_alone_bits and the bits of all else count
// deeds_beyond_part: new work at home is daily life, a theft from there is not
// told from it by what is done alone.
// Where there is no principal the support counts by itself, in full, but for
// services only by support_part.
double TotalBits(const Model& model, PrincipalKind principal_kind,
                 std::span<Anomaly> anomalies);

// 0..100, rounded to hundredths: 100 * (1 - 2^(-bits / bits_per_half)). Depends
// on likelihoods alone, not on volume.
double ScoreOf(const Model& model, double total_bits);

// The total bits that have this score, 0 <= score < 100.
double BitsOfScore(const Model& model, double score);

}  // namespace farcall
