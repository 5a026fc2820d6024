// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "farcall/v1/score.pb.h"

namespace farcall {

// Counts, by file, the calls that had an identity or an address which could not
// be read: they are scored, but without it.
class UnreadFields {
 public:
  void Count(const std::string& file, const v1::EventResult& result);

  // One line for each file and field, of the first ten files; then how many
  // files more there are.
  std::vector<std::string> Lines() const;

 private:
  struct Calls {
    uint64_t identity = 0;       // scored as nobody's
    uint64_t identity_part = 0;  // scored by the rest of it
    uint64_t address = 0;
  };
  std::map<std::string, Calls> by_file_;
};

}  // namespace farcall
