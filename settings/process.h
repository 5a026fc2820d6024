// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <csignal>
#include <string_view>
#include <vector>

namespace farcall {

// The names of all variables of this process's environment.
std::vector<std::string_view> VariableNames();

// Blocks the signals that end a server, SIGTERM and SIGINT, in this thread and
// all that it starts. The set is for sigwait().
sigset_t BlockEndSignals();

}  // namespace farcall
