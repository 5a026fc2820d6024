// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string_view>
#include <vector>

#include "ingest/app/configured_files.h"
#include "ingest/app/ingest_app.h"
#include "ingest/config/ingest_invocation.h"
#include "settings/process.h"
#include "settings/version.h"

namespace {

constexpr int kExitCannotStart = 1;
constexpr int kExitBadConfig = 2;

// Says what the start would complain of in the files that the settings name.
int Check(const farcall::IngestConfig& config) {
  for (const std::string& warning :
       farcall::UnknownIngestVariables(farcall::VariableNames())) {
    std::cerr << "farcall-ingest: warning: " << warning << '\n';
  }
  const absl::Status found = farcall::CheckIngestFiles(config);
  if (!found.ok()) {
    std::cerr << "farcall-ingest: " << found.message() << '\n';
    return kExitBadConfig;
  }
  std::cout << "The configuration is good.\n"
               "Not checked: the server, the source, where dead letters go.\n";
  return EXIT_SUCCESS;
}

int Work(const farcall::IngestConfig& config) {
  const sigset_t signals = farcall::BlockEndSignals();
  farcall::Log log(config.log_level, config.log_format);
  log.Info("starting", {{"version", farcall::Version()}});
  const auto app = farcall::IngestApp::Start(config, log);
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
  const auto invocation = farcall::ReadIngestConfig(
      arguments, [](const char* name) { return std::getenv(name); });
  std::cout << invocation.output;
  std::cerr << invocation.errors;
  if (invocation.exit_code.has_value()) return *invocation.exit_code;
  if (invocation.check) return Check(invocation.config);
  return Work(invocation.config);
}
