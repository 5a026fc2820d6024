// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scoring/event/origin.h"

namespace farcall {

// The distance of two points along the surface of a sphere with the earth's
// mean radius, in km; 0..20,016. Their radii are not looked at.
double GreatCircleKm(const Location& from, const Location& to);

}  // namespace farcall
