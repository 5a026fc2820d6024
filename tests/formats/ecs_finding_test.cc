// SPDX-License-Identifier: Apache-2.0
#include "formats/ecs_finding.h"

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
constexpr auto kLong = Type::number_integer;
constexpr auto kFloat = Type::number_float;
constexpr int64_t kNow = 1767400000;

// Fields that Farcall writes, as the Elastic Common Schema 8.17 and Kibana's
// map of alert fields have them. Those that Kibana requires are required here.
std::vector<SchemaField> Schema() {
  return {
      {"/@timestamp", kText, true},
      {"/ecs/version", kText, true},
      {"/message", kText},
      {"/tags/*", kText},
      {"/event/kind", kText, true, {"alert"}},
      {"/event/category/*", kText, true, {"intrusion_detection"}},
      {"/event/type/*", kText, true, {"info"}},
      {"/event/module", kText},
      {"/event/dataset", kText},
      {"/event/provider", kText},
      {"/event/id", kText},
      {"/event/sequence", kLong},
      {"/event/created", kText},
      {"/event/start", kText},
      {"/event/end", kText},
      {"/event/reason", kText},
      {"/event/risk_score", kFloat},
      {"/event/severity", kLong},
      {"/user/id", kText},
      {"/user/name", kText},
      {"/related/user/*", kText},
      {"/cloud/provider", kText},
      {"/cloud/account/id", kText},
      {"/source/geo/country_iso_code", kText},
      {"/threat/framework", kText},
      {"/threat/tactic/id/*", kText},
      {"/threat/tactic/name/*", kText},
      {"/threat/technique/id/*", kText},
      {"/threat/technique/name/*", kText},
      {"/threat/technique/subtechnique/id/*", kText},
      {"/threat/technique/subtechnique/name/*", kText},
      {"/kibana.alert.uuid", kText, true},
      {"/kibana.alert.instance.id", kText, true},
      {"/kibana.alert.status", kText, true, {"active", "recovered"}},
      {"/kibana.alert.workflow_status",
       kText,
       false,
       {"open", "acknowledged", "closed"}},
      {"/kibana.alert.workflow_reason",
       kText,
       false,
       {"false_positive", "duplicate", "true_positive", "benign_positive",
        "automated_closure", "other"}},
      {"/kibana.alert.reason", kText},
      {"/kibana.alert.risk_score", kFloat},
      {"/kibana.alert.severity",
       kText,
       false,
       {"low", "medium", "high", "critical"}},
      {"/kibana.alert.start", kText},
      {"/kibana.alert.last_detected", kText},
      {"/kibana.alert.end", kText},
      {"/kibana.alert.rule.uuid", kText, true},
      {"/kibana.alert.rule.name", kText, true},
      {"/kibana.alert.rule.category", kText, true},
      {"/kibana.alert.rule.rule_type_id", kText, true},
      {"/kibana.alert.rule.producer", kText, true},
      {"/kibana.alert.rule.consumer", kText, true},
      {"/kibana.alert.rule.revision", kLong, true},
      {"/kibana.space_ids/*", kText, true},
  };
}

json Document(const v1::Finding& finding,
              const std::vector<v1::FindingChange>& changes = {}) {
  return json::parse(EcsLine(finding, changes, kNow));
}

std::vector<std::string> Wrong(const json& document) {
  return Violations(document, Schema(), {"/farcall"});
}

v1::Finding Removed() {
  v1::Finding removed;
  removed.set_id("mfrggzdfmztwq2lk");
  return removed;
}

TEST(EcsFinding, KeepsToTheSchemaInEveryState) {
  v1::Finding finding = ClosedFinding();
  for (int state = v1::Finding::State_MIN; state <= v1::Finding::State_MAX;
       ++state) {
    finding.set_state(static_cast<v1::Finding::State>(state));
    EXPECT_THAT(Wrong(Document(finding)), IsEmpty());
  }
  for (int risk = v1::RiskLevel_MIN; risk <= v1::RiskLevel_MAX; ++risk) {
    finding.set_risk_level(static_cast<v1::RiskLevel>(risk));
    EXPECT_THAT(Wrong(Document(finding)), IsEmpty());
  }
  EXPECT_THAT(Wrong(Document(Removed(), {v1::FINDING_CHANGE_REMOVED})),
              IsEmpty());
  EXPECT_THAT(Wrong(Document(v1::Finding())), IsEmpty());
}

TEST(EcsFinding, TellsWhatAndWhen) {
  const json document = Document(SampleFinding());
  EXPECT_EQ(document["@timestamp"], "2026-01-02T03:10:05Z");
  EXPECT_EQ(document["event"]["reason"], "Unusual for alice: called from VN");
  EXPECT_EQ(document["event"]["risk_score"], 88.25);
  EXPECT_EQ(document["event"]["severity"], 73);
  EXPECT_EQ(document["user"]["name"], "alice");
  EXPECT_EQ(document["user"]["id"], "arn:aws:iam::111122223333:user/alice");
  EXPECT_EQ(document["cloud"]["account"]["id"], "111122223333");
  EXPECT_EQ(document["source"]["geo"]["country_iso_code"], "VN");
  EXPECT_EQ(document["kibana.alert.severity"], "high");
  EXPECT_EQ(document["kibana.alert.start"], "2026-01-02T03:04:05Z");
  EXPECT_EQ(document["farcall"]["finding"]["calls"], 1234);
  v1::Finding internal = SampleFinding();
  internal.set_origin("@private");
  EXPECT_FALSE(Document(internal).contains("source"));
}

TEST(EcsFinding, HasTheTechniquesAndTheTacticsThatTheyServe) {
  v1::Finding finding = SampleFinding();
  finding.clear_techniques();
  for (const char* id : {"T1098.001", "T1098.003", "T1530", "T1999"}) {
    finding.add_techniques(id);
  }
  EXPECT_EQ(Document(finding)["threat"], json::parse(R"({
    "framework": "MITRE ATT&CK",
    "tactic": {"id": ["TA0003", "TA0004", "TA0009"],
               "name": ["Persistence", "Privilege Escalation", "Collection"]},
    "technique": {
      "id": ["T1098", "T1530", "T1999"],
      "name": ["Account Manipulation", "Data from Cloud Storage"],
      "subtechnique": {
        "id": ["T1098.001", "T1098.003"],
        "name": ["Additional Cloud Credentials", "Additional Cloud Roles"]}}
  })"));
  finding.clear_techniques();
  EXPECT_FALSE(Document(finding).contains("threat"));
}

TEST(EcsFinding, MapsStatesToStatusAndReason) {
  v1::Finding finding = SampleFinding();
  const auto mapped = [&finding](v1::Finding::State state) {
    finding.set_state(state);
    const json document = Document(finding);
    return std::tuple(
        document["kibana.alert.workflow_status"].get<std::string>(),
        document.value("kibana.alert.workflow_reason", "-"),
        document["kibana.alert.status"].get<std::string>());
  };
  EXPECT_EQ(mapped(v1::Finding::STATE_OPEN), std::tuple("open", "-", "active"));
  EXPECT_EQ(mapped(v1::Finding::STATE_ACKNOWLEDGED),
            std::tuple("acknowledged", "-", "active"));
  EXPECT_EQ(mapped(v1::Finding::STATE_BENIGN),
            std::tuple("closed", "benign_positive", "recovered"));
  EXPECT_EQ(mapped(v1::Finding::STATE_MALICIOUS),
            std::tuple("closed", "true_positive", "recovered"));
  EXPECT_EQ(mapped(v1::Finding::STATE_EXPIRED),
            std::tuple("closed", "automated_closure", "recovered"));
  finding.set_reason(v1::CLOSE_REASON_WRONG_COUNTRY);
  EXPECT_EQ(mapped(v1::Finding::STATE_BENIGN),
            std::tuple("closed", "false_positive", "recovered"));
}

TEST(EcsFinding, IsClosedWhileAnExemptionCoversIt) {
  v1::Finding finding = SampleFinding();
  finding.set_exemption_id("aaaabbbbccccdddd");
  const json document = Document(finding);
  EXPECT_EQ(document["kibana.alert.workflow_status"], "closed");
  EXPECT_EQ(document["kibana.alert.workflow_reason"], "automated_closure");
  EXPECT_EQ(document["farcall"]["finding"]["exemption_id"], "aaaabbbbccccdddd");
}

TEST(EcsFinding, IsClosedWhereTheFindingIsRemoved) {
  const json document = Document(Removed(), {v1::FINDING_CHANGE_REMOVED});
  EXPECT_EQ(document["@timestamp"], "2026-01-03T00:26:40Z");
  EXPECT_EQ(document["kibana.alert.uuid"], "mfrggzdfmztwq2lk");
  EXPECT_EQ(document["kibana.alert.workflow_status"], "closed");
  EXPECT_EQ(document["farcall"]["change"], "removed");
  EXPECT_TRUE(document["farcall"]["finding"].is_null());
}

}  // namespace
}  // namespace farcall
