// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include "commands/command_class.h"

namespace farcall {

// Classes as bits, each at its number; kUnknown is in no set. On disk.
using CommandClassSet = uint16_t;

constexpr CommandClassSet SetOf(CommandClass command_class) {
  return command_class == CommandClass::kUnknown
             ? CommandClassSet{0}
             : static_cast<CommandClassSet>(
                   1U << static_cast<unsigned>(command_class));
}

// Of all classes.
inline constexpr CommandClassSet kAllCommandClasses =
    2 * SetOf(CommandClass::kDestruction) - 2;

// The worst class of a set; kUnknown of an empty one.
constexpr CommandClass WorstOf(CommandClassSet classes) {
  return classes == 0 ? CommandClass::kUnknown
                      : static_cast<CommandClass>(std::bit_width(classes) - 1);
}

// The classes of a set, worst first.
inline std::vector<CommandClass> WorstFirst(CommandClassSet classes) {
  std::vector<CommandClass> result;
  while (classes != 0) {
    result.push_back(WorstOf(classes));
    classes ^= SetOf(result.back());
  }
  return result;
}

}  // namespace farcall
