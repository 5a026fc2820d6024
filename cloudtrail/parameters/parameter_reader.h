// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <simdjson.h>

#include <cstddef>

#include "scoring/event/event.h"

namespace farcall {

// Of the request parameters of one call so many values are read, objects and
// arrays among them; what comes behind them is left out, and the fingerprint
// differs from that of parameters that end there.
inline constexpr size_t kParameterValuesMax = 4096;

// Reads the request parameters of `event` into its `details`: adds the assets
// that they name, as far as there is room, and sets the parameters that are
// kept as text, the fingerprint and the shape. Needs the event's `command` and
// `account`, and the region of its details. Nothing in `parameters` is an
// error.
void ReadParameters(simdjson::dom::object parameters, Event& event);

}  // namespace farcall
