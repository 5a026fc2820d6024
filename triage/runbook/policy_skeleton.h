// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "scoring/counts/histogram.h"

namespace farcall {

// A value that was not seen for so long is not in use.
inline constexpr int64_t kUnusedSeconds = int64_t{90} * 24 * 3600;

// The actions of IAM that a principal's commands of 180 days stand for,
// ascending, without repeats.
struct PolicySkeleton {
  std::vector<std::string> used{};    // in the last 90 days
  std::vector<std::string> unused{};  // not in the last 90 days
  size_t only_in_finding = 0;         // commands first seen in it: left out
  size_t left_out = 0;  // commands that stand for no action of IAM
};

// `commands` is the principal's histogram of commands; those that were first
// seen from `finding_first_seconds` on are not its own.
PolicySkeleton SkeletonOf(const Histogram& commands, int64_t now_seconds,
                          int64_t finding_first_seconds);

}  // namespace farcall
