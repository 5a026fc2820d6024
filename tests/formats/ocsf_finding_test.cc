// SPDX-License-Identifier: Apache-2.0
#include "formats/ocsf_finding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/formats/sample_finding.h"
#include "tests/formats/schema_check.h"

namespace farcall {
namespace {

using nlohmann::json;
using ::testing::IsEmpty;
using Type = json::value_t;

constexpr auto kText = Type::string;
constexpr auto kInteger = Type::number_integer;
constexpr auto kBoolean = Type::boolean;
constexpr int64_t kNow = 1767400000;

// Fields of Detection Finding (2004) of OCSF 1.8 that Farcall writes, with
// their types and enums: https://schema.ocsf.io/1.8.0/classes/detection_finding
std::vector<SchemaField> FieldsOfTheEvent() {
  return {
      {"/activity_id", kInteger, true, {0, 1, 2, 3, 99}},
      {"/activity_name", kText},
      {"/category_uid", kInteger, true, {2}},
      {"/category_name", kText},
      {"/class_uid", kInteger, true, {2004}},
      {"/class_name", kText},
      {"/type_uid", kInteger, true, {200400, 200401, 200402, 200403, 200499}},
      {"/type_name", kText},
      {"/time", kInteger, true},
      {"/start_time", kInteger},
      {"/end_time", kInteger},
      {"/count", kInteger},
      {"/message", kText},
      {"/severity_id", kInteger, true, {0, 1, 2, 3, 4, 5, 6, 99}},
      {"/severity", kText},
      {"/status_id", kInteger, false, {0, 1, 2, 3, 4, 5, 6, 99}},
      {"/status", kText},
      {"/is_alert", kBoolean},
      {"/risk_level_id", kInteger, false, {0, 1, 2, 3, 4, 99}},
      {"/risk_level", kText},
      {"/risk_score", kInteger},
      {"/priority_id", kInteger, false, {0, 1, 2, 3, 4, 99}},
      {"/priority", kText},
      {"/verdict_id", kInteger, false, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 99}},
      {"/verdict", kText},
      {"/assignee/name", kText},
      {"/cloud/provider", kText, true},
      {"/cloud/account/uid", kText},
      {"/cloud/account/type", kText},
      {"/cloud/account/type_id",
       kInteger,
       false,
       {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 99}},
  };
}

// The same of the objects in it.
std::vector<SchemaField> FieldsOfItsObjects() {
  return {
      {"/metadata/version", kText, true, {"1.8.0"}},
      {"/metadata/product/name", kText, true},
      {"/metadata/product/vendor_name", kText},
      {"/metadata/profiles/*", kText, false, {"cloud", "incident"}},
      {"/metadata/uid", kText},
      {"/metadata/sequence", kInteger},
      {"/metadata/modified_time", kInteger},
      {"/finding_info/uid", kText, true},
      {"/finding_info/title", kText},
      {"/finding_info/desc", kText},
      {"/finding_info/types/*", kText},
      {"/finding_info/created_time", kInteger},
      {"/finding_info/modified_time", kInteger},
      {"/finding_info/first_seen_time", kInteger},
      {"/finding_info/last_seen_time", kInteger},
      {"/finding_info/related_events_count", kInteger},
      {"/finding_info/analytic/name", kText},
      {"/finding_info/analytic/uid", kText},
      {"/finding_info/analytic/type", kText},
      {"/finding_info/analytic/type_id", kInteger, false, {0, 1, 2, 3, 4, 99}},
      {"/finding_info/attacks/*/version", kText},
      {"/finding_info/attacks/*/tactic/uid", kText},
      {"/finding_info/attacks/*/tactic/name", kText},
      {"/finding_info/attacks/*/technique/uid", kText},
      {"/finding_info/attacks/*/technique/name", kText},
      {"/finding_info/attacks/*/sub_technique/uid", kText},
      {"/finding_info/attacks/*/sub_technique/name", kText},
      {"/anomaly_analyses/*/analysis_targets/*/name", kText},
      {"/anomaly_analyses/*/analysis_targets/*/type", kText},
      {"/anomaly_analyses/*/anomalies/*/observation_parameter", kText},
      {"/anomaly_analyses/*/anomalies/*/observation_type", kText},
      {"/anomaly_analyses/*/anomalies/*/observed_pattern", kText},
      {"/anomaly_analyses/*/anomalies/*/observations/*/value", kText},
      {"/anomaly_analyses/*/anomalies/*/observations/*/count", kInteger},
      {"/anomaly_analyses/*/anomalies/*/observations/*/timespan/start_time",
       kInteger},
      {"/anomaly_analyses/*/anomalies/*/observations/*/timespan/end_time",
       kInteger},
      {"/anomaly_analyses/*/baselines/*/observation_parameter", kText},
      {"/anomaly_analyses/*/baselines/*/observation_type", kText},
      {"/anomaly_analyses/*/baselines/*/observed_pattern", kText},
      {"/anomaly_analyses/*/baselines/*/observations/*/value", kText},
      {"/anomaly_analyses/*/baselines/*/observations/*/count", kInteger},
      {"/evidences/*/actor/user/uid", kText},
      {"/evidences/*/actor/user/name", kText},
      {"/evidences/*/actor/user/type", kText},
      {"/evidences/*/actor/user/type_id", kInteger, false, {0, 1, 2, 3, 4, 99}},
      {"/evidences/*/api/operation", kText},
      {"/evidences/*/api/service/name", kText},
      {"/evidences/*/src_endpoint/name", kText},
      {"/evidences/*/src_endpoint/location/country", kText},
  };
}

std::vector<SchemaField> Schema() {
  std::vector<SchemaField> schema = FieldsOfTheEvent();
  for (const SchemaField& field : FieldsOfItsObjects()) {
    schema.push_back(field);
  }
  return schema;
}

json Event(const v1::Finding& finding,
           const std::vector<v1::FindingChange>& changes = {}) {
  return json::parse(OcsfLine(finding, changes, kNow));
}

std::vector<std::string> Wrong(const json& event) {
  return Violations(event, Schema(), {"/unmapped", "/evidences/*/data"});
}

v1::Finding Removed() {
  v1::Finding removed;
  removed.set_id("mfrggzdfmztwq2lk");
  return removed;
}

TEST(OcsfFinding, KeepsToTheSchemaInEveryState) {
  v1::Finding finding = SampleFinding();
  finding.mutable_opening_factors(0)->add_usual()->set_value("DE");
  finding.mutable_opening_factors(0)->mutable_value_first_seen()->set_seconds(
      1767000000);
  finding.set_assignee("carol");
  for (int state = v1::Finding::State_MIN; state <= v1::Finding::State_MAX;
       ++state) {
    finding.set_state(static_cast<v1::Finding::State>(state));
    EXPECT_THAT(Wrong(Event(finding)), IsEmpty());
  }
  for (int risk = v1::RiskLevel_MIN; risk <= v1::RiskLevel_MAX; ++risk) {
    finding.set_risk_level(static_cast<v1::RiskLevel>(risk));
    finding.set_priority(risk);
    EXPECT_THAT(Wrong(Event(finding)), IsEmpty());
  }
  EXPECT_THAT(Wrong(Event(Removed(), {v1::FINDING_CHANGE_REMOVED})), IsEmpty());
  EXPECT_THAT(Wrong(Event(v1::Finding())), IsEmpty());
}

TEST(OcsfFinding, TheCheckOfTheSchemaFindsWhatIsWrong) {
  json event = Event(SampleFinding());
  event.erase("time");
  event["severity_id"] = 7;
  event["count"] = "many";
  event["colour"] = "red";
  EXPECT_THAT(Wrong(event),
              ::testing::UnorderedElementsAre("/time is required",
                                              "/severity_id has the "
                                              "value 7",
                                              "/count has the type string",
                                              "/colour is not in the schema"));
}

TEST(OcsfFinding, TellsWhatAndWhen) {
  const json event = Event(SampleFinding());
  EXPECT_EQ(event["time"], 1767323345000);
  EXPECT_EQ(event["start_time"], 1767323045000);
  EXPECT_EQ(event["severity"], "High");
  EXPECT_EQ(event["risk_level_id"], 3);
  EXPECT_EQ(event["risk_score"], 88);
  EXPECT_EQ(event["priority"], "Medium");
  EXPECT_EQ(event["finding_info"]["uid"], "mfrggzdfmztwq2lk");
  EXPECT_EQ(event["finding_info"]["title"], "Unusual calls of alice from VN");
  EXPECT_EQ(event["metadata"]["uid"], "mfrggzdfmztwq2lk:2");
  EXPECT_EQ(event["cloud"]["account"]["uid"], "111122223333");
}

TEST(OcsfFinding, HasTheTechniquesForEachTacticThatTheyServe) {
  v1::Finding finding = SampleFinding();
  finding.clear_techniques();
  finding.add_techniques("T1098.001");
  finding.add_techniques("T1999");
  EXPECT_EQ(Event(finding)["finding_info"]["attacks"], json::parse(R"([
    {"version": "18",
     "tactic": {"uid": "TA0003", "name": "Persistence"},
     "technique": {"uid": "T1098", "name": "Account Manipulation"},
     "sub_technique": {"uid": "T1098.001",
                       "name": "Additional Cloud Credentials"}},
    {"version": "18",
     "tactic": {"uid": "TA0004", "name": "Privilege Escalation"},
     "technique": {"uid": "T1098", "name": "Account Manipulation"},
     "sub_technique": {"uid": "T1098.001",
                       "name": "Additional Cloud Credentials"}},
    {"version": "18", "technique": {"uid": "T1999"}}])"));
  finding.clear_techniques();
  EXPECT_FALSE(Event(finding)["finding_info"].contains("attacks"));
}

TEST(OcsfFinding, NamesTheKindOfPrincipalAsTheSchemaDoes) {
  v1::Finding finding = SampleFinding();
  const auto user = [&finding](v1::PrincipalKind kind) {
    finding.set_principal_kind(kind);
    const json actor = Event(finding)["evidences"][0]["actor"]["user"];
    return std::tuple(actor["type_id"].get<int>(),
                      actor["type"].get<std::string>());
  };
  EXPECT_EQ(user(v1::PRINCIPAL_KIND_UNSPECIFIED), std::tuple(0, "Unknown"));
  EXPECT_EQ(user(v1::PRINCIPAL_KIND_USER), std::tuple(1, "User"));
  EXPECT_EQ(user(v1::PRINCIPAL_KIND_ROOT), std::tuple(2, "Admin"));
  EXPECT_EQ(user(v1::PRINCIPAL_KIND_SERVICE), std::tuple(4, "Service"));
  EXPECT_EQ(user(v1::PRINCIPAL_KIND_SESSION), std::tuple(99, "SESSION"));
}

TEST(OcsfFinding, HasTheFactorsAsAnomaliesAndTheirBaselines) {
  v1::Finding finding = SampleFinding();
  finding.mutable_opening_factors(0)->add_usual()->set_value("DE");
  const json analysis = Event(finding)["anomaly_analyses"][0];
  EXPECT_EQ(analysis["analysis_targets"][0]["name"],
            "arn:aws:iam::111122223333:user/alice");
  EXPECT_EQ(analysis["anomalies"][0]["observation_parameter"],
            "country_for_principal");
  EXPECT_EQ(analysis["anomalies"][0]["observed_pattern"], "UNSEEN");
  EXPECT_EQ(analysis["anomalies"][0]["observations"],
            json::parse(R"([{"value": "VN", "count": 0}])"));
  EXPECT_EQ(analysis["baselines"][0]["observations"],
            json::parse(R"([{"value": "any", "count": 4812},
                            {"value": "DE"}])"));
  finding.clear_opening_factors();
  EXPECT_FALSE(Event(finding).contains("anomaly_analyses"));
}

TEST(OcsfFinding, HasTheCommandsAsEvidence) {
  const json event = Event(SampleFinding());
  ASSERT_EQ(event["evidences"].size(), 2u);
  EXPECT_EQ(event["evidences"][1]["api"],
            json::parse(R"({"operation": "CreateUser",
                            "service": {"name": "iam"}})"));
  EXPECT_EQ(event["evidences"][1]["data"]["calls"], 1225);
  EXPECT_EQ(event["evidences"][1]["src_endpoint"]["location"]["country"], "VN");
  v1::Finding internal = SampleFinding();
  internal.set_origin("@private");
  EXPECT_EQ(Event(internal)["evidences"][0]["src_endpoint"],
            json::parse(R"({"name": "@private"})"));
}

TEST(OcsfFinding, MapsStatesToStatusAndVerdict) {
  v1::Finding finding = SampleFinding();
  const auto mapped = [&finding](v1::Finding::State state) {
    finding.set_state(state);
    const json event = Event(finding);
    return std::tuple(event["status"].get<std::string>(),
                      event.value("verdict", "-"),
                      event["is_alert"].get<bool>());
  };
  EXPECT_EQ(mapped(v1::Finding::STATE_OPEN), std::tuple("New", "-", true));
  EXPECT_EQ(mapped(v1::Finding::STATE_ACKNOWLEDGED),
            std::tuple("In Progress", "-", true));
  EXPECT_EQ(mapped(v1::Finding::STATE_BENIGN),
            std::tuple("Resolved", "Benign", false));
  EXPECT_EQ(mapped(v1::Finding::STATE_MALICIOUS),
            std::tuple("Resolved", "True Positive", false));
  EXPECT_EQ(mapped(v1::Finding::STATE_EXPIRED),
            std::tuple("Archived", "-", false));
  finding.set_reason(v1::CLOSE_REASON_SECURITY_TEST);
  EXPECT_EQ(mapped(v1::Finding::STATE_MALICIOUS),
            std::tuple("Resolved", "Test", false));
}

TEST(OcsfFinding, IsSuppressedWhileAnExemptionCoversIt) {
  v1::Finding finding = SampleFinding();
  finding.set_exemption_id("aaaabbbbccccdddd");
  json event = Event(finding);
  EXPECT_EQ(event["status_id"], 3);
  EXPECT_EQ(event["is_alert"], false);
  EXPECT_EQ(event["unmapped"]["exemption_id"], "aaaabbbbccccdddd");
  finding.set_state(v1::Finding::STATE_MALICIOUS);
  event = Event(finding);
  EXPECT_EQ(event["status_id"], 4) << "people decided";
}

TEST(OcsfFinding, TellsWhatBecameOfIt) {
  const auto activity = [](const v1::Finding& finding,
                           const std::vector<v1::FindingChange>& changes) {
    const json event = Event(finding, changes);
    EXPECT_EQ(event["type_uid"].get<int>(),
              200400 + event["activity_id"].get<int>());
    return event["activity_name"].get<std::string>();
  };
  v1::Finding fresh = SampleFinding();
  fresh.set_revision(1);
  EXPECT_EQ(activity(fresh, {}), "Create");
  EXPECT_EQ(activity(SampleFinding(), {}), "Update");
  EXPECT_EQ(activity(ClosedFinding(), {}), "Close");
  EXPECT_EQ(activity(SampleFinding(), {v1::FINDING_CHANGE_OPENED}), "Create");
  EXPECT_EQ(activity(SampleFinding(),
                     {v1::FINDING_CHANGE_ESCALATED, v1::FINDING_CHANGE_GREW}),
            "Update");
  EXPECT_EQ(activity(ClosedFinding(), {v1::FINDING_CHANGE_TRIAGED}), "Close");
  EXPECT_EQ(activity(ClosedFinding(), {v1::FINDING_CHANGE_GREW}), "Update");
  const json removed = Event(Removed(), {v1::FINDING_CHANGE_REMOVED});
  EXPECT_EQ(removed["activity_name"], "Close");
  EXPECT_EQ(removed["status"], "Deleted");
  EXPECT_EQ(removed["time"], kNow * 1000);
  EXPECT_EQ(removed["unmapped"]["change"], "removed");
}

}  // namespace
}  // namespace farcall
