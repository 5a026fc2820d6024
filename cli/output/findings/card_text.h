// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <ostream>
#include <string>

#include "farcall/v1/finding.pb.h"
#include "formats/text.h"

namespace farcall {

// A card for people: the finding, its sections with a mark for each judgement,
// explanations, steps of the response by phase, calls that are kept, and the
// commands that say what becomes of it. Commands of steps are never wrapped, so
// that they can be copied. `width` 0 = lines may be long.
void WriteCard(const v1::Card& card, size_t width, Charset charset,
               std::ostream& out);

// The mark of a judgement, one column wide: `!` or `●` for suspicious, and so
// on; `?` where nothing can be said.
std::string Mark(v1::Judgement judgement, Charset charset);

}  // namespace farcall
