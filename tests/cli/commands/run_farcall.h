// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/commands/farcall.h"
#include "tests/cli/fake_farcall.h"
#include "tests/cli/output/captured_terminal.h"

namespace farcall {

// What a run of the program gave.
struct Outcome {
  ExitCode code;
  std::string out;
  std::string err;
};

inline Outcome Farcall(const FakeFarcall& fake,
                       std::vector<std::string> arguments,
                       bool err_is_tty = false) {
  CapturedTerminal captured;
  captured.terminal.err_is_tty = err_is_tty;
  arguments.insert(arguments.end(), {"--server", fake.address()});
  const ExitCode code = RunFarcall(arguments, captured.terminal);
  return {code, captured.out.str(), captured.err.str()};
}

}  // namespace farcall
