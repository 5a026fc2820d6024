// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cli/commands/commands.h"
#include "cli/commands/empty_list.h"
#include "cli/commands/pages.h"
#include "cli/commands/server_error.h"
#include "cli/output/findings/finding_output.h"
#include "cli/server/server_connection.h"
#include "formats/ecs_finding.h"
#include "formats/finding_json.h"
#include "formats/names.h"
#include "formats/ocsf_finding.h"

namespace farcall {
namespace {

using Format = FindingsOptions::Format;
using Stub = v1::FindingService::Stub;

struct FindingList {
  std::vector<v1::Finding> findings;
  bool has_more = false;
};

v1::ListFindingsRequest MakeRequest(const FindingsOptions& options,
                                    const std::string& tenant) {
  v1::ListFindingsRequest request;
  request.set_tenant(tenant);
  for (const v1::Finding::State state : options.states) {
    request.add_states(state);
  }
  request.set_principal(options.principal);
  request.set_origin(options.origin);
  request.set_account(options.account);
  request.set_risk_from(options.risk_from.value_or(v1::RISK_LEVEL_UNSPECIFIED));
  request.set_class_from(
      options.class_from.value_or(v1::COMMAND_CLASS_UNSPECIFIED));
  request.set_planned(options.planned);
  if (options.active_since_seconds.has_value()) {
    request.mutable_active_since()->set_seconds(*options.active_since_seconds);
  }
  return request;
}

absl::StatusOr<FindingList> ListFindings(const FindingsOptions& options,
                                         const std::string& tenant,
                                         const ServerConnection& server) {
  FindingList list;
  const auto has_more = ReadPages(
      MakeRequest(options, tenant), options.limit,
      [&server](const v1::ListFindingsRequest& asked) {
        return Call(server, &Stub::ListFindings, asked);
      },
      [&list](v1::ListFindingsResponse& page) {
        std::ranges::move(*page.mutable_findings(),
                          std::back_inserter(list.findings));
        return list.findings.size();
      });
  if (!has_more.ok()) return has_more.status();
  list.has_more = *has_more;
  return list;
}

// What a list is asked for: `open or acknowledged findings of alice from VN`.
std::string Wanted(const FindingsOptions& options) {
  std::string states;
  for (const v1::Finding::State state : options.states) {
    absl::StrAppend(&states, states.empty() ? "" : " or ",
                    absl::AsciiStrToLower(Name(state)));
  }
  std::string wanted = absl::StrCat(
      states.empty() ? "open or acknowledged" : states, " findings");
  const auto add = [&wanted](const char* words, const std::string& value) {
    if (!value.empty()) absl::StrAppend(&wanted, words, value);
  };
  add(" of ", options.principal);
  add(" from ", options.origin);
  add(" on account ", options.account);
  if (options.risk_from.has_value()) {
    add(" at risk ", Name(*options.risk_from) + " or above");
  }
  if (options.class_from.has_value()) {
    add(" of class ", Name(*options.class_from) + " or worse");
  }
  if (options.active_since_seconds.has_value()) {
    add(" with a call since ", Rfc3339(*options.active_since_seconds));
  }
  return wanted;
}

// A finding as one line, in a format that has one for each.
std::string LineOf(const v1::Finding& finding, Format format) {
  const int64_t now = absl::ToUnixSeconds(absl::Now());
  if (format == Format::kOcsf) return OcsfLine(finding, {}, now);
  return format == Format::kEcs ? EcsLine(finding, {}, now)
                                : FindingLine(finding);
}

void WriteList(const FindingList& list, Format format,
               const Terminal& terminal) {
  if (format == Format::kDocument) {
    terminal.out << FindingsDocument(list.findings) << '\n';
  } else if (format != Format::kTable) {
    for (const v1::Finding& finding : list.findings) {
      terminal.out << LineOf(finding, format) << '\n';
    }
  } else if (!list.findings.empty()) {
    WriteFindingTable(list.findings, terminal.width, terminal.charset,
                      terminal.out);
  }
}

bool IsUrgent(const v1::Finding& finding, const Urgency& urgency) {
  return urgency.priority_max > 0
             ? finding.priority() > 0 &&
                   finding.priority() <= urgency.priority_max
             : finding.risk_level() >= urgency.risk_min;
}

ExitCode ExitCodeOf(const FindingsOptions& options,
                    const std::vector<v1::Finding>& findings) {
  const bool found =
      options.fail_on.has_value() &&
      std::ranges::any_of(findings, [&options](const v1::Finding& finding) {
        return IsUrgent(finding, *options.fail_on);
      });
  return found ? ExitCode::kRiskFound : ExitCode::kOk;
}

ExitCode ShowOne(const FindingsOptions& options, const std::string& tenant,
                 const ServerConnection& server, const Terminal& terminal) {
  v1::GetFindingRequest request;
  request.set_tenant(tenant);
  request.set_finding_id(*options.finding_id);
  const auto response = Call(server, &Stub::GetFinding, request);
  if (absl::IsNotFound(response.status())) {
    terminal.Error(NoSuchFinding(*options.finding_id, tenant));
    return ExitCode::kRefused;
  }
  if (!response.ok()) return TellServerError(response.status(), terminal);
  if (options.format == Format::kDocument) {
    terminal.out << FindingDocument(*response) << '\n';
  } else if (options.format == Format::kLines) {
    terminal.out << FindingLine(*response) << '\n';
  } else if (options.format != Format::kTable) {
    terminal.out << LineOf(response->finding(), options.format) << '\n';
  } else {
    WriteFinding(*response, terminal.width, terminal.charset, terminal.out);
  }
  return ExitCodeOf(options, {response->finding()});
}

}  // namespace

ExitCode RunFindings(const FindingsOptions& options, const Target& target,
                     const Terminal& terminal) {
  const auto server = Connect(target.server);
  if (!server.ok()) return TellServerError(server.status(), terminal);
  if (options.finding_id.has_value()) {
    return ShowOne(options, target.tenant, *server, terminal);
  }
  const auto list = ListFindings(options, target.tenant, *server);
  if (!list.ok()) return TellServerError(list.status(), terminal);
  WriteList(*list, options.format, terminal);
  if (list->findings.empty()) {
    TellEmptyList(*server, target.tenant, Wanted(options), terminal);
  }
  if (list->has_more) {
    terminal.Error(absl::StrCat("there are more findings: --limit ",
                                options.limit, " was reached"));
  }
  return ExitCodeOf(options, list->findings);
}

}  // namespace farcall
