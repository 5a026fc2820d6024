// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "cli/options/exit_code.h"

namespace farcall {

struct InputError {
  ExitCode exit_code;
  std::string message;
};

// The record `number` (from 1) of a file or standard input (`-`), or its only
// one; or why there is none.
std::variant<std::string, InputError> ReadOneRecord(
    const std::string& input, std::optional<uint64_t> number);

}  // namespace farcall
