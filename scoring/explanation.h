// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "scoring/factor.h"

namespace farcall {

// A factor in one sentence of counts that a person can check:
// "0 of 4,812 calls by alice since 2026-08-26 came from BR; usual: DE 91 %, FR
// 9 %".
std::string Explain(const Factor& factor);

}  // namespace farcall
