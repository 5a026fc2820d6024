// SPDX-License-Identifier: Apache-2.0
#include "cli/output/findings/card_json.h"

#include <map>
#include <string>
#include <utility>

#include "cli/output/findings/event_output.h"
#include "formats/finding_json.h"
#include "formats/json_values.h"

namespace farcall {
namespace {

Json SectionJson(const v1::CardSection& section) {
  Json counts = Json::object();
  // The map of the message has no order.
  for (const auto& [name, count] : std::map<std::string, double>(
           section.counts().begin(), section.counts().end())) {
    counts[name] = count;
  }
  Json rows = Json::array();
  for (const v1::CardRow& row : section.rows()) {
    rows.push_back(Texts(row.cells()));
  }
  return {{"key", section.key()},
          {"question", section.question()},
          {"judgement", Name(section.judgement())},
          {"sentences", Texts(section.sentences())},
          {"counts", std::move(counts)},
          {"rows", std::move(rows)},
          {"missing", section.missing()}};
}

Json ExplanationJson(const v1::CardExplanation& explanation) {
  return {{"reason", NameOrNull(explanation.reason())},
          {"supported_by", Texts(explanation.supported_by())},
          {"contradicted_by", Texts(explanation.contradicted_by())}};
}

Json StepJson(const v1::RunbookStep& step) {
  return {{"phase", NameOrNull(step.phase())},
          {"purpose", step.purpose()},
          {"command", step.command()},
          {"changes", step.changes()},
          {"undo", step.undo()},
          {"warning", step.warning()}};
}

Json CounterfactualJson(const v1::Counterfactual& what_if) {
  return {{"changed", TextOrNull(what_if.changed())},
          {"to", TextOrNull(what_if.to())},
          {"score", Rounded(what_if.score(), kScoreDigits)},
          {"reaches_threshold", what_if.reaches_threshold()}};
}

Json PreviewJson(const v1::VerdictPreview& preview) {
  return {{"verdict", Name(preview.verdict())},
          {"next_score", Rounded(preview.next_score(), kScoreDigits)},
          {"findings_gone", preview.findings_gone()},
          {"peer_observations", preview.peer_observations()}};
}

template <typename List, typename Convert>
Json ListJson(const List& list, const Convert& convert) {
  Json json = Json::array();
  for (const auto& one : list) json.push_back(convert(one));
  return json;
}

}  // namespace

std::string CardDocument(const v1::Card& card) {
  const Json json = {
      {"finding", FindingJson(card.finding())},
      {"sections", ListJson(card.sections(), SectionJson)},
      {"explanations", ListJson(card.explanations(), ExplanationJson)},
      {"counterfactuals", ListJson(card.counterfactuals(), CounterfactualJson)},
      {"previews", ListJson(card.previews(), PreviewJson)},
      {"runbook", ListJson(card.runbook(), StepJson)},
      {"events", ListJson(card.events(), EventJson)},
      {"command_table_version", card.command_table_version()},
  };
  return JsonDocument(json);
}

}  // namespace farcall
