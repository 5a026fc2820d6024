// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <ostream>
#include <string>
#include <vector>

#include "farcall/v1/exemption.pb.h"
#include "formats/text.h"

namespace farcall {

// One row for each exemption: what it covers, until when, why. `width` 0 =
// nothing is cut.
void WriteExemptionTable(const std::vector<v1::Exemption>& exemptions,
                         size_t width, Charset charset, std::ostream& out);

// One line of JSON without its newline.
std::string ExemptionLine(const v1::Exemption& exemption);

}  // namespace farcall
