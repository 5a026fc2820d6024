// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sstream>
#include <string>

#include "cli/output/terminal.h"

namespace farcall {

// A terminal whose output a test reads.
struct CapturedTerminal {
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  Terminal terminal{in, out, err};
};

}  // namespace farcall
