// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "cli/commands.h"
#include "cli/explanation.h"
#include "cli/input_files.h"
#include "cli/json_output.h"
#include "cli/server_connection.h"
#include "cloudtrail/record_reader.h"

namespace farcall {
namespace {

struct InputError {
  ExitCode exit_code;
  std::string message;
};

// The record that is meant, or why there is none.
std::variant<std::string, InputError> ReadOneRecord(
    const ExplainOptions& options) {
  const auto unreadable = [&options](const std::string& why) {
    return InputError{ExitCode::kFiles,
                      absl::StrCat("cannot read ", options.input, ": ", why)};
  };
  auto reader = RecordReader::Open(options.input);
  if (!reader.ok()) return unreadable(std::string(reader.status().message()));

  const uint64_t wanted = options.record.value_or(1);
  std::string record;
  for (uint64_t number = 1; number <= wanted; ++number) {
    auto next = (*reader)->Next();
    if (!next.ok()) return unreadable(std::string(next.status().message()));
    if (!next->has_value()) {
      return unreadable(
          absl::StrCat("no record ", wanted, ", it holds ", number - 1));
    }
    record = **std::move(next);
  }
  if (options.record.has_value()) return record;
  const auto second = (*reader)->Next();
  if (second.ok() && second->has_value()) {
    return InputError{ExitCode::kUsage,
                      absl::StrCat(options.input,
                                   " holds more than one record: choose one "
                                   "with --record N")};
  }
  return record;
}

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
  auto record = ReadOneRecord(options);
  if (const auto* error = std::get_if<InputError>(&record)) {
    terminal.Error(error->message);
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
