// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "server/wire/batch_outline.h"

namespace farcall::reference {

// How BatchOutline and ReadInputs differ from protobuf's parser in what they
// make of `request`; empty = in nothing.
std::string ReaderDifference(std::string_view request, ScoringMessage message);

}  // namespace farcall::reference
