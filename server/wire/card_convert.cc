// SPDX-License-Identifier: Apache-2.0
#include "server/wire/card_convert.h"

#include "commands/command_table.h"
#include "server/wire/proto_convert.h"

namespace farcall {
namespace {

constexpr size_t kTermBytesMax = 2'048;

void WriteSection(const CardSection& section, v1::CardSection& result) {
  result.set_key(section.key);
  result.set_question(section.question);
  result.set_judgement(static_cast<v1::Judgement>(section.judgement));
  for (const std::string& sentence : section.sentences) {
    result.add_sentences(sentence);
  }
  for (const auto& [name, count] : section.counts) {
    (*result.mutable_counts())[name] = count;
  }
  for (const std::vector<std::string>& row : section.rows) {
    v1::CardRow& cells = *result.add_rows();
    for (const std::string& cell : row) cells.add_cells(cell);
  }
  result.set_missing(section.missing);
}

void WriteStep(const RunbookStep& step, v1::RunbookStep& result) {
  result.set_phase(static_cast<v1::RunbookStep::Phase>(step.phase));
  result.set_purpose(step.purpose);
  result.set_command(step.command);
  result.set_changes(step.changes);
  result.set_undo(step.undo);
  result.set_warning(step.warning);
}

}  // namespace

void WriteFact(const EventFact& fact, AddressClass address_class,
               v1::EventFact& result) {
  const CallDetails& details = fact.details;
  result.set_event_id(fact.event_id);
  result.mutable_event_time()->set_seconds(fact.at_seconds);
  result.set_command(fact.command);
  result.set_command_class(static_cast<v1::CommandClass>(
      FactsOf(fact.command, details.read_only).command_class));
  result.set_region(details.region);
  result.set_account(fact.account);
  result.set_origin(fact.origin);
  result.set_source_address(fact.source_address);
  result.set_address_class(static_cast<v1::AddressClass>(address_class));
  result.set_identity_arn(details.identity_arn);
  result.set_access_key_id(details.access_key_id);
  result.set_issued_access_key_id(details.issued_access_key_id);
  result.set_user_agent(fact.user_agent);
  result.set_error_code(fact.error_code);
  if (details.read_only) result.set_read_only(*details.read_only);
  if (details.mfa) result.set_mfa(*details.mfa);
  result.set_ec2_role_delivery(details.ec2_role_delivery);
  for (const std::string& asset : details.assets) result.add_assets(asset);
  for (const std::string& parameter : details.parameters) {
    result.add_parameters(parameter);
  }
  result.set_parameters_fingerprint(details.parameters_fingerprint);
  result.set_score(ScoreOfHundredths(fact.score_hundredths));
}

void WriteCard(const Card& card, double alert_threshold, v1::Card& result) {
  for (const CardSection& section : card.sections) {
    WriteSection(section, *result.add_sections());
  }
  for (const CardExplanation& explanation : card.explanations) {
    v1::CardExplanation& written = *result.add_explanations();
    written.set_reason(static_cast<v1::CloseReason>(explanation.reason));
    for (const std::string& key : explanation.supported_by) {
      written.add_supported_by(key);
    }
    for (const std::string& key : explanation.contradicted_by) {
      written.add_contradicted_by(key);
    }
  }
  for (const RunbookStep& step : card.runbook) {
    WriteStep(step, *result.add_runbook());
  }
  for (const CardWhatIf& what_if : card.what_ifs) {
    v1::Counterfactual& written = *result.add_counterfactuals();
    written.set_changed(what_if.changed);
    written.set_to(what_if.to);
    written.set_score(what_if.score);
    written.set_reaches_threshold(what_if.score >= alert_threshold);
  }
  for (const CardPreview& preview : card.previews) {
    v1::VerdictPreview& written = *result.add_previews();
    written.set_verdict(static_cast<v1::Finding::State>(preview.verdict));
    written.set_next_score(preview.score);
    written.set_findings_gone(preview.findings_gone);
    written.set_peer_observations(preview.peer_observations);
  }
  result.set_command_table_version(kCommandTableVersion);
}

void CheckListEvents(const v1::ListEventsRequest& request,
                     std::vector<FieldViolation>& violations) {
  CheckPageSize(request.page_size(), violations);
  using Request = v1::ListEventsRequest;
  if (request.of_case() == Request::OF_NOT_SET) {
    violations.push_back({"of",
                          "is not set: ask for a principal, finding_id, "
                          "source_address, access_key_id or asset"});
    return;
  }
  const auto check = [&](const char* field, const std::string& text) {
    CheckText(field, text, kTermBytesMax, Presence::kRequired, violations);
  };
  if (request.has_principal()) check("principal", request.principal());
  if (request.has_source_address()) {
    check("source_address", request.source_address());
  }
  if (request.has_access_key_id()) {
    check("access_key_id", request.access_key_id());
  }
  if (request.has_asset()) check("asset", request.asset());
}

}  // namespace farcall
