// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/server_error.h"

#include "absl/strings/str_cat.h"
#include "cli/server/server_connection.h"

namespace farcall {

ExitCode TellServerError(const absl::Status& status, const Terminal& terminal) {
  terminal.Error(std::string(status.message()));
  return ExitCodeOfServerError(status);
}

ExitCode TellServerError(const absl::Status& status, const std::string& again,
                         const Terminal& terminal) {
  const ExitCode code = ExitCodeOfServerError(status);
  std::string message(status.message());
  if (code == ExitCode::kUnavailable) {
    absl::StrAppend(&message, "; to try again, add ", again);
  }
  terminal.Error(message);
  return code;
}

std::string NoSuchFinding(const std::string& finding_id,
                          const std::string& tenant) {
  return absl::StrCat("there is no finding ", finding_id, " in tenant ",
                      tenant.empty() ? "default" : tenant);
}

}  // namespace farcall
