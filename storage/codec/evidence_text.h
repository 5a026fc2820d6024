// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "scoring/records/short_memory.h"

namespace farcall {

// The text that a remembered thing is kept by: `origin|network|detector|value`,
// with `+` after a network that was new. On disk (docs/storage_format.md).
std::string EvidenceText(const EvidenceName& name);

// Views into `text`. A part that is not there is empty.
EvidenceName EvidenceNameFrom(std::string_view text);

}  // namespace farcall
