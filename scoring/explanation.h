// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "scoring/factor.h"
#include "text/with_thousands.h"

namespace farcall {

// "2026-08-26 13:05", UTC.
std::string Minute(int64_t seconds);

// The name that people use for an entity: what follows the last '/' of a key.
std::string_view ShortName(std::string_view key);

// A factor in one sentence of counts that a person can check:
// "0 of 4,812 calls by alice since 2026-08-26 came from BR; usual: DE 91 %, FR
// 9 %".
std::string Explain(const Factor& factor);

}  // namespace farcall
