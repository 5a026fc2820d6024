// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <ostream>

#include "farcall/v1/score.pb.h"
#include "formats/text.h"

namespace farcall {

// All that is known of one result, for people; `what_if` is what the same call
// would have got from another place. `width` 0 = lines may be long.
void WriteExplanation(const v1::EventResult& result,
                      const std::optional<v1::EventResult>& what_if,
                      size_t width, Charset charset, std::ostream& out);

}  // namespace farcall
