// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "commands/command_class.h"

namespace farcall {

// Goes up with each release in which FactsOf() says something else of a
// command.
inline constexpr uint32_t kCommandTableVersion = 1;

// What the table says of a command.
struct CommandFacts {
  CommandClass command_class = CommandClass::kUnknown;
  // Ids of ATT&CK techniques that the command can serve, `T1098.001`; empty =
  // none is known. Valid for as long as the program runs.
  std::span<const std::string_view> techniques{};
};

// The facts of `command`, `service:EventName`: of its own row, else of the row
// whose pattern is the longest that matches. Where there is no row, `read_only`
// (CloudTrail's `readOnly`; nothing = not said) decides the class, or else the
// verb that the name begins with. kUnknown is a text that names no command.
CommandFacts FactsOf(std::string_view command,
                     std::optional<bool> read_only = std::nullopt);

}  // namespace farcall
