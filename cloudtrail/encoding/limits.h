// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace farcall {

// Limits of a record's JSON. Those of an event's fields are in inputs/limits.h.

// Deepest nesting of arrays and objects that a record may have, itself counted.
inline constexpr size_t kJsonDepthMax = 128;

// Most JSON texts around a record: a record in a string in a string.
inline constexpr size_t kEnvelopeDepthMax = 8;

}  // namespace farcall
