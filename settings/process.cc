// SPDX-License-Identifier: Apache-2.0
#include "settings/process.h"

#include <pthread.h>
#include <unistd.h>

namespace farcall {

std::vector<std::string_view> VariableNames() {
  std::vector<std::string_view> names;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    names.push_back(text.substr(0, text.find('=')));
  }
  return names;
}

sigset_t BlockEndSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

}  // namespace farcall
