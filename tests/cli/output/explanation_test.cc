// SPDX-License-Identifier: Apache-2.0
#include "cli/output/explanation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace farcall {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

v1::EventResult ScoredResult() {
  v1::EventResult result;
  result.set_event_id("e1");
  result.mutable_event_time()->set_seconds(1767323045);
  result.set_principal("user/alice");
  result.set_principal_kind(v1::PRINCIPAL_KIND_USER);
  result.set_command("iam:CreateUser");
  result.set_origin("BR");
  result.set_origin_source(v1::ORIGIN_SOURCE_DATABASE);
  v1::Score& score = *result.mutable_score();
  score.set_score(92);
  score.set_risk_level(v1::RISK_LEVEL_CRITICAL);
  score.set_state(v1::BASELINE_STATE_READY);
  v1::Factor& factor = *score.add_factors();
  factor.set_detector("country_for_principal");
  factor.set_entity("user/alice");
  factor.set_value("BR");
  factor.set_bits(12.5);
  factor.set_weight(0.75);
  factor.set_entity_calls(4812);
  factor.mutable_entity_first_seen()->set_seconds(1767323045);
  factor.set_state(v1::BASELINE_STATE_READY);
  factor.set_explanation("alice never called from BR before: 0 of 4,812 calls");
  v1::ValueShare& usual = *factor.add_usual();
  usual.set_value("DE");
  usual.set_share(0.912);
  return result;
}

std::string Explained(const v1::EventResult& result, size_t width = 0) {
  std::ostringstream out;
  WriteExplanation(result, std::nullopt, width, Charset::kUtf8, out);
  return out.str();
}

TEST(Explanation, TellsAllThatWentIntoAScore) {
  EXPECT_EQ(
      Explained(ScoredResult()),
      "score       92.00 of 100, CRITICAL\n"
      "state       READY\n"
      "\n"
      "time        2026-01-02T03:04:05Z\n"
      "principal   user/alice (USER)\n"
      "command     iam:CreateUser\n"
      "origin      BR (DATABASE)\n"
      "event       e1\n"
      "\n"
      "1.          alice never called from BR before: 0 of 4,812 calls\n"
      "   detector country_for_principal: 12.50 bits of surprise, 75 % of the "
      "whole\n"
      "   entity   user/alice (READY), known since 2026-01-02T03:04:05Z\n"
      "   value    BR, 0 of 4,812 calls\n"
      "   seen     first never, last never\n"
      "   usual    DE 91.2 %\n");
}

TEST(Explanation, NamesTheOperatorOfTheNetwork) {
  v1::EventResult result = ScoredResult();
  v1::NetworkOperator& found = *result.mutable_network_operator();
  found.set_as_number(16509);
  found.set_organisation("Amazon.com, Inc.");
  found.set_kind(v1::NETWORK_OPERATOR_KIND_CLOUD);
  EXPECT_THAT(Explained(result),
              HasSubstr("origin      BR (DATABASE)\n"
                        "operator    AS16509 Amazon.com, Inc. (CLOUD)\n"));
  found.clear_organisation();
  EXPECT_THAT(Explained(result), HasSubstr("operator    AS16509 (CLOUD)\n"));
}

TEST(Explanation, TellsWhatAnEarlierDatabaseSaid) {
  v1::EventResult result = ScoredResult();
  v1::GeoMoved& moved = *result.mutable_geo_moved();
  moved.set_country("DE");
  moved.mutable_country_database_built()->set_seconds(1767323045);
  EXPECT_THAT(Explained(result),
              HasSubstr("moved from  DE by the country database of "
                        "2026-01-02T03:04:05Z\n"));
  moved.set_operator_key("AS3320");
  moved.mutable_operator_database_built()->set_seconds(1767323046);
  EXPECT_THAT(Explained(result),
              HasSubstr("AS3320 by the ASN database of 2026-01-02T03:04:06Z"));
}

TEST(Explanation, SaysThatTheDatabasesDisagree) {
  v1::EventResult result = ScoredResult();
  EXPECT_THAT(Explained(result), Not(HasSubstr("disputed")));
  result.set_city_database_country("PT");
  EXPECT_THAT(Explained(result),
              HasSubstr("disputed    The city database puts the address into "
                        "PT, so its city is not used.\n"));
}

TEST(Explanation, BeginsWithTheHeadline) {
  v1::EventResult result = ScoredResult();
  result.set_headline("Unusual for alice: called from BR (0 of 4,812 calls)");
  EXPECT_THAT(Explained(result),
              HasSubstr("headline    Unusual for alice: called from BR "
                        "(0 of 4,812 calls)\n\ntime "));
}

TEST(Explanation, SaysThatAFactorDoesNotCount) {
  v1::EventResult result = ScoredResult();
  result.mutable_score()->mutable_factors(0)->set_weight(0);
  EXPECT_THAT(Explained(result),
              HasSubstr("12.50 bits of surprise, does not count\n"));
}

TEST(Explanation, TellsTheScoreOfTheFirstDelivery) {
  v1::EventResult result = ScoredResult();
  result.mutable_score()->set_score(3);
  result.set_first_score(92);
  EXPECT_THAT(
      Explained(result),
      HasSubstr(
          "first score 92.00 when it was first sent; it was learned then"));
}

TEST(Explanation, TellsWhyARecordWasSkipped) {
  v1::EventResult result;
  result.set_skipped(v1::SKIP_REASON_DIGEST);
  EXPECT_THAT(Explained(result), HasSubstr("skipped     DIGEST"));
  EXPECT_THAT(Explained(result), HasSubstr("principal   -\n"));
}

TEST(Explanation, NamesTheFieldOfAnError) {
  v1::EventResult result;
  result.mutable_error()->set_field("eventTime");
  result.mutable_error()->set_message("is missing");
  EXPECT_THAT(Explained(result),
              HasSubstr("error       eventTime: is missing"));
}

TEST(Explanation, WrapsAtTheTerminalsWidth) {
  v1::EventResult result = ScoredResult();
  result.mutable_score()->mutable_factors(0)->set_explanation(
      "alice never called from BR before: 0 of 4,812 calls; usual: DE 91 %");
  EXPECT_THAT(Explained(result, 52),
              HasSubstr("1.          alice never called from BR before: 0 of\n"
                        "            4,812 calls; usual: DE 91 %\n"));
}

TEST(Explanation, SaysWhatTheUsualPlaceWouldHaveScored) {
  v1::EventResult what_if;
  what_if.set_origin("DE");
  what_if.mutable_score()->set_score(0.4);
  what_if.mutable_score()->set_risk_level(v1::RISK_LEVEL_NONE);
  std::ostringstream out;
  WriteExplanation(what_if, what_if, 80, Charset::kUtf8, out);
  EXPECT_NE(out.str().find("what if     from DE: 0.40, NONE"),
            std::string::npos)
      << out.str();
}

}  // namespace
}  // namespace farcall
