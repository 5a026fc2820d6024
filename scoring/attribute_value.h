// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "scoring/entity.h"
#include "scoring/event.h"
#include "scoring/origin.h"

namespace farcall {

// What an event has of an attribute; empty = nothing: it is neither counted
// nor judged for it.
std::string ValueOf(Attribute attribute, const Event& event,
                    const Origin& origin);

}  // namespace farcall
