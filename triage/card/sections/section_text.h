// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "scoring/findings/finding.h"

// Parts of sentences that several sections have.

namespace farcall {

// The principal of the finding, as people name it.
std::string Who(const Finding& finding);
// The origin of the finding in words.
std::string Place(const Finding& finding);

// "the role web" at the beginning of a sentence: "The role web".
std::string Capital(std::string text);

// "at 2026-11-28 20:20 UTC", "between 2026-11-28 20:20 and 20:45 UTC", and both
// days where they differ. Unix seconds.
std::string Between(int64_t first_seconds, int64_t last_seconds);

// A network as baselines count it, as people write it: `198.51.100.0/24`.
std::string NameOfNetwork(std::string_view network);

// The factor's explanation, safe to show, without a full stop.
std::string ExplanationOf(const FrozenFactor& factor);

}  // namespace farcall
