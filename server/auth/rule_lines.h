// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace farcall {

// Of each token: 128 bits in base64 or hex take more.
inline constexpr size_t kTokenBytesMin = 20;

// A line of words in a file that operators write.
struct RuleLine {
  std::string path;
  size_t number = 0;  // the first one is 1
  std::vector<std::string_view> words;

  // INVALID_ARGUMENT: `PATH: line 3 MESSAGE`.
  absl::Status Error(const std::string& message) const;
  // The same of a token that takes less than kTokenBytesMin.
  absl::Status CheckLength(std::string_view token) const;
};

// The lines of `text` that hold words, without those that begin with #. They
// point into `text`.
std::vector<RuleLine> RuleLinesOf(std::string_view text,
                                  const std::string& path);

// The parts of `a,b,c`.
std::vector<std::string_view> ListOf(std::string_view word);

}  // namespace farcall
