// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "farcall/v1/score.pb.h"

namespace farcall {

// The country that is most usual for whoever made a call, if the call came from
// elsewhere: from there it would have been more normal. Nothing where none is
// known, or the usual origin is no country.
std::optional<std::string> UsualCountry(const v1::EventResult& result);

}  // namespace farcall
