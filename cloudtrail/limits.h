// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace farcall {

// Longest values that a record's event may have, in bytes. They are the limits
// of farcall.v1.Event. What is longer is an error, but for the user agent
// and the error message, which are cut.
inline constexpr size_t kEventIdBytesMax = 128;
inline constexpr size_t kPrincipalBytesMax = 512;
inline constexpr size_t kCommandBytesMax = 256;
inline constexpr size_t kSourceAddressBytesMax = 256;
inline constexpr size_t kErrorCodeBytesMax = 256;
inline constexpr size_t kErrorMessageBytesMax = 1024;
inline constexpr size_t kUserAgentBytesMax = 2048;

// Deepest nesting of arrays and objects that a record may have, itself counted.
inline constexpr size_t kJsonDepthMax = 128;

// Most JSON texts around a record: a record in a string in a string.
inline constexpr size_t kEnvelopeDepthMax = 8;

}  // namespace farcall
