// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <ostream>
#include <vector>

#include "cli/output/text.h"
#include "farcall/v1/finding.pb.h"

namespace farcall {

// One row for each finding, with its headline: in a column of its own if
// `width` has room for it (or is 0, which cuts nothing), else below the row.
void WriteFindingTable(const std::vector<v1::Finding>& findings, size_t width,
                       Charset charset, std::ostream& out);

// All that is known of one finding, for people. `width` 0 = lines may be long.
void WriteFinding(const v1::Finding& finding, size_t width, Charset charset,
                  std::ostream& out);

}  // namespace farcall
