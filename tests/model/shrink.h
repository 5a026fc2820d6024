// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "tests/model/operation.h"

namespace farcall {

// The smallest sequence found that still `fails`, as `sequence` does:
// operations and events that are not needed are taken out, by halves first, and
// what is left is made as usual as it can be. `fails` is asked so many times at
// most.
Sequence Shrink(Sequence sequence,
                const std::function<bool(const Sequence&)>& fails,
                int attempts_max = 2000);

}  // namespace farcall
