// SPDX-License-Identifier: Apache-2.0
#include <csignal>
#include <cstdlib>
#include <ios>
#include <string>
#include <vector>

#include "cli/farcall.h"
#include "cli/terminal.h"

int main(int argc, char** argv) {
  // `farcall ... | head` ends quietly, even if the parent ignored the signal.
  std::signal(SIGPIPE, SIG_DFL);
  // gRPC's own log; errors are told in one line of ours.
  setenv("GRPC_VERBOSITY", "NONE", /*replace=*/0);
  std::ios::sync_with_stdio(false);
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  return static_cast<int>(
      farcall::RunFarcall(arguments, farcall::ProcessTerminal()));
}
