// SPDX-License-Identifier: Apache-2.0
#include "cli/output/json_output.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Json = nlohmann::ordered_json;

std::vector<std::string> KeysOf(const Json& json) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : json.items()) keys.push_back(key);
  return keys;
}

v1::EventResult ScoredResult() {
  v1::EventResult result;
  result.set_event_id("e1");
  result.mutable_event_time()->set_seconds(1767323045);
  result.set_principal("arn:aws:iam::111122223333:user/alice");
  result.set_principal_kind(v1::PRINCIPAL_KIND_USER);
  result.set_command("iam:CreateUser");
  result.set_origin("BR");
  result.set_origin_source(v1::ORIGIN_SOURCE_DATABASE);
  v1::Score& score = *result.mutable_score();
  score.set_score(92.25);
  score.set_risk_level(v1::RISK_LEVEL_CRITICAL);
  score.set_state(v1::BASELINE_STATE_READY);
  v1::Factor& factor = *score.add_factors();
  factor.set_detector("country_for_principal");
  factor.set_entity("alice");
  factor.set_value("BR");
  factor.set_bits(12.5);
  factor.set_weight(0.75);
  factor.set_entity_calls(4812);
  factor.set_state(v1::BASELINE_STATE_READY);
  factor.set_explanation("0 of 4,812 calls");
  v1::ValueShare& usual = *factor.add_usual();
  usual.set_value("DE");
  usual.set_share(0.5);
  result.mutable_score()->set_bits(18.4375);
  result.set_headline("Unusual for alice");
  return result;
}

TEST(ResultLine, HasExactlyTheseKeysInThisOrder) {
  EXPECT_EQ(
      ResultLine(ScoredResult()),
      R"({"event_id":"e1","event_time":"2026-01-02T03:04:05Z",)"
      R"("principal":"arn:aws:iam::111122223333:user/alice",)"
      R"("command":"iam:CreateUser","origin":"BR","score":92.25,)"
      R"("risk":"CRITICAL","state":"READY","duplicate":false,)"
      R"("skipped":null,"error":null,"factors":[)"
      R"({"detector":"country_for_principal","entity":"alice","value":"BR",)"
      R"("bits":12.5,"weight":0.75,"value_calls":0,"entity_calls":4812,)"
      R"("first_seen":null,"last_seen":null,)"
      R"("usual":[{"value":"DE","share":0.5}],"state":"READY",)"
      R"("explanation":"0 of 4,812 calls"}],"alert":false,)"
      R"("factors_made_again":false,"unread":[],"network_operator":null,)"
      R"("city_database_country":null,)"
      R"("bits":18.4375,"headline":"Unusual for alice","geo_moved":null,"finding_id":null})");
}

TEST(ResultLine, NamesTheOperatorOfTheNetwork) {
  v1::EventResult result = ScoredResult();
  v1::NetworkOperator& found = *result.mutable_network_operator();
  found.set_as_number(16509);
  found.set_organisation("Amazon.com, Inc.");
  found.set_kind(v1::NETWORK_OPERATOR_KIND_CLOUD);
  found.set_key("amazon");
  EXPECT_THAT(ResultLine(result),
              HasSubstr(R"("network_operator":{"as_number":16509,)"
                        R"("organisation":"Amazon.com, Inc.",)"
                        R"("kind":"CLOUD","key":"amazon"})"));
}

TEST(ResultLine, TellsWhatAnEarlierDatabaseSaid) {
  v1::EventResult result = ScoredResult();
  v1::GeoMoved& moved = *result.mutable_geo_moved();
  moved.set_country("DE");
  moved.mutable_country_database_built()->set_seconds(1767323045);
  EXPECT_THAT(ResultLine(result),
              HasSubstr(R"("geo_moved":{"country":"DE","operator_key":"",)"
                        R"("country_database_built":"2026-01-02T03:04:05Z",)"
                        R"("operator_database_built":null})"));
}

TEST(ResultLine, NamesTheCountryOfTheCityDatabaseWhereItDiffers) {
  v1::EventResult result = ScoredResult();
  result.set_city_database_country("PT");
  EXPECT_THAT(ResultLine(result), HasSubstr(R"("city_database_country":"PT")"));
}

TEST(ResultLine, HasTheTimesOfAValueThatWasSeen) {
  v1::EventResult result = ScoredResult();
  v1::Factor& factor = *result.mutable_score()->mutable_factors(0);
  factor.mutable_value_first_seen()->set_seconds(0);
  factor.mutable_value_last_seen()->set_seconds(1767323045);

  const Json json = Json::parse(ResultLine(result));

  EXPECT_EQ(json["factors"][0]["first_seen"], "1970-01-01T00:00:00Z");
  EXPECT_EQ(json["factors"][0]["last_seen"], "2026-01-02T03:04:05Z");
}

TEST(ResultLine, HasTheSameKeysForASkippedRecord) {
  v1::EventResult result;
  result.set_skipped(v1::SKIP_REASON_S3_NOTIFICATION);

  EXPECT_EQ(ResultLine(result),
            R"({"event_id":"","event_time":null,"principal":"","command":"",)"
            R"("origin":"","score":null,"risk":null,"state":null,)"
            R"("duplicate":false,"skipped":"S3_NOTIFICATION","error":null,)"
            R"("factors":[],"alert":false,)"
            R"("factors_made_again":false,"unread":[],)"
            R"("network_operator":null,"city_database_country":null,)"
            R"("bits":null,"headline":"","geo_moved":null,"finding_id":null})");
}

TEST(ResultLine, NamesTheFieldOfAnError) {
  v1::EventResult result;
  result.mutable_error()->set_field("eventTime");
  result.mutable_error()->set_message("is missing");

  const Json json = Json::parse(ResultLine(result));

  EXPECT_EQ(json["error"], "eventTime: is missing");
  EXPECT_TRUE(json["score"].is_null());
  EXPECT_TRUE(json["skipped"].is_null());
}

TEST(ResultLine, MarksADuplicate) {
  v1::EventResult result = ScoredResult();
  result.set_duplicate(true);
  result.mutable_score()->clear_factors();

  const Json json = Json::parse(ResultLine(result));

  EXPECT_EQ(json["duplicate"], true);
  EXPECT_EQ(json["score"], 92.25);
  EXPECT_EQ(json["factors"], Json::array());
}

TEST(ResultLine, HasShortNumbersOfTheDocumentedPrecision) {
  v1::EventResult result = ScoredResult();
  v1::Score& score = *result.mutable_score();
  score.set_score(97.449999999999989);
  score.mutable_factors(0)->set_bits(0.7199999999999998);
  score.mutable_factors(0)->set_weight(1.0 / 3);
  score.mutable_factors(0)->mutable_usual(0)->set_share(0.97694524495677237);
  const std::string line = ResultLine(result);
  EXPECT_THAT(line, HasSubstr(R"("score":97.45,)"));
  EXPECT_THAT(line, HasSubstr(R"("bits":0.72,"weight":0.3333,)"));
  EXPECT_THAT(line, HasSubstr(R"("share":0.9769})"));
}

TEST(ResultLine, IsOneLineOfValidJsonWhateverBytesComeIn) {
  v1::EventResult result = ScoredResult();
  const std::string odd("quote\" back\\ nl\n esc\x1b nul\0 bad\xff zoë", 36);
  result.set_principal(odd);

  const std::string line = ResultLine(result);

  EXPECT_EQ(line.find('\n'), std::string::npos);
  EXPECT_EQ(line.find('\x1b'), std::string::npos);
  const Json json = Json::parse(line);
  EXPECT_EQ(json["principal"],
            std::string("quote\" back\\ nl\n esc\x1b nul\0 bad\uFFFD zoë", 38));
}

TEST(ResultLine, GivesTheNumberOfAnEnumNewerThanThisClient) {
  v1::EventResult result = ScoredResult();
  result.mutable_score()->set_risk_level(static_cast<v1::RiskLevel>(17));

  EXPECT_EQ(Json::parse(ResultLine(result))["risk"], "17");
}

TEST(ResultDocument, AddsWhatALineLeavesOut) {
  v1::EventResult result = ScoredResult();
  result.set_first_score(91);

  const Json json = Json::parse(ResultDocument(result, std::nullopt));

  EXPECT_THAT(
      KeysOf(json),
      ElementsAre("event_id", "event_time", "principal", "principal_kind",
                  "command", "origin", "origin_source", "first_score", "score",
                  "risk", "state", "duplicate", "skipped", "error", "factors",
                  "alert", "factors_made_again", "unread", "network_operator",
                  "city_database_country", "bits", "headline", "geo_moved",
                  "finding_id", "what_if"));
  EXPECT_TRUE(json["what_if"].is_null());
  EXPECT_EQ(json["principal_kind"], "USER");
  EXPECT_EQ(json["origin_source"], "DATABASE");
  EXPECT_EQ(json["first_score"], 91);
}

TEST(ResultDocument, SaysWhatTheUsualPlaceWouldHaveScored) {
  v1::EventResult what_if;
  what_if.set_origin("DE");
  what_if.mutable_score()->set_score(0.4);
  what_if.mutable_score()->set_risk_level(v1::RISK_LEVEL_NONE);

  const Json json = Json::parse(ResultDocument(ScoredResult(), what_if));

  EXPECT_EQ(json["what_if"]["origin"], "DE");
  EXPECT_EQ(json["what_if"]["score"], 0.4);
  EXPECT_EQ(json["what_if"]["risk"], "NONE");
}

TEST(ResultDocument, HasShortNumbersToo) {
  v1::EventResult result = ScoredResult();
  result.set_first_score(33.590000000000003);
  v1::EventResult what_if;
  what_if.mutable_score()->set_score(0.40000000000000002);
  const std::string document = ResultDocument(result, what_if);
  EXPECT_THAT(document, HasSubstr("\"first_score\": 33.59,"));
  EXPECT_THAT(document, HasSubstr("\"score\": 0.4,"));
}

TEST(BaselineLine, HasShortNumbers) {
  v1::Baseline baseline;
  v1::ValueCount& value = *baseline.add_histograms()->add_values();
  value.set_share(2.0 / 3);
  value.set_weight(11.999999999999998);
  const std::string line = BaselineLine(baseline);
  EXPECT_THAT(line, HasSubstr(R"("share":0.6667,)"));
  EXPECT_THAT(line, HasSubstr(R"("weight":12.0,)"));
}

TEST(BaselineLine, HoldsAllHistograms) {
  v1::Baseline baseline;
  baseline.mutable_entity()->set_tenant("acme");
  baseline.mutable_entity()->set_kind(v1::ENTITY_KIND_COMMAND);
  baseline.mutable_entity()->set_name("iam:CreateUser");
  baseline.set_state(v1::BASELINE_STATE_LEARNING);
  baseline.set_calls(10);
  v1::Histogram& histogram = *baseline.add_histograms();
  histogram.set_attribute("country");
  v1::ValueCount& value = *histogram.add_values();
  value.set_value("DE");
  value.set_calls(10);
  value.set_share(1);

  const Json json = Json::parse(BaselineLine(baseline));

  EXPECT_THAT(KeysOf(json),
              ElementsAre("tenant", "kind", "name", "state", "calls",
                          "first_seen", "last_seen", "at", "histograms"));
  EXPECT_EQ(json["kind"], "command");
  EXPECT_EQ(json["state"], "LEARNING");
  EXPECT_THAT(
      KeysOf(json["histograms"][0]["values"][0]),
      ElementsAre("value", "share", "calls", "observations", "weight",
                  "first_seen", "last_seen", "state", "settles", "verdict"));
}

// What a value has beside its counts, in each of its five states.
TEST(BaselineLine, TellsTheStatesOfItsValues) {
  v1::Baseline baseline;
  v1::Histogram& histogram = *baseline.add_histograms();
  const auto add = [&](const char* name,
                       v1::ValueState state) -> v1::ValueCount& {
    v1::ValueCount& value = *histogram.add_values();
    value.set_value(name);
    value.set_state(state);
    return value;
  };
  add("DE", v1::VALUE_STATE_SETTLED);
  add("FR", v1::VALUE_STATE_SETTLING)
      .mutable_settles()
      ->set_seconds(1775185445);
  add("BR", v1::VALUE_STATE_QUARANTINE)
      .mutable_settles()
      ->set_seconds(1776308645);
  v1::FeedbackEntry& benign =
      *add("JP", v1::VALUE_STATE_BENIGN).mutable_verdict();
  benign.set_action(v1::FEEDBACK_ACTION_BENIGN);
  benign.set_actor("ops");
  benign.set_reason("trip");
  benign.mutable_time()->set_seconds(1775099045);
  benign.mutable_until()->set_seconds(1780185600);
  v1::FeedbackEntry& malicious =
      *add("VN", v1::VALUE_STATE_MALICIOUS).mutable_verdict();
  malicious.set_action(v1::FEEDBACK_ACTION_MALICIOUS);
  malicious.set_actor("ops");
  malicious.mutable_time()->set_seconds(1775099045);

  Json told = Json::array();
  const Json json = Json::parse(BaselineLine(baseline));
  for (const Json& value : json["histograms"][0]["values"]) {
    told.push_back(
        {value["value"], value["state"], value["settles"], value["verdict"]});
  }
  EXPECT_EQ(told, Json::parse(R"([
    ["DE", "settled", null, null],
    ["FR", "settling", "2026-04-03T03:04:05Z", null],
    ["BR", "quarantine", "2026-04-16T03:04:05Z", null],
    ["JP", "benign", null,
      {"verdict": "benign", "until": "2026-05-31T00:00:00Z",
       "time": "2026-04-02T03:04:05Z", "actor": "ops", "identity": "",
       "reason": "trip", "feedback_id": ""}],
    ["VN", "malicious", null,
      {"verdict": "malicious", "until": null,
       "time": "2026-04-02T03:04:05Z", "actor": "ops", "identity": "",
       "reason": "", "feedback_id": ""}]])"));
}

}  // namespace
}  // namespace farcall
