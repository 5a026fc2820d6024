// SPDX-License-Identifier: Apache-2.0
#include <pthread.h>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string_view>
#include <vector>

#include "server/app.h"
#include "server/config.h"
#include "server/json_log.h"
#include "server/version.h"

namespace {

constexpr int kExitCannotStart = 1;

// Blocks the signals that end the server in this thread and all that it starts.
sigset_t BlockEndSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

// Copies a backup into the store's place.
int Restore(const farcall::Config& config, uint32_t id) {
  const auto restored =
      farcall::App::Restore(config.backup_dir, id, config.data_dir);
  if (!restored.ok()) {
    std::cerr << "farcalld: cannot restore: " << restored.status().message()
              << "\n";
    return kExitCannotStart;
  }
  std::cout << *restored;
  return EXIT_SUCCESS;
}

int Serve(const farcall::Config& config) {
  const sigset_t signals = BlockEndSignals();
  farcall::Log log(config.log_level, config.log_format);
  log.Info("starting", {{"version", farcall::Version()}});
  const auto app = farcall::App::Start(config, log);
  if (!app.ok()) {
    log.Error("cannot start",
              {{"reason", std::string(app.status().message())}});
    return kExitCannotStart;
  }
  int signal = 0;
  sigwait(&signals, &signal);
  log.Info("draining", {{"signal", signal == SIGTERM ? "SIGTERM" : "SIGINT"}});
  (*app)->Drain();
  log.Info("stopped");
  return EXIT_SUCCESS;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string_view> arguments(argv + 1, argv + argc);
  const farcall::Invocation invocation = farcall::ReadConfig(
      arguments, [](const char* name) { return std::getenv(name); });
  std::cout << invocation.output;
  std::cerr << invocation.errors;
  if (invocation.exit_code.has_value()) return *invocation.exit_code;
  return invocation.restore_backup.has_value()
             ? Restore(invocation.config, *invocation.restore_backup)
             : Serve(invocation.config);
}
