// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <functional>
#include <string>

namespace farcall {

// The value of a variable; empty if it is not set. Tests pass their own.
using AwsEnvironment = std::function<std::string(const char* name)>;

inline std::string ProcessEnvironment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

}  // namespace farcall
