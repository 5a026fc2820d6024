// SPDX-License-Identifier: Apache-2.0
#include "cli/output/findings/what_if_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

void AddWhatIf(v1::Card& card, const std::string& changed,
               const std::string& to, double score) {
  v1::Counterfactual& what_if = *card.add_counterfactuals();
  what_if.set_changed(changed);
  what_if.set_to(to);
  what_if.set_score(score);
  what_if.set_reaches_threshold(score >= 70);
}

TEST(WhatIfText, TellsEachChangeAndThoseThatKeepItQuiet) {
  v1::Card card;
  AddWhatIf(card, "", "", 98.2);
  AddWhatIf(card, "origin", "DE", 12.3);
  AddWhatIf(card, "tool", "aws-cli", 97.1);
  AddWhatIf(card, "command", "s3:GetObject", 91);
  AddWhatIf(card, "error", "none", 96);
  AddWhatIf(card, "principal", "bob", 15);
  AddWhatIf(card, "time", "1767323045", 61);
  EXPECT_THAT(
      WhatIfSentences(card),
      ElementsAre("The same call once more: 98.20.", "From DE: 12.30.",
                  "With aws-cli: 97.10.", "Calling s3:GetObject: 91.00.",
                  "Without its error: 96.00.", "By bob: 15.00.",
                  "From 2026-01-02 on, when the place has settled by itself: "
                  "61.00.",
                  "Below the threshold of alerts only with another origin or "
                  "principal or time."));
}

TEST(WhatIfText, SaysThatNoChangeKeepsItQuiet) {
  v1::Card card;
  AddWhatIf(card, "", "", 98);
  AddWhatIf(card, "origin", "DE", 80);
  EXPECT_EQ(WhatIfSentences(card).back(),
            "No one change alone keeps it below the threshold of alerts.");
}

TEST(WhatIfText, OfACallThatIsUsualByNowItSaysNothingOfTheThreshold) {
  v1::Card card;
  AddWhatIf(card, "", "", 40);
  AddWhatIf(card, "origin", "DE", 10);
  EXPECT_THAT(
      WhatIfSentences(card),
      ElementsAre("The same call once more: 40.00.", "From DE: 10.00."));
}

TEST(WhatIfText, WhatANewerServerChangesIsNamed) {
  v1::Card card;
  AddWhatIf(card, "network", "192.0.2.0/24", 40);
  EXPECT_EQ(WhatIfSentences(card).front(), "With network 192.0.2.0/24: 40.00.");
}

TEST(WhatIfText, TellsWhatVerdictsWouldDo) {
  v1::Card card;
  v1::VerdictPreview& benign = *card.add_previews();
  benign.set_verdict(v1::Finding::STATE_BENIGN);
  benign.set_next_score(4.5);
  benign.set_findings_gone(1);
  v1::VerdictPreview& malicious = *card.add_previews();
  malicious.set_verdict(v1::Finding::STATE_MALICIOUS);
  malicious.set_next_score(99);
  malicious.set_peer_observations(3);
  EXPECT_THAT(
      PreviewSentences(card),
      ElementsAre("BENIGN: the same call once more would score 4.50; 1 other "
                  "finding of the principal would stay below the threshold.",
                  "MALICIOUS: the same call once more would score 99.00; its "
                  "peers would lose 3 observations of the place."));
}

TEST(WhatIfText, WithoutWhatIfsThereIsNothingToSay) {
  EXPECT_THAT(WhatIfSentences(v1::Card()), IsEmpty());
  EXPECT_THAT(PreviewSentences(v1::Card()), IsEmpty());
}

}  // namespace
}  // namespace farcall
