// SPDX-License-Identifier: Apache-2.0
#include "commands/command_class.h"

#include <array>
#include <cstddef>

namespace farcall {

std::string_view CommandClassName(CommandClass command_class) {
  constexpr auto kNames = std::to_array<std::string_view>(
      {"UNKNOWN", "DISCOVERY", "DATA_READ", "WRITE", "COMPUTE_LAUNCH",
       "EXECUTION", "SECRET_READ", "CREDENTIAL_ISSUE", "DATA_SHARE",
       "IAM_WRITE", "PERSISTENCE", "DEFENSE_EVASION", "DESTRUCTION"});
  const auto number = static_cast<size_t>(command_class);
  return number < kNames.size() ? kNames[number] : kNames[0];
}

}  // namespace farcall
