// SPDX-License-Identifier: Apache-2.0
#include "triage/card/sections/card_builder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/triage/card/sections/scenes.h"
#include "text/shown_text.h"

namespace farcall {
namespace {

using ::testing::ElementsAreArray;

std::vector<Scene> AllScenes() {
  return {StolenKey(),  StolenKeyWithoutFacts(),    Traveller(), EgressChange(),
          ColdTenant(), StolenInstanceCredentials()};
}

TEST(CardBuilder, AnswersTheGuideInItsOrder) {
  const std::vector<std::string> guide = {
      "actor",       "identity",       "key_in_two_places",
      "agent",       "other_findings", "campaign",
      "planned",     "parameters",     "place",
      "ec2_address", "instance",       "hour",
      "ask",         "scope",          "blast_radius",
      "chain",       "new_principal",  "new_command",
      "cadence",     "sisters",        "model"};
  for (const Scene& scene : AllScenes()) {
    std::vector<std::string> keys;
    for (const CardSection& section : MakeCard(scene.Input()).sections) {
      keys.push_back(section.key);
    }
    EXPECT_THAT(keys, ElementsAreArray(guide));
  }
}

TEST(CardBuilder, SaysWhyWhereNothingCanBeSaid) {
  for (const Scene& scene : AllScenes()) {
    for (const CardSection& section : MakeCard(scene.Input()).sections) {
      EXPECT_FALSE(section.question.empty()) << section.key;
      if (section.judgement == CardAnswer::kNone) {
        EXPECT_FALSE(section.missing.empty()) << section.key;
      } else {
        EXPECT_FALSE(section.sentences.empty()) << section.key;
      }
    }
  }
}

TEST(CardBuilder, AnswersWhereNothingButTheFindingIsKnown) {
  Scene scene;
  scene.has_baselines = false;
  scene.facts_since_seconds = 0;
  scene.has_aws_ranges = false;
  scene.finding.principal = kAlice;
  scene.finding.principal_kind = PrincipalKind::kUser;
  for (const CardSection& section : MakeCard(scene.Input()).sections) {
    EXPECT_NE(section.judgement, CardAnswer::kSuspicious) << section.key;
    EXPECT_NE(section.judgement, CardAnswer::kNormal) << section.key;
    EXPECT_TRUE(!section.sentences.empty() || !section.missing.empty())
        << section.key;
  }
}

// A text that would steer a terminal.
constexpr char kHostile[] = "\x1b[31m\nx\r";

void ExpectInert(std::string_view text, const std::string& key) {
  EXPECT_TRUE(std::ranges::none_of(text, IsControl)) << key << ": " << text;
}

TEST(CardBuilder, ShowsNamesOfAttackersWithoutControlCharacters) {
  Scene scene = StolenKey();
  EventFact call = CallOfAlice(std::string("iam:Create") + kHostile, 13);
  call.user_agent = kHostile;
  call.source_address = kHostile;
  call.details.identity_arn = kHostile;
  call.details.access_key_id = std::string("AKIA") + kHostile;
  call.details.issued_access_key_id = std::string("ASIA") + kHostile;
  call.details.assets = {kHostile};
  call.details.parameters = {std::string("userName=") + kHostile};
  scene.Call(call);
  scene.finding.principal += kHostile;
  scene.finding.opening_factors.back().explanation += kHostile;
  scene.own_findings = {scene.finding};
  scene.own_findings.front().id.bytes.fill(9);
  scene.other_findings = scene.own_findings;
  scene.address_owners[kHostile] = {.address_class = AddressClass::kOwn,
                                    .sentence = kHostile};
  scene.network_uses[kHostile].uses = {
      {.principal = std::string(kBob) + kHostile, .first_seconds = kOpened}};
  scene.issued_key_calls[call.details.issued_access_key_id] = {call};
  for (const CardSection& section : MakeCard(scene.Input()).sections) {
    for (const std::string& sentence : section.sentences) {
      ExpectInert(sentence, section.key);
    }
    for (const auto& row : section.rows) {
      for (const std::string& cell : row) ExpectInert(cell, section.key);
    }
    ExpectInert(section.missing, section.key);
  }
}

TEST(CardBuilder, MakesRowsAsWideAsTheirHead) {
  for (const Scene& scene : AllScenes()) {
    for (const CardSection& section : MakeCard(scene.Input()).sections) {
      for (const auto& row : section.rows) {
        EXPECT_EQ(row.size(), section.rows.front().size()) << section.key;
      }
      EXPECT_NE(section.rows.size(), 1u) << section.key << " has a head alone";
    }
  }
}

}  // namespace
}  // namespace farcall
