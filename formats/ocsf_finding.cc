// SPDX-License-Identifier: Apache-2.0
#include "formats/ocsf_finding.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "commands/technique_table.h"
#include "formats/finding_facts.h"
#include "formats/json_values.h"

namespace farcall {
namespace {

// A number of the schema, and the caption that goes with it.
struct Caption {
  int id = 0;
  const char* text = "Unknown";
};

constexpr int kClass = 2004;

Caption Activity(const v1::Finding& finding,
                 const std::vector<v1::FindingChange>& changes) {
  constexpr Caption kCreate{1, "Create"};
  constexpr Caption kUpdate{2, "Update"};
  constexpr Caption kClose{3, "Close"};
  if (Has(changes, v1::FINDING_CHANGE_REMOVED)) return kClose;
  // Later calls join a finding that is closed: it is not closed again.
  if (IsClosed(finding) &&
      (changes.empty() || Has(changes, v1::FINDING_CHANGE_TRIAGED))) {
    return kClose;
  }
  const bool is_new = changes.empty() ? finding.revision() <= 1
                                      : Has(changes, v1::FINDING_CHANGE_OPENED);
  return is_new ? kCreate : kUpdate;
}

Caption Status(const v1::Finding& finding) {
  if (IsPlanned(finding)) return {3, "Suppressed"};
  switch (finding.state()) {
    case v1::Finding::STATE_ACKNOWLEDGED:
      return {2, "In Progress"};
    case v1::Finding::STATE_BENIGN:
    case v1::Finding::STATE_MALICIOUS:
      return {4, "Resolved"};
    case v1::Finding::STATE_EXPIRED:
      return {5, "Archived"};
    default:
      return {1, "New"};
  }
}

Caption Verdict(const v1::Finding& finding) {
  if (finding.reason() == v1::CLOSE_REASON_SECURITY_TEST) return {6, "Test"};
  switch (finding.state()) {
    case v1::Finding::STATE_BENIGN:
      return {5, "Benign"};
    case v1::Finding::STATE_MALICIOUS:
      return {2, "True Positive"};
    default:
      return {};
  }
}

Caption Severity(v1::RiskLevel risk) {
  switch (risk) {
    case v1::RISK_LEVEL_NONE:
      return {1, "Informational"};
    case v1::RISK_LEVEL_LOW:
      return {2, "Low"};
    case v1::RISK_LEVEL_MEDIUM:
      return {3, "Medium"};
    case v1::RISK_LEVEL_HIGH:
      return {4, "High"};
    case v1::RISK_LEVEL_CRITICAL:
      return {5, "Critical"};
    default:
      return {};
  }
}

// Of a finding whose risk is known.
Caption RiskLevel(v1::RiskLevel risk) {
  const Caption severity = Severity(risk);
  return risk == v1::RISK_LEVEL_NONE ? Caption{0, "Info"}
                                     : Caption{severity.id - 1, severity.text};
}

// 1 is the most urgent of Farcall, 4 that of the schema.
Caption Priority(int32_t priority) {
  switch (priority) {
    case 1:
      return {4, "Critical"};
    case 2:
      return {3, "High"};
    case 3:
      return {2, "Medium"};
    case 4:
      return {1, "Low"};
    default:
      return {};
  }
}

void Add(const char* name, const Caption& caption, Json& json) {
  json[absl::StrCat(name, "_id")] = caption.id;
  json[name] = caption.text;
}

// Milliseconds since 1970; nothing where the time is not known.
template <typename Message>
void AddTime(const char* name, bool is_set, const Message& time, Json& json) {
  if (is_set) json[name] = time.seconds() * 1000 + time.nanos() / 1'000'000;
}

// The schema has no number for roles and sessions.
void AddUserType(v1::PrincipalKind kind, Json& json) {
  switch (kind) {
    case v1::PRINCIPAL_KIND_UNSPECIFIED:
      return Add("type", Caption{}, json);
    case v1::PRINCIPAL_KIND_USER:
      return Add("type", {1, "User"}, json);
    case v1::PRINCIPAL_KIND_ROOT:
      return Add("type", {2, "Admin"}, json);
    case v1::PRINCIPAL_KIND_SERVICE:
      return Add("type", {4, "Service"}, json);
    default:
      json["type_id"] = 99;
      json["type"] = Name(kind);
  }
}

Json UserJson(const v1::Finding& finding) {
  Json json = {{"uid", finding.principal()},
               {"name", ShortName(finding.principal())}};
  AddUserType(finding.principal_kind(), json);
  return json;
}

Json MetadataJson(const v1::Finding& finding) {
  Json json = {
      {"version", "1.8.0"},
      {"product", {{"name", "Farcall"}, {"vendor_name", "Farcall"}}},
      {"profiles", Json::array({"cloud", "incident"})},
      {"uid", absl::StrCat(finding.id(), ":", finding.revision())},
      {"sequence", finding.revision()},
  };
  AddTime("modified_time", finding.has_update_time(), finding.update_time(),
          json);
  return json;
}

// A technique, sub-technique or tactic. The table may not have its name.
Json AttackPart(std::string_view id, std::string_view name) {
  Json json = {{"uid", id}};
  if (!name.empty()) json["name"] = name;
  return json;
}

// One for each tactic that a technique serves.
void AddAttacks(std::string_view id, Json& attacks) {
  const TechniqueFacts facts = FactsOfTechnique(id);
  Json attack = {{"version", kAttackVersion},
                 {"technique", AttackPart(facts.id, facts.name)}};
  if (!facts.sub_id.empty()) {
    attack["sub_technique"] = AttackPart(facts.sub_id, facts.sub_name);
  }
  if (facts.tactics.empty()) attacks.push_back(attack);
  for (const Tactic& tactic : facts.tactics) {
    attack["tactic"] = AttackPart(tactic.id, tactic.name);
    attacks.push_back(attack);
  }
}

Json FindingInfoJson(const v1::Finding& finding) {
  Json json = {{"uid", finding.id()}, {"title", Title(finding)}};
  if (!finding.headline().empty()) json["desc"] = finding.headline();
  json["types"] = Json::array({"Unusual API calls"});
  AddTime("created_time", finding.has_create_time(), finding.create_time(),
          json);
  AddTime("modified_time", finding.has_update_time(), finding.update_time(),
          json);
  AddTime("first_seen_time", finding.has_first_event_time(),
          finding.first_event_time(), json);
  AddTime("last_seen_time", finding.has_last_event_time(),
          finding.last_event_time(), json);
  json["related_events_count"] = finding.calls();
  if (!finding.opening_factors().empty()) {
    const std::string& detector = finding.opening_factors(0).detector();
    json["analytic"] = {{"name", detector},
                        {"uid", detector},
                        {"type_id", 3},
                        {"type", "Statistical"}};
  }
  for (const std::string& technique : finding.techniques()) {
    AddAttacks(technique, json["attacks"]);
  }
  return json;
}

constexpr char kObservationType[] = "Frequency Analysis";

// What the opening call had, and how often it was so before.
Json AnomalyJson(const v1::Factor& factor) {
  Json observation = {{"value", factor.value()},
                      {"count", factor.value_calls()}};
  Json timespan = Json::object();
  AddTime("start_time", factor.has_value_first_seen(),
          factor.value_first_seen(), timespan);
  AddTime("end_time", factor.has_value_last_seen(), factor.value_last_seen(),
          timespan);
  if (!timespan.empty()) observation["timespan"] = std::move(timespan);
  return {{"observation_parameter", factor.detector()},
          {"observation_type", kObservationType},
          {"observed_pattern", factor.value_calls() == 0 ? "UNSEEN" : "RARE"},
          {"observations", Json::array({std::move(observation)})}};
}

// All calls that the opening call was compared with, then the usual values,
// whose shares are of weights and give no counts.
Json BaselineJson(const v1::Factor& factor) {
  Json observations = Json::array();
  observations.push_back({{"value", "any"}, {"count", factor.entity_calls()}});
  for (const v1::ValueShare& usual : factor.usual()) {
    observations.push_back(Json::object({{"value", usual.value()}}));
  }
  return {{"observation_parameter", factor.detector()},
          {"observation_type", kObservationType},
          {"observed_pattern", "FREQUENT"},
          {"observations", std::move(observations)}};
}

Json AnalysesJson(const v1::Finding& finding) {
  Json anomalies = Json::array();
  Json baselines = Json::array();
  for (const v1::Factor& factor : finding.opening_factors()) {
    anomalies.push_back(AnomalyJson(factor));
    baselines.push_back(BaselineJson(factor));
  }
  const Json target = {{"name", finding.principal()},
                       {"type", Name(finding.principal_kind())}};
  return Json::array({{{"analysis_targets", Json::array({target})},
                       {"anomalies", std::move(anomalies)},
                       {"baselines", std::move(baselines)}}});
}

// One for each command.
Json EvidencesJson(const v1::Finding& finding) {
  Json source = {{"name", finding.origin()}};
  if (IsCountry(finding.origin())) {
    source["location"] = {{"country", finding.origin()}};
  }
  const Json actor = {{"user", UserJson(finding)}};
  Json evidences = Json::array();
  for (const v1::CommandCalls& command : finding.commands()) {
    const auto [service, operation] = SplitCommand(command.command());
    Json api = {{"operation", operation}};
    if (!service.empty()) {
      api["service"] = Json::object({{"name", service}});
    }
    evidences.push_back({{"actor", actor},
                         {"api", std::move(api)},
                         {"src_endpoint", source},
                         {"data", {{"calls", command.calls()}}}});
  }
  return evidences;
}

// What the schema has no place for.
Json UnmappedJson(const v1::Finding& finding,
                  const std::vector<v1::FindingChange>& changes) {
  return {{"state", NameOrNull(finding.state())},
          {"priority", finding.priority()},
          {"origin", finding.origin()},
          {"failed_calls", finding.failed_calls()},
          {"other_command_calls", finding.other_command_calls()},
          {"unauthenticated", finding.unauthenticated()},
          {"reason", NameOrNull(finding.reason())},
          {"closed_by", TextOrNull(finding.closed_by())},
          {"previous_id", TextOrNull(finding.previous_id())},
          {"exemption_id", TextOrNull(finding.exemption_id())},
          {"change", ChangeText(changes)}};
}

// What every event of the class has.
Json EventHead(const Caption& activity) {
  Json json = {
      {"category_uid", 2},
      {"category_name", "Findings"},
      {"class_uid", kClass},
      {"class_name", "Detection Finding"},
      {"type_uid", kClass * 100 + activity.id},
      {"type_name", absl::StrCat("Detection Finding: ", activity.text)},
      {"activity_id", activity.id},
      {"activity_name", activity.text}};
  return json;
}

// What is known of a finding that is not removed.
void AddContent(const v1::Finding& finding, Json& json) {
  AddTime("start_time", finding.has_first_event_time(),
          finding.first_event_time(), json);
  AddTime("end_time", finding.has_last_event_time(), finding.last_event_time(),
          json);
  if (Severity(finding.risk_level()).id != 0) {
    Add("risk_level", RiskLevel(finding.risk_level()), json);
  }
  json["risk_score"] = std::lround(finding.score());
  Add("priority", Priority(finding.priority()), json);
  if (const Caption verdict = Verdict(finding); verdict.id != 0) {
    Add("verdict", verdict, json);
  }
  if (!finding.assignee().empty()) {
    json["assignee"] = Json::object({{"name", finding.assignee()}});
  }
  json["message"] =
      finding.headline().empty() ? Title(finding) : finding.headline();
  json["count"] = finding.calls();
  if (!finding.account().empty()) {
    json["cloud"]["account"] = {
        {"uid", finding.account()}, {"type_id", 10}, {"type", "AWS Account"}};
  }
  if (!finding.opening_factors().empty()) {
    json["anomaly_analyses"] = AnalysesJson(finding);
  }
  json["evidences"] = EvidencesJson(finding);
}

}  // namespace

std::string OcsfLine(const v1::Finding& finding,
                     const std::vector<v1::FindingChange>& changes,
                     int64_t now_seconds) {
  const bool removed = Has(changes, v1::FINDING_CHANGE_REMOVED);
  Json json = EventHead(Activity(finding, changes));
  json["time"] = now_seconds * 1000;
  AddTime("time", finding.has_create_time(), finding.create_time(), json);
  Add("severity", Severity(finding.risk_level()), json);
  Add("status", removed ? Caption{6, "Deleted"} : Status(finding), json);
  json["is_alert"] = !removed && !IsClosed(finding) && !IsPlanned(finding);
  json["metadata"] = MetadataJson(finding);
  json["cloud"] = Json::object({{"provider", "AWS"}});
  if (removed) {
    json["finding_info"] = Json::object({{"uid", finding.id()}});
  } else {
    json["finding_info"] = FindingInfoJson(finding);
    AddContent(finding, json);
  }
  json["unmapped"] = UnmappedJson(finding, changes);
  return JsonLine(json);
}

}  // namespace farcall
