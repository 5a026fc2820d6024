// SPDX-License-Identifier: Apache-2.0
#include "formats/ecs_finding.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/ascii.h"
#include "commands/technique_table.h"
#include "formats/finding_facts.h"
#include "formats/finding_json.h"
#include "formats/json_values.h"

namespace farcall {
namespace {

std::string WorkflowStatus(const v1::Finding& finding, bool removed) {
  if (removed || IsClosed(finding) || IsPlanned(finding)) return "closed";
  return finding.state() == v1::Finding::STATE_ACKNOWLEDGED ? "acknowledged"
                                                            : "open";
}

// Why an alert was closed, in the values of Kibana 9.2.
std::string WorkflowReason(const v1::Finding& finding) {
  if (finding.reason() == v1::CLOSE_REASON_WRONG_COUNTRY) {
    return "false_positive";
  }
  switch (finding.state()) {
    case v1::Finding::STATE_BENIGN:
      return "benign_positive";
    case v1::Finding::STATE_MALICIOUS:
      return "true_positive";
    case v1::Finding::STATE_EXPIRED:
      return "automated_closure";
    default:
      return IsPlanned(finding) ? "automated_closure" : "";
  }
}

// `low` is the lowest that there is.
std::string Severity(v1::RiskLevel risk) {
  return absl::AsciiStrToLower(Name(std::max(risk, v1::RISK_LEVEL_LOW)));
}

// The values by which Elastic's own rules begin each severity.
int SeverityNumber(v1::RiskLevel risk) {
  switch (risk) {
    case v1::RISK_LEVEL_CRITICAL:
      return 99;
    case v1::RISK_LEVEL_HIGH:
      return 73;
    case v1::RISK_LEVEL_MEDIUM:
      return 47;
    default:
      return 21;
  }
}

template <typename Message>
void AddTime(const char* name, bool is_set, const Message& time, Json& json) {
  if (is_set) json[name] = Rfc3339(time.seconds());
}

// `signal` is reserved for alerts that Kibana's own rules make.
Json EventJson(const v1::Finding& finding) {
  Json json = {{"kind", "alert"},
               {"category", Json::array({"intrusion_detection"})},
               {"type", Json::array({"info"})},
               {"module", "farcall"},
               {"dataset", "farcall.finding"},
               {"provider", "farcall"},
               {"id", finding.id()},
               {"sequence", finding.revision()}};
  AddTime("created", finding.has_create_time(), finding.create_time(), json);
  AddTime("start", finding.has_first_event_time(), finding.first_event_time(),
          json);
  AddTime("end", finding.has_last_event_time(), finding.last_event_time(),
          json);
  if (!finding.headline().empty()) json["reason"] = finding.headline();
  json["risk_score"] = Rounded(finding.score(), kScoreDigits);
  json["severity"] = SeverityNumber(finding.risk_level());
  return json;
}

// Fields that every alert has.
void AddRule(const v1::Finding& finding, Json& json) {
  json["kibana.alert.uuid"] = finding.id();
  json["kibana.alert.instance.id"] = finding.id();
  json["kibana.alert.rule.uuid"] = "farcall";
  json["kibana.alert.rule.name"] = "Farcall: unusual API calls";
  json["kibana.alert.rule.category"] = "Farcall";
  json["kibana.alert.rule.rule_type_id"] = "farcall.finding";
  json["kibana.alert.rule.producer"] = "farcall";
  json["kibana.alert.rule.consumer"] = "siem";
  json["kibana.alert.rule.revision"] = 0;
  json["kibana.space_ids"] = Json::array({"default"});
}

void AddAlert(const v1::Finding& finding, bool removed, Json& json) {
  AddRule(finding, json);
  const std::string workflow = WorkflowStatus(finding, removed);
  json["kibana.alert.status"] = workflow == "closed" ? "recovered" : "active";
  json["kibana.alert.workflow_status"] = workflow;
  const std::string reason = WorkflowReason(finding);
  if (!reason.empty()) json["kibana.alert.workflow_reason"] = reason;
  if (removed) return;
  json["kibana.alert.reason"] =
      finding.headline().empty() ? Title(finding) : finding.headline();
  json["kibana.alert.risk_score"] = Rounded(finding.score(), kScoreDigits);
  json["kibana.alert.severity"] = Severity(finding.risk_level());
  AddTime("kibana.alert.start", finding.has_first_event_time(),
          finding.first_event_time(), json);
  AddTime("kibana.alert.last_detected", finding.has_last_event_time(),
          finding.last_event_time(), json);
  AddTime("kibana.alert.end", finding.has_close_time(), finding.close_time(),
          json);
}

// Ids and names of techniques or tactics, each once, in the order they come.
class AttackNames {
 public:
  void Add(std::string_view id, std::string_view name) {
    if (std::ranges::find(ids_, id) != ids_.end()) return;
    ids_.push_back(id);
    if (!name.empty()) names_.push_back(name);
  }

  // As the member `part`; none where there are no ids.
  void Write(const char* part, Json& json) const {
    if (ids_.empty()) return;
    json[part]["id"] = ids_;
    if (!names_.empty()) json[part]["name"] = names_;
  }

 private:
  std::vector<std::string_view> ids_;
  std::vector<std::string_view> names_;
};

void AddThreat(const v1::Finding& finding, Json& json) {
  if (finding.techniques().empty()) return;
  AttackNames tactics;
  AttackNames techniques;
  AttackNames sub_techniques;
  for (const std::string& id : finding.techniques()) {
    const TechniqueFacts facts = FactsOfTechnique(id);
    techniques.Add(facts.id, facts.name);
    if (!facts.sub_id.empty()) {
      sub_techniques.Add(facts.sub_id, facts.sub_name);
    }
    for (const Tactic& tactic : facts.tactics) {
      tactics.Add(tactic.id, tactic.name);
    }
  }
  Json& threat = json["threat"];
  threat["framework"] = "MITRE ATT&CK";
  tactics.Write("tactic", threat);
  techniques.Write("technique", threat);
  sub_techniques.Write("subtechnique", threat["technique"]);
}

void AddContent(const v1::Finding& finding, Json& json) {
  json["message"] =
      finding.headline().empty() ? Title(finding) : finding.headline();
  const std::string name = ShortName(finding.principal());
  json["user"] = {{"id", finding.principal()}, {"name", name}};
  json["related"] = {{"user", Json::array({name, finding.principal()})}};
  json["cloud"] = Json::object({{"provider", "aws"}});
  if (!finding.account().empty()) {
    json["cloud"]["account"] = Json::object({{"id", finding.account()}});
  }
  AddThreat(finding, json);
  if (IsCountry(finding.origin())) {
    json["source"]["geo"]["country_iso_code"] = finding.origin();
  }
}

}  // namespace

std::string EcsLine(const v1::Finding& finding,
                    const std::vector<v1::FindingChange>& changes,
                    int64_t now_seconds) {
  const bool removed = Has(changes, v1::FINDING_CHANGE_REMOVED);
  Json json = {{"@timestamp", Rfc3339(now_seconds)},
               {"ecs", {{"version", "8.17.0"}}}};
  AddTime("@timestamp", finding.has_update_time(), finding.update_time(), json);
  json["event"] = EventJson(finding);
  json["tags"] = Json::array({"farcall"});
  if (!removed) AddContent(finding, json);
  AddAlert(finding, removed, json);
  json["farcall"] = {
      {"change", ChangeText(changes)},
      {"finding", removed ? Json(nullptr) : FindingJson(finding)}};
  return JsonLine(json);
}

}  // namespace farcall
