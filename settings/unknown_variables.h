// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "settings/setting_table.h"

namespace farcall {

// Warnings, one for each of `names` of environment variables that starts with
// the program's prefix and is neither one of its own nor one of `of_others`,
// programs that may run beside it. What Kubernetes makes for a Service of the
// program's name is passed over.
std::vector<std::string> UnknownVariables(
    const SettingTable& table, std::span<const std::string_view> of_others,
    std::span<const std::string_view> names);

}  // namespace farcall
