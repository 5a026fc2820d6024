// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cli/commands/commands.h"
#include "cli/commands/empty_list.h"
#include "cli/commands/findings/exemption_file.h"
#include "cli/commands/pages.h"
#include "cli/commands/server_error.h"
#include "cli/options/statement.h"
#include "cli/output/findings/exemption_output.h"
#include "cli/server/server_connection.h"
#include "text/count.h"

namespace farcall {
namespace {

using Stub = v1::FindingService::Stub;

v1::Exemption MakeExemption(const ExemptOptions& options) {
  v1::Exemption exemption;
  const auto add = [](const std::vector<std::string>& texts, auto& field) {
    field.Assign(texts.begin(), texts.end());
  };
  add(options.principals, *exemption.mutable_principals());
  add(options.accounts, *exemption.mutable_accounts());
  add(options.commands, *exemption.mutable_commands());
  add(options.places, *exemption.mutable_places());
  const int64_t from =
      options.from_seconds.value_or(absl::ToUnixSeconds(absl::Now()));
  if (options.from_seconds) exemption.mutable_from()->set_seconds(from);
  exemption.mutable_to()->set_seconds(
      options.to_seconds.value_or(from + options.for_seconds.value_or(0)));
  exemption.mutable_weekly_hours()->Assign(options.weekly_hours.begin(),
                                           options.weekly_hours.end());
  exemption.set_reason(options.reason);
  exemption.set_ticket(options.ticket);
  return exemption;
}

void Write(const v1::Exemption& exemption, OutputFormat format,
           const Terminal& terminal) {
  if (format == OutputFormat::kJson) {
    terminal.out << ExemptionLine(exemption) << '\n';
  } else {
    WriteExemptionTable({exemption}, terminal.width, terminal.charset,
                        terminal.out);
  }
}

// What the exemption would have covered.
void TellBacktest(const v1::BacktestResponse& backtest,
                  const Terminal& terminal) {
  if (!backtest.has_from()) return;
  terminal.Error(absl::StrCat("from ", Date(backtest.from().seconds()), " to ",
                              Date(backtest.to().seconds()),
                              " it would have covered ",
                              backtest.dropped_count(), " of ",
                              Count(backtest.alerts_before(), "alert")));
  for (const v1::Finding& finding : backtest.malicious_lost()) {
    terminal.Error(absl::StrCat("it would have covered finding ", finding.id(),
                                ", which was called MALICIOUS"));
  }
}

ExitCode Revoke(const ExemptOptions& options, const Target& target,
                const Terminal& terminal) {
  v1::RevokeExemptionRequest request;
  request.set_tenant(target.tenant);
  request.set_exemption_id(options.revoke_id);
  request.set_actor(options.triage.actor);
  const auto server = Connect(target.server);
  if (!server.ok()) return TellServerError(server.status(), terminal);
  const auto response = Call(*server, &Stub::RevokeExemption, request);
  if (!response.ok()) return TellServerError(response.status(), terminal);
  Write(response->exemption(), options.triage.format, terminal);
  return ExitCode::kOk;
}

}  // namespace

ExitCode RunExempt(const ExemptOptions& given, const Target& target,
                   const Terminal& terminal) {
  ExemptOptions options = given;
  const bool names_actor = !options.triage.actor.empty();
  if (!names_actor) options.triage.actor = LoginName();
  if (!options.revoke_id.empty()) return Revoke(options, target, terminal);
  auto exemption = options.json_file.empty()
                       ? MakeExemption(options)
                       : ReadExemption(options.json_file, terminal.in);
  if (!exemption.ok()) {
    terminal.Error(std::string(exemption.status().message()));
    return ExitCode::kFiles;
  }
  if (names_actor || exemption->actor().empty()) {
    exemption->set_actor(options.triage.actor);
  }
  v1::CreateExemptionRequest request;
  request.set_tenant(target.tenant);
  *request.mutable_exemption() = *std::move(exemption);
  request.set_validate_only(options.validate_only);
  request.set_request_id(options.triage.request_id.empty()
                             ? NewRequestId()
                             : options.triage.request_id);
  const std::string again = "--request-id " + request.request_id();
  const auto server = Connect(target.server);
  if (!server.ok()) return TellServerError(server.status(), again, terminal);
  const auto response = Call(*server, &Stub::CreateExemption, request);
  if (!response.ok()) {
    return TellServerError(response.status(), again, terminal);
  }
  Write(response->exemption(), options.triage.format, terminal);
  if (response->has_backtest()) TellBacktest(response->backtest(), terminal);
  if (options.validate_only) {
    terminal.Error("--validate-only: it may be declared, and nothing was made");
  } else if (response->duplicate()) {
    terminal.Error(again + " was taken before: nothing was made now");
  }
  return ExitCode::kOk;
}

ExitCode RunExemptions(const ExemptionsOptions& options, const Target& target,
                       const Terminal& terminal) {
  const auto server = Connect(target.server);
  if (!server.ok()) return TellServerError(server.status(), terminal);
  v1::ListExemptionsRequest request;
  request.set_tenant(target.tenant);
  request.set_in_force(options.in_force);
  std::vector<v1::Exemption> exemptions;
  const auto has_more = ReadPages(
      request, options.limit,
      [&server](const v1::ListExemptionsRequest& asked) {
        return Call(*server, &Stub::ListExemptions, asked);
      },
      [&exemptions](v1::ListExemptionsResponse& page) {
        std::ranges::move(*page.mutable_exemptions(),
                          std::back_inserter(exemptions));
        return exemptions.size();
      });
  if (!has_more.ok()) return TellServerError(has_more.status(), terminal);
  if (options.format == OutputFormat::kJson) {
    for (const v1::Exemption& exemption : exemptions) {
      Write(exemption, options.format, terminal);
    }
  } else if (!exemptions.empty()) {
    WriteExemptionTable(exemptions, terminal.width, terminal.charset,
                        terminal.out);
  }
  if (exemptions.empty()) {
    TellEmptyList(*server, target.tenant,
                  options.in_force ? "exemptions in force" : "exemptions",
                  terminal);
  }
  if (*has_more) {
    terminal.Error(absl::StrCat("there are more exemptions: --limit ",
                                options.limit, " was reached"));
  }
  return ExitCode::kOk;
}

}  // namespace farcall
