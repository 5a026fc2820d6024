// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "cli/commands.h"
#include "cli/explanation.h"
#include "cli/input_record.h"
#include "cli/json_output.h"
#include "cli/server_connection.h"

namespace farcall {
namespace {

absl::StatusOr<v1::EventResult> ScoreOnly(ServerConnection& server,
                                          const std::string& tenant,
                                          std::string record) {
  v1::ScoreEventsRequest request;
  request.set_tenant(tenant);
  request.set_mode(v1::SCORING_MODE_SCORE_ONLY);
  request.add_events()->mutable_cloudtrail_record()->set_json(
      std::move(record));
  auto response =
      Call(*server.scoring, &v1::ScoringService::Stub::ScoreEvents, request);
  if (!response.ok()) return response.status();
  if (response->results_size() != 1) {
    return absl::InternalError(absl::StrCat(
        "the server gave ", response->results_size(), " results for 1 event"));
  }
  return response->results(0);
}

}  // namespace

ExitCode RunExplain(const ExplainOptions& options, const Target& target,
                    const Terminal& terminal) {
  auto record = ReadOneRecord(options.input, options.record);
  if (const auto* error = std::get_if<InputError>(&record)) {
    terminal.Error(error->exit_code == ExitCode::kUsage
                       ? error->message + ": choose one with --record N"
                       : error->message);
    return error->exit_code;
  }
  auto server = Connect(target.server);
  const auto result = server.ok()
                          ? ScoreOnly(*server, target.tenant,
                                      std::get<std::string>(std::move(record)))
                          : server.status();
  if (!result.ok()) {
    terminal.Error(std::string(result.status().message()));
    return ExitCodeOfServerError(result.status());
  }
  if (options.format == OutputFormat::kJson) {
    terminal.out << ResultDocument(*result) << '\n';
  } else {
    WriteExplanation(*result, terminal.width, terminal.charset, terminal.out);
  }
  return result->has_error() ? ExitCode::kEventErrors : ExitCode::kOk;
}

}  // namespace farcall
