// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <ostream>

#include "cli/text.h"
#include "farcall/v1/score.pb.h"

namespace farcall {

// All that is known of one result, for people. `width` 0 = lines may be long.
void WriteExplanation(const v1::EventResult& result, size_t width,
                      Charset charset, std::ostream& out);

}  // namespace farcall
