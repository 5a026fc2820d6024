// SPDX-License-Identifier: Apache-2.0
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "logging/json_log.h"
#include "server/app/app.h"
#include "server/app/configured_files.h"
#include "server/config/invocation.h"
#include "server/stores/restore.h"
#include "server/telemetry/grpc_log.h"
#include "settings/process.h"
#include "settings/version.h"

namespace {

constexpr int kExitCannotStart = 1;
constexpr int kExitBadConfig = 2;

// Says what the start would complain of in what the settings name.
int Check(const farcall::Config& config) {
  const int64_t now = std::chrono::duration_cast<std::chrono::seconds>(
                          std::chrono::system_clock::now().time_since_epoch())
                          .count();
  farcall::ConfigFindings found = farcall::CheckConfiguredFiles(config, now);
  for (std::string& warning :
       farcall::UnknownVariables(farcall::VariableNames())) {
    found.warnings.push_back(std::move(warning));
  }
  for (const std::string& warning : found.warnings) {
    std::cerr << "farcalld: warning: " << warning << '\n';
  }
  for (const std::string& error : found.errors) {
    std::cerr << "farcalld: " << error << '\n';
  }
  if (!found.errors.empty()) return kExitBadConfig;
  std::cout << "The configuration is good.\n" << farcall::kNotChecked;
  return EXIT_SUCCESS;
}

// Neither a core dump nor another process of the same user shows this one's
// memory from here on.
bool HideMemory() {
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0) return true;
  std::cerr << "farcalld: cannot turn core dumps off: "
            << std::generic_category().message(errno)
            << "; core-dumps=true starts without\n";
  return false;
}

// Lets the process open as many files as it may. gRPC 1.51 never accepts a
// connection again once it found no file descriptor free (CVE-2023-4785).
void RaiseFileLimit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

// Prints what became of an order that is no serving.
int Tell(const absl::StatusOr<std::string>& done, const char* order) {
  if (!done.ok()) {
    std::cerr << "farcalld: cannot " << order << ": " << done.status().message()
              << "\n";
    return kExitCannotStart;
  }
  std::cout << *done;
  return EXIT_SUCCESS;
}

int Serve(const farcall::Config& config) {
  const sigset_t signals = farcall::BlockEndSignals();
  RaiseFileLimit();
  farcall::Log log(config.log_level, config.log_format);
  const farcall::GrpcLog grpc_log(log);
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
  const farcall::Config& config = invocation.config;
  if (invocation.check) return Check(config);
  if (!config.core_dumps && !HideMemory()) return kExitCannotStart;
  if (invocation.restore.has_value()) {
    return Tell(farcall::RestoreStores(config, *invocation.restore), "restore");
  }
  if (invocation.repair_log) {
    farcall::Log log(config.log_level, config.log_format);
    return Tell(farcall::App::RepairLog(config, log), "repair the log");
  }
  return Serve(config);
}
