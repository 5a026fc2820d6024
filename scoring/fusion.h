// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "scoring/event.h"
#include "scoring/factor.h"

namespace farcall {

// Adds the factors up to the event's total surprise in bits, and writes each
// one's part of it to Factor::weight:
//   principal's bits + command_part * min(command's bits, principal's bits)
// A noisy command must not drown its principal: it can only strengthen what is
// novel for the principal too. Where there is no principal the command's bits
// count by themselves, in full, but for services only by command_part.
double TotalBits(const Model& model, PrincipalKind principal_kind,
                 std::vector<Factor>& factors);

// 0..100, rounded to hundredths: 100 * (1 - 2^(-bits / bits_per_half)). Depends
// on likelihoods alone, not on volume.
double ScoreOf(const Model& model, double total_bits);

}  // namespace farcall
