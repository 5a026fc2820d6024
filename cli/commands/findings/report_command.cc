// SPDX-License-Identifier: Apache-2.0
#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cli/commands/commands.h"
#include "cli/commands/server_error.h"
#include "cli/output/findings/report_output.h"
#include "cli/server/server_connection.h"

namespace farcall {

ExitCode RunReport(const ReportOptions& options, const Target& target,
                   const Terminal& terminal) {
  const auto server = Connect(target.server);
  if (!server.ok()) return TellServerError(server.status(), terminal);
  v1::GetTriageReportRequest request;
  request.set_tenant(target.tenant);
  const absl::Time from =
      absl::Now() - absl::Hours(24 * static_cast<int64_t>(options.days));
  request.mutable_from()->set_seconds(absl::ToUnixSeconds(from));
  const auto report =
      Call(*server, &v1::FindingService::Stub::GetTriageReport, request);
  if (!report.ok()) return TellServerError(report.status(), terminal);
  if (options.format == OutputFormat::kJson) {
    terminal.out << ReportDocument(*report) << '\n';
  } else {
    WriteReport(*report, terminal.charset, terminal.out);
  }
  return ExitCode::kOk;
}

}  // namespace farcall
