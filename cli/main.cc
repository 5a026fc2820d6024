// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <ios>
#include <string>
#include <vector>

#include "cli/commands/farcall.h"
#include "cli/output/terminal.h"

namespace {

// A standard stream that was closed gives errors, rather than be the next file
// or connection that is opened.
void OccupyStandardStreams() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(fd, F_GETFD) != -1) continue;
    // The lowest free one is this one. It can be used the wrong way alone.
    const int opened =
        open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
    static_cast<void>(opened);
  }
}

}  // namespace

int main(int argc, char** argv) {
  OccupyStandardStreams();
  // `farcall ... | head` ends quietly, even if the parent ignored the signal.
  std::signal(SIGPIPE, SIG_DFL);
  // gRPC's own log; errors are told in one line of ours.
  setenv("GRPC_VERBOSITY", "NONE", /*replace=*/0);
  std::ios::sync_with_stdio(false);
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  return static_cast<int>(
      farcall::RunFarcall(arguments, farcall::ProcessTerminal()));
}
