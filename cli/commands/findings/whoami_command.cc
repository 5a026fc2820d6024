// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/commands.h"
#include "cli/commands/server_error.h"
#include "cli/output/findings/identity_output.h"
#include "cli/server/server_connection.h"

namespace farcall {

ExitCode RunWhoAmI(const WhoAmIOptions& options, const Target& target,
                   const Terminal& terminal) {
  const auto server = Connect(target.server);
  if (!server.ok()) return TellServerError(server.status(), terminal);
  const auto caller =
      Call(*server, &v1::FindingService::Stub::WhoAmI, v1::WhoAmIRequest());
  if (!caller.ok()) return TellServerError(caller.status(), terminal);
  if (options.format == OutputFormat::kJson) {
    terminal.out << IdentityLine(*caller) << '\n';
  } else {
    WriteIdentity(*caller, terminal.charset, terminal.out);
  }
  return ExitCode::kOk;
}

}  // namespace farcall
