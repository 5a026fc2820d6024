// SPDX-License-Identifier: Apache-2.0
#include "formats/finding_json.h"

#include "formats/finding_facts.h"
#include "formats/json_values.h"
#include "formats/names.h"

namespace farcall {
namespace {

// The calls of a finding: what they were, and what was odd about the first one.
void AddCalls(const v1::Finding& finding, Json& json) {
  json["commands"] = Json::array();
  for (const v1::CommandCalls& command : finding.commands()) {
    json["commands"].push_back(
        {{"command", command.command()}, {"calls", command.calls()}});
  }
  json["opening_factors"] = Json::array();
  for (const v1::Factor& factor : finding.opening_factors()) {
    json["opening_factors"].push_back(FactorJson(factor));
  }
  json["principal_kind"] = NameOrNull(finding.principal_kind());
  json["other_command_calls"] = finding.other_command_calls();
  json["unauthenticated"] = finding.unauthenticated();
  json["classes"] = Json::array();
  for (const int number : finding.classes()) {
    json["classes"].push_back(Name(static_cast<v1::CommandClass>(number)));
  }
  json["techniques"] = Json::array();
  for (const std::string& technique : finding.techniques()) {
    json["techniques"].push_back(technique);
  }
  json["sensitive_calls"] = finding.sensitive_calls();
}

// What people said of a finding.
void AddTriage(const v1::Finding& finding, Json& json) {
  json["assignee"] = TextOrNull(finding.assignee());
  json["reason"] = NameOrNull(finding.reason());
  json["closed_by"] = TextOrNull(finding.closed_by());
  json["acknowledge_time"] =
      TimeOrNull(finding.has_acknowledge_time(), finding.acknowledge_time());
  json["close_time"] =
      TimeOrNull(finding.has_close_time(), finding.close_time());
  json["reopening"] = NameOrNull(finding.reopening());
  json["teaching"] = NameOrNull(finding.teaching());
  json["exemption_id"] = TextOrNull(finding.exemption_id());
}

}  // namespace

Json FindingJson(const v1::Finding& finding) {
  Json json = {
      {"finding_id", finding.id()},
      {"principal", finding.principal()},
      {"origin", finding.origin()},
      {"state", NameOrNull(finding.state())},
      {"risk", NameOrNull(finding.risk_level())},
      {"peak_score", Rounded(finding.score(), kScoreDigits)},
      {"first_event_time",
       TimeOrNull(finding.has_first_event_time(), finding.first_event_time())},
      {"last_event_time",
       TimeOrNull(finding.has_last_event_time(), finding.last_event_time())},
      {"calls", finding.calls()},
      {"revision", finding.revision()},
      {"priority", finding.priority()},
      {"account", TextOrNull(finding.account())},
      {"failed_calls", finding.failed_calls()},
      {"headline", finding.headline()},
      {"create_time",
       TimeOrNull(finding.has_create_time(), finding.create_time())},
      {"update_time",
       TimeOrNull(finding.has_update_time(), finding.update_time())},
      {"previous_id", TextOrNull(finding.previous_id())},
  };
  AddCalls(finding, json);
  AddTriage(finding, json);
  return json;
}

namespace {

Json FoundJson(const v1::GetFindingResponse& found) {
  Json json = FindingJson(found.finding());
  json["notes"] = Json::array();
  for (const v1::FindingNote& note : found.notes()) {
    json["notes"].push_back({{"time", TimeOrNull(note.has_time(), note.time())},
                             {"actor", note.actor()},
                             {"identity", note.identity()},
                             {"text", note.text()}});
  }
  return json;
}

Json ChangeJson(const v1::WatchFindingsResponse& answer) {
  const std::vector<v1::FindingChange> changes = ChangesOf(answer);
  const v1::Finding& finding = answer.finding();
  Json json = {{"finding_id", finding.id()},
               {"revision", finding.revision() > 0 ? Json(finding.revision())
                                                   : Json(nullptr)},
               {"change", ChangeText(changes)}};
  if (!Has(changes, v1::FINDING_CHANGE_REMOVED)) {
    json.update(FindingJson(finding));
  }
  return json;
}

}  // namespace

std::string FindingLine(const v1::Finding& finding) {
  return JsonLine(FindingJson(finding));
}

std::string FindingLine(const v1::GetFindingResponse& found) {
  return JsonLine(FoundJson(found));
}

std::string FindingDocument(const v1::GetFindingResponse& found) {
  return JsonDocument(FoundJson(found));
}

std::string FindingsDocument(const std::vector<v1::Finding>& findings) {
  Json json = Json::array();
  for (const v1::Finding& finding : findings) {
    json.push_back(FindingJson(finding));
  }
  return JsonDocument(json);
}

std::string ChangeLine(const v1::WatchFindingsResponse& answer) {
  return JsonLine(ChangeJson(answer));
}

}  // namespace farcall
