// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace farcall {

// Whether `code` can be an ISO 3166-1 alpha-2 country: two capitals that are
// neither a region (EU, AP) nor set aside for private use (AA, QM-QZ, XA-XZ,
// ZZ). XK, which databases use for Kosovo, is one.
bool IsCountryCode(std::string_view code);

}  // namespace farcall
