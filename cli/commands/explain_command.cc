// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "cli/commands/commands.h"
#include "cli/commands/what_if.h"
#include "cli/input/input_record.h"
#include "cli/output/explanation.h"
#include "cli/output/json_output.h"
#include "cli/server/server_connection.h"

namespace farcall {
namespace {

absl::StatusOr<v1::EventResult> ScoreOnly(const ServerConnection& server,
                                          const std::string& tenant,
                                          const std::string& record,
                                          const std::string& country = "") {
  v1::ScoreEventsRequest request;
  request.set_tenant(tenant);
  request.set_mode(v1::SCORING_MODE_SCORE_ONLY);
  request.set_factors_from(v1::RISK_LEVEL_NONE);
  v1::CloudTrailRecord& raw =
      *request.add_events()->mutable_cloudtrail_record();
  raw.set_json(record);
  raw.set_country(country);
  auto response = Call(server, &v1::ScoringService::Stub::ScoreEvents, request);
  if (!response.ok()) return response.status();
  if (response->results_size() != 1) {
    return absl::InternalError(absl::StrCat(
        "the server gave ", response->results_size(), " results for 1 event"));
  }
  return response->results(0);
}

// What the call would have scored from the country that is usual for it.
absl::StatusOr<std::optional<v1::EventResult>> WhatIf(
    const ServerConnection& server, const std::string& tenant,
    const std::string& record, const v1::EventResult& result) {
  const auto country = UsualCountry(result);
  if (!country.has_value()) return std::nullopt;
  auto other = ScoreOnly(server, tenant, record, *country);
  if (!other.ok()) return other.status();
  return *std::move(other);
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
  const auto fail = [&](const absl::Status& status) {
    terminal.Error(std::string(status.message()));
    return ExitCodeOfServerError(status);
  };
  auto server = Connect(target.server);
  if (!server.ok()) return fail(server.status());
  const std::string& json = std::get<std::string>(record);
  const auto result = ScoreOnly(*server, target.tenant, json);
  if (!result.ok()) return fail(result.status());
  const auto what_if = WhatIf(*server, target.tenant, json, *result);
  if (!what_if.ok()) return fail(what_if.status());
  if (options.format == OutputFormat::kJson) {
    terminal.out << ResultDocument(*result, *what_if) << '\n';
  } else {
    WriteExplanation(*result, *what_if, terminal.width, terminal.charset,
                     terminal.out);
  }
  return result->has_error() ? ExitCode::kEventErrors : ExitCode::kOk;
}

}  // namespace farcall
