// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "tests/model/operation.h"

namespace farcall {

// A random sequence of some twenty operations, the same for the same seed on
// every machine.
Sequence RandomSequence(uint64_t seed);

}  // namespace farcall
