// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace farcall {

// The version of the release, as CMakeLists.txt gives it.
std::string_view Version();

}  // namespace farcall
