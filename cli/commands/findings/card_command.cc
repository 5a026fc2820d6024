// SPDX-License-Identifier: Apache-2.0
#include "absl/status/status.h"
#include "cli/commands/commands.h"
#include "cli/commands/server_error.h"
#include "cli/output/findings/card_json.h"
#include "cli/output/findings/card_markdown.h"
#include "cli/output/findings/card_text.h"
#include "cli/output/findings/runbook_script.h"
#include "cli/server/server_connection.h"

namespace farcall {
namespace {

void Write(const v1::Card& card, const CardOptions& options,
           const Terminal& terminal) {
  if (options.runbook) {
    terminal.out << RunbookScript(card);
  } else if (options.format == CardOptions::Format::kDocument) {
    terminal.out << CardDocument(card) << '\n';
  } else if (options.format == CardOptions::Format::kMarkdown) {
    terminal.out << CardMarkdown(card);
  } else {
    WriteCard(card, terminal.width, terminal.charset, terminal.out);
  }
}

}  // namespace

ExitCode RunCard(const CardOptions& options, const Target& target,
                 const Terminal& terminal) {
  const auto server = Connect(target.server);
  if (!server.ok()) return TellServerError(server.status(), terminal);
  v1::GetCardRequest request;
  request.set_tenant(target.tenant);
  request.set_finding_id(options.finding_id);
  const auto response =
      Call(*server, &v1::FindingService::Stub::GetCard, request);
  if (absl::IsNotFound(response.status())) {
    terminal.Error(NoSuchFinding(options.finding_id, target.tenant));
    return ExitCode::kRefused;
  }
  if (!response.ok()) return TellServerError(response.status(), terminal);
  Write(response->card(), options, terminal);
  return ExitCode::kOk;
}

}  // namespace farcall
