// SPDX-License-Identifier: Apache-2.0
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/commands/commands.h"
#include "cli/commands/findings/exemption_file.h"
#include "cli/commands/server_error.h"
#include "cli/output/findings/backtest_output.h"
#include "cli/server/server_connection.h"

namespace farcall {
namespace {

absl::StatusOr<v1::BacktestRequest> MakeRequest(const BacktestOptions& options,
                                                const std::string& tenant,
                                                std::istream& standard_input) {
  v1::BacktestRequest request;
  if (!options.exemption_file.empty()) {
    auto exemption = ReadExemption(options.exemption_file, standard_input);
    if (!exemption.ok()) return exemption.status();
    *request.mutable_exemption() = *std::move(exemption);
  }
  request.set_tenant(tenant);
  if (options.alert_threshold.has_value()) {
    request.set_alert_threshold(*options.alert_threshold);
  }
  if (options.alert_budget.has_value()) {
    request.set_alert_budget(static_cast<int64_t>(*options.alert_budget));
  }
  for (const std::string& name : options.detectors_off) {
    request.add_detectors_off(name);
  }
  if (options.from_seconds.has_value()) {
    request.mutable_from()->set_seconds(*options.from_seconds);
  }
  if (options.to_seconds.has_value()) {
    request.mutable_to()->set_seconds(*options.to_seconds);
  }
  request.set_list_size(static_cast<int32_t>(options.limit));
  return request;
}

}  // namespace

ExitCode RunBacktest(const BacktestOptions& options, const Target& target,
                     const Terminal& terminal) {
  const auto request = MakeRequest(options, target.tenant, terminal.in);
  if (!request.ok()) {
    terminal.Error(std::string(request.status().message()));
    return ExitCode::kFiles;
  }
  const auto server = Connect(target.server);
  if (!server.ok()) return TellServerError(server.status(), terminal);
  const auto backtest =
      Call(*server, &v1::FindingService::Stub::Backtest, *request);
  if (!backtest.ok()) return TellServerError(backtest.status(), terminal);
  if (options.format == OutputFormat::kJson) {
    terminal.out << BacktestDocument(*backtest) << '\n';
  } else if (backtest->has_from()) {
    WriteBacktest(*backtest, terminal.width, terminal.charset, terminal.out);
  } else {
    terminal.Error("nothing was odd enough for the ledger yet in tenant " +
                   (target.tenant.empty() ? "default" : target.tenant));
  }
  return ExitCode::kOk;
}

}  // namespace farcall
