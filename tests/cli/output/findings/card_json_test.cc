// SPDX-License-Identifier: Apache-2.0
#include "cli/output/findings/card_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/cli/output/findings/sample_card.h"

namespace farcall {
namespace {

using ::testing::ElementsAre;
using Json = nlohmann::ordered_json;

std::vector<std::string> KeysOf(const Json& json) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : json.items()) keys.push_back(key);
  return keys;
}

TEST(CardJson, HasAllPartsInTheirOrder) {
  const Json json = Json::parse(CardDocument(SampleCard()));
  EXPECT_THAT(
      KeysOf(json),
      ElementsAre("finding", "sections", "explanations", "counterfactuals",
                  "previews", "runbook", "events", "command_table_version"));
  EXPECT_EQ(json["finding"]["finding_id"], "mfrggzdfmztwq2lk");
  EXPECT_EQ(json["command_table_version"], 3);
}

TEST(CardJson, TellsWhatIfsAndPreviews) {
  v1::Card card = SampleCard();
  card.add_counterfactuals()->set_score(88.25);
  v1::VerdictPreview& preview = *card.add_previews();
  preview.set_verdict(v1::Finding::STATE_BENIGN);
  preview.set_next_score(4.5);
  const Json json = Json::parse(CardDocument(card));
  EXPECT_EQ(json["counterfactuals"][0]["changed"], nullptr);
  EXPECT_EQ(json["counterfactuals"][0]["score"], 88.25);
  EXPECT_EQ(json["previews"][0]["verdict"], "BENIGN");
  EXPECT_EQ(json["previews"][0]["next_score"], 4.5);
}

TEST(CardJson, NamesTheJudgementOfEachSection) {
  const Json json = Json::parse(CardDocument(SampleCard()));
  std::vector<std::string> judgements;
  for (const Json& section : json["sections"]) {
    EXPECT_THAT(KeysOf(section),
                ElementsAre("key", "question", "judgement", "sentences",
                            "counts", "rows", "missing"));
    judgements.push_back(section["judgement"]);
  }
  EXPECT_THAT(judgements,
              ElementsAre("SUSPICIOUS", "NORMAL", "FACT", "TASK", "NONE"));
}

TEST(CardJson, HasListsAndTextsThatAreEmpty) {
  const Json json = Json::parse(CardDocument(SampleCard()));
  EXPECT_EQ(json["sections"][0]["missing"], "");
  EXPECT_EQ(json["sections"][4]["sentences"], Json::array());
  EXPECT_EQ(json["sections"][4]["missing"], "give `aws-ip-ranges`");
  const Json empty = Json::parse(CardDocument(v1::Card()));
  EXPECT_EQ(empty["sections"], Json::array());
  EXPECT_EQ(empty["runbook"], Json::array());
}

TEST(CardJson, HasCountsByNameAndRows) {
  const Json place = Json::parse(CardDocument(SampleCard()))["sections"][0];
  EXPECT_EQ(place["counts"], Json::parse(R"({"peers": 18, "peers_here": 0})"));
  EXPECT_EQ(place["rows"][1], Json::parse(R"(["DE", "1,234"])"));
}

TEST(CardJson, HasExplanationsAndSteps) {
  const Json json = Json::parse(CardDocument(SampleCard()));
  EXPECT_EQ(json["explanations"][0], Json::parse(R"({
    "reason": "stolen-credential",
    "supported_by": ["place", "scope"], "contradicted_by": ["hour"]})"));
  EXPECT_EQ(json["runbook"][1]["phase"], "contain");
  EXPECT_EQ(json["runbook"][1]["changes"], true);
  EXPECT_EQ(json["runbook"][2]["command"], "");
  EXPECT_EQ(json["events"][0]["event_id"], "e1");
}

}  // namespace
}  // namespace farcall
