// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "cli/commands/commands.h"
#include "cli/commands/empty_list.h"
#include "cli/commands/pages.h"
#include "cli/commands/server_error.h"
#include "cli/input/input_record.h"
#include "cli/options/statement.h"
#include "cli/output/json_output.h"
#include "cli/output/text_table.h"
#include "cli/server/server_connection.h"
#include "formats/names.h"

namespace farcall {
namespace {

// What makes it safe to send a piece of feedback again.
std::string Again(const std::string& feedback_id) {
  return "--feedback-id " + feedback_id;
}

// Fills the fields that all feedback has; the id that is sent.
template <typename Request>
std::string Sign(const StatementOptions& statement, const Target& target,
                 Request& request) {
  request.set_tenant(target.tenant);
  request.set_actor(statement.actor);
  request.set_reason(statement.reason);
  request.set_feedback_id(
      statement.feedback_id.empty() ? NewRequestId() : statement.feedback_id);
  return request.feedback_id();
}

// `; feedback 1b4e...` or `; was taken before: feedback 1b4e...`
std::string Ending(bool duplicate, const std::string& feedback_id,
                   const Terminal& terminal) {
  return absl::StrCat(duplicate ? "; was taken before, nothing changed" : "",
                      "; feedback ", Printable(feedback_id, terminal.charset),
                      "\n");
}

std::string_view Told(MarkOptions::Verdict verdict) {
  switch (verdict) {
    case MarkOptions::Verdict::kBenign:
      return "benign";
    case MarkOptions::Verdict::kMalicious:
      return "malicious";
    case MarkOptions::Verdict::kCleared:
      break;
  }
  return "no verdict any more";
}

// `, 1 value judged`
template <typename Response>
std::string Values(const Response& response) {
  return absl::StrCat(", ", response.values_judged(),
                      response.values_judged() == 1 ? " value" : " values",
                      " judged");
}
std::string Values(const v1::ClearVerdictResponse& response) {
  return absl::StrCat(", ", response.values_cleared(),
                      response.values_cleared() == 1 ? " value" : " values",
                      " cleared");
}

template <typename Request, typename Response>
ExitCode Mark(const MarkOptions& options, const Target& target,
              const Terminal& terminal,
              grpc::Status (v1::BaselineService::Stub::*method)(
                  grpc::ClientContext*, const Request&, Response*)) {
  Request request;
  const std::string feedback_id = Sign(options.statement, target, request);
  if (options.record_file.empty()) {
    request.mutable_place()->set_principal(options.principal);
    request.mutable_place()->set_origin(options.origin);
    request.mutable_place()->set_account(options.account);
  } else {
    auto record = ReadOneRecord(options.record_file, std::nullopt);
    if (const auto* error = std::get_if<InputError>(&record)) {
      terminal.Error(error->message);
      return error->exit_code;
    }
    request.mutable_event()->mutable_cloudtrail_record()->set_json(
        std::get<std::string>(std::move(record)));
  }
  if constexpr (std::is_same_v<Request, v1::MarkBenignRequest>) {
    if (options.until_seconds.has_value()) {
      request.mutable_until()->set_seconds(*options.until_seconds);
    }
  }
  auto server = Connect(target.server);
  if (!server.ok())
    return TellServerError(server.status(), Again(feedback_id), terminal);
  const auto response = Call(*server, method, request);
  if (!response.ok())
    return TellServerError(response.status(), Again(feedback_id), terminal);
  terminal.out << Printable(response->principal(), terminal.charset) << " at "
               << Printable(response->origin(), terminal.charset) << ": "
               << Told(options.verdict);
  if (options.until_seconds.has_value()) {
    terminal.out << " until " << Rfc3339(*options.until_seconds);
  }
  if (!response->duplicate()) terminal.out << Values(*response);
  terminal.out << Ending(response->duplicate(), feedback_id, terminal);
  return ExitCode::kOk;
}

struct FeedbackList {
  std::vector<v1::FeedbackEntry> entries;
  bool has_more = false;
};

absl::StatusOr<FeedbackList> ListFeedback(const FeedbackOptions& options,
                                          const std::string& tenant,
                                          const ServerConnection& server) {
  v1::ListFeedbackRequest request;
  request.set_tenant(tenant);
  request.set_principal(options.principal);
  FeedbackList list;
  const auto has_more = ReadPages(
      std::move(request), options.limit,
      [&server](const v1::ListFeedbackRequest& asked) {
        return Call(server, &v1::BaselineService::Stub::ListFeedback, asked);
      },
      [&list](v1::ListFeedbackResponse& page) {
        std::ranges::move(*page.mutable_entries(),
                          std::back_inserter(list.entries));
        return list.entries.size();
      });
  if (!has_more.ok()) return has_more.status();
  list.has_more = *has_more;
  return list;
}

// Who said it: by its own account, and whom the server took it for.
std::string Giver(const v1::FeedbackEntry& entry) {
  return entry.identity().empty()
             ? entry.actor()
             : entry.actor() + " (" + entry.identity() + ')';
}

// The place, with the end of its verdict, or the hours that were forgotten.
std::string Subject(const v1::FeedbackEntry& entry) {
  if (!entry.has_from()) {
    return entry.has_until()
               ? entry.origin() + " until " + Rfc3339(entry.until().seconds())
               : entry.origin();
  }
  return Rfc3339(entry.from().seconds()) + " to " +
         Rfc3339(entry.to().seconds());
}

void WriteFeedbackTable(const std::vector<v1::FeedbackEntry>& entries,
                        const Terminal& terminal) {
  using Align = TableColumn::Align;
  using Cut = TableColumn::Cut;
  std::vector<TableRow> rows;
  rows.reserve(entries.size());
  for (const v1::FeedbackEntry& entry : entries) {
    rows.push_back({{Rfc3339(entry.time().seconds()), Name(entry.action()),
                     Printable(entry.principal(), terminal.charset),
                     Printable(Subject(entry), terminal.charset),
                     Printable(Giver(entry), terminal.charset),
                     Printable(entry.reason(), terminal.charset)},
                    ""});
  }
  WriteTable({{"TIME"},
              {"ACTION"},
              {"PRINCIPAL"},
              {"WHAT"},
              {"ACTOR"},
              {"REASON", Align::kLeft, Cut::kEnd, 10}},
             rows, terminal.width, terminal.charset, terminal.out);
}

}  // namespace

ExitCode RunMark(const MarkOptions& options, const Target& target,
                 const Terminal& terminal) {
  using Stub = v1::BaselineService::Stub;
  switch (options.verdict) {
    case MarkOptions::Verdict::kBenign:
      return Mark(options, target, terminal, &Stub::MarkBenign);
    case MarkOptions::Verdict::kMalicious:
      return Mark(options, target, terminal, &Stub::MarkMalicious);
    case MarkOptions::Verdict::kCleared:
      break;
  }
  return Mark(options, target, terminal, &Stub::ClearVerdict);
}

ExitCode RunForgetRange(const ForgetRangeOptions& options, const Target& target,
                        const Terminal& terminal) {
  v1::ForgetRequest request;
  const std::string feedback_id = Sign(options.statement, target, request);
  request.set_principal(options.principal);
  request.mutable_from()->set_seconds(options.from_seconds);
  request.mutable_to()->set_seconds(options.to_seconds);
  auto server = Connect(target.server);
  if (!server.ok())
    return TellServerError(server.status(), Again(feedback_id), terminal);
  const auto response =
      Call(*server, &v1::BaselineService::Stub::Forget, request);
  if (!response.ok())
    return TellServerError(response.status(), Again(feedback_id), terminal);
  terminal.out << Printable(options.principal, terminal.charset) << ": "
               << WithThousands(response->observations_removed())
               << (response->observations_removed() == 1 ? " observation"
                                                         : " observations")
               << " removed"
               << Ending(response->duplicate(), feedback_id, terminal);
  return ExitCode::kOk;
}

ExitCode RunFeedback(const FeedbackOptions& options, const Target& target,
                     const Terminal& terminal) {
  const auto server = Connect(target.server);
  if (!server.ok()) return TellServerError(server.status(), terminal);
  const auto list = ListFeedback(options, target.tenant, *server);
  if (!list.ok()) return TellServerError(list.status(), terminal);
  if (options.format == OutputFormat::kJson) {
    for (const v1::FeedbackEntry& entry : list->entries) {
      terminal.out << FeedbackLine(entry) << '\n';
    }
  } else if (!list->entries.empty()) {
    WriteFeedbackTable(list->entries, terminal);
  }
  if (list->entries.empty()) {
    TellEmptyList(*server, target.tenant,
                  options.principal.empty()
                      ? "feedback entries"
                      : "feedback entries on " + options.principal,
                  terminal);
  }
  if (list->has_more) {
    terminal.Error("there is more feedback: --limit " +
                   std::to_string(options.limit) + " was reached");
  }
  return ExitCode::kOk;
}

}  // namespace farcall
