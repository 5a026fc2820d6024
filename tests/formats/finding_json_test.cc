// SPDX-License-Identifier: Apache-2.0
#include "formats/finding_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/formats/sample_finding.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::ordered_json;

constexpr char kFields[] =
    R"("principal":"arn:aws:iam::111122223333:user/alice","origin":"VN",)"
    R"("state":"OPEN","risk":"HIGH","peak_score":88.25,)"
    R"("first_event_time":"2026-01-02T03:04:05Z",)"
    R"("last_event_time":"2026-01-02T03:05:05Z","calls":1234,)";

constexpr char kRest[] =
    R"("priority":3,"account":"111122223333","failed_calls":12,)"
    R"("headline":"Unusual for alice: called from VN",)"
    R"("create_time":"2026-01-02T03:09:05Z",)"
    R"("update_time":"2026-01-02T03:10:05Z",)"
    R"("previous_id":"aaaabbbbccccdddd",)"
    R"("commands":[{"command":"sts:GetCallerIdentity","calls":4},)"
    R"({"command":"iam:CreateUser","calls":1225}],"opening_factors":[)"
    R"({"detector":"country_for_principal","entity":"alice","value":"VN",)"
    R"("bits":12.5,"weight":0.75,"value_calls":0,"entity_calls":4812,)"
    R"("first_seen":null,"last_seen":null,"usual":[],"state":"READY",)"
    R"("explanation":"alice called from VN for the first time"}],)"
    R"("principal_kind":"USER","other_command_calls":5,)"
    R"("unauthenticated":false,"classes":["PERSISTENCE","DISCOVERY"],)"
    R"("techniques":["T1087.004","T1136.003"],"sensitive_calls":1225,)"
    R"("assignee":null,"reason":null,)"
    R"("closed_by":null,"acknowledge_time":null,"close_time":null,)"
    R"("reopening":null,"teaching":null,"exemption_id":null})";

TEST(FindingLine, HasExactlyTheseKeysInThisOrder) {
  EXPECT_EQ(FindingLine(SampleFinding()),
            std::string(R"({"finding_id":"mfrggzdfmztwq2lk",)") + kFields +
                R"("revision":2,)" + kRest);
}

TEST(FindingLine, HasTheSameKeysForAnEmptyFinding) {
  const Json full = Json::parse(FindingLine(SampleFinding()));
  const Json empty = Json::parse(FindingLine(v1::Finding()));
  for (const auto& [key, value] : full.items()) {
    EXPECT_TRUE(empty.contains(key)) << key;
  }
  EXPECT_EQ(empty.size(), full.size());
  for (const char* key :
       {"state", "risk", "first_event_time", "last_event_time", "account",
        "create_time", "update_time", "previous_id", "principal_kind"}) {
    EXPECT_TRUE(empty[key].is_null()) << key;
  }
}

TEST(FindingLine, TellsWhatPeopleSaid) {
  EXPECT_THAT(FindingLine(ClosedFinding()),
              HasSubstr(R"("assignee":"carol","reason":"stolen-credential",)"
                        R"("closed_by":"token:soc",)"
                        R"("acknowledge_time":"2026-01-02T03:20:05Z",)"
                        R"("close_time":"2026-01-02T03:30:05Z",)"
                        R"("reopening":"after-malicious","teaching":"events",)"
                        R"("exemption_id":null})"));
}

TEST(FindingLine, NamesWhatANewerServerSaysByItsNumber) {
  v1::Finding finding = ClosedFinding();
  finding.set_reason(static_cast<v1::CloseReason>(71));
  finding.set_teaching(static_cast<v1::Teaching>(72));
  finding.set_reopening(static_cast<v1::Reopening>(73));
  const Json json = Json::parse(FindingLine(finding));
  EXPECT_EQ(json["reason"], "71");
  EXPECT_EQ(json["teaching"], "72");
  EXPECT_EQ(json["reopening"], "73");
}

TEST(FindingLine, NamesAClassOfANewerServerByItsNumber) {
  v1::Finding finding = SampleFinding();
  finding.set_classes(0, static_cast<v1::CommandClass>(17));
  EXPECT_THAT(FindingLine(finding),
              HasSubstr(R"("classes":["17","DISCOVERY"])"));
}

TEST(FindingLine, NamesAStateOfANewerServerByItsNumber) {
  v1::Finding finding = SampleFinding();
  finding.set_state(static_cast<v1::Finding::State>(17));
  EXPECT_THAT(FindingLine(finding), HasSubstr(R"("state":"17")"));
}

TEST(FindingDocument, HasTheKeysOfTheLineIndented) {
  const v1::GetFindingResponse found = FoundFinding();
  const std::string document = FindingDocument(found);
  EXPECT_THAT(document, HasSubstr("\n  \"principal\": "));
  EXPECT_EQ(Json::parse(document), Json::parse(FindingLine(found)));
}

TEST(FindingLine, HasTheNotesOfOneFindingBehindItsOtherKeys) {
  const v1::GetFindingResponse found = FoundFinding();
  std::string expected = FindingLine(found.finding());
  expected.pop_back();
  expected += R"(,"notes":[{"time":"2026-01-02T03:21:05Z","actor":"carol",)"
              R"("identity":"token:soc","text":"asked alice"},)"
              R"({"time":"2026-01-02T03:25:05Z","actor":"bob",)"
              R"("identity":"","text":"she is at home\nkey revoked"}]})";
  EXPECT_EQ(FindingLine(found), expected);
  EXPECT_THAT(FindingLine(v1::GetFindingResponse()),
              HasSubstr(R"("notes":[]})"));
}

TEST(FindingsDocument, IsAnArray) {
  EXPECT_EQ(FindingsDocument({}), "[]");
  const Json json =
      Json::parse(FindingsDocument({SampleFinding("a"), SampleFinding("b")}));
  ASSERT_EQ(json.size(), 2u);
  EXPECT_EQ(json[1], Json::parse(FindingLine(SampleFinding("b"))));
}

TEST(ChangeLine, BeginsWithTheChangeAndHasTheFieldsOfTheFinding) {
  EXPECT_EQ(ChangeLine(SampleChange("f1", 7)),
            std::string(R"({"finding_id":"f1","revision":7,)") +
                R"("change":"opened",)" + kFields + kRest);
}

TEST(ChangeLine, JoinsSeveralChanges) {
  const auto answer = SampleChange(
      "f1", 7, {v1::FINDING_CHANGE_ESCALATED, v1::FINDING_CHANGE_GREW});
  EXPECT_THAT(ChangeLine(answer), HasSubstr(R"("change":"escalated,grew",)"));
}

TEST(ChangeLine, NamesWhatPeopleDid) {
  EXPECT_THAT(ChangeLine(SampleChange("f1", 7, {v1::FINDING_CHANGE_TRIAGED})),
              HasSubstr(R"("change":"triaged",)"));
}

TEST(ChangeLine, NamesAChangeOfANewerServerByItsNumber) {
  const auto answer =
      SampleChange("f1", 7, {static_cast<v1::FindingChange>(99)});
  EXPECT_THAT(ChangeLine(answer), HasSubstr(R"("change":"99",)"));
}

TEST(ChangeLine, HasNoFieldsOfAFindingThatIsGone) {
  EXPECT_EQ(ChangeLine(SampleChange("f1", 7, {v1::FINDING_CHANGE_REMOVED})),
            R"({"finding_id":"f1","revision":null,"change":"removed"})");
}

}  // namespace
}  // namespace farcall
