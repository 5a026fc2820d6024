// SPDX-License-Identifier: Apache-2.0
#include "cli/output/findings/card_markdown.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/output/findings/sample_card.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(CardMarkdown, HasAHeadSectionsAndExplanations) {
  const std::string text = CardMarkdown(SampleCard());
  EXPECT_EQ(text.find("# Finding `mfrggzdfmztwq2lk`\n\n"
                      "Unusual for alice: called from VN\n\n"
                      "- State: OPEN, priority 3, revision 2\n"
                      "- Score: 88.25 of 100, HIGH\n"),
            0u);
  EXPECT_THAT(text, HasSubstr("\n## Is the place usual? (place)\n\n"
                              "**SUSPICIOUS**\n\n"
                              "- 0 of 18 peers called from VN in 180 days.\n\n"
                              "```\nCOUNTRY  CALLS\nDE       1,234\n"
                              "FR           9\n```\n"));
  EXPECT_THAT(text, HasSubstr("**Cannot be said**\n\n"
                              "- To say more: give ``"));
  EXPECT_THAT(text, HasSubstr("1. stolen-credential: supported by place, "
                              "scope; contradicted by hour\n"));
}

TEST(CardMarkdown, HasStepsWithTheirCommandsAsBlocks) {
  const std::string text = CardMarkdown(SampleCard());
  EXPECT_THAT(text, HasSubstr("### Scope\n\n1. List the keys of the user.\n\n"
                              "   ```sh\n   aws iam list-access-keys "
                              "--user-name 'alice'\n   ```\n"));
  EXPECT_THAT(text,
              HasSubstr("1. **Changes something.** Deactivate the key.\n"
                        "   **Warning:** 212 calls of other programs will "
                        "stop.\n"));
  EXPECT_THAT(text, HasSubstr("   Undo:\n\n   ```sh\n"));
}

TEST(CardMarkdown, LeavesOutWhatACardDoesNotHave) {
  v1::Card card;
  *card.mutable_finding() = SampleFinding();
  card.mutable_finding()->clear_account();
  const std::string text = CardMarkdown(card);
  EXPECT_THAT(text, Not(HasSubstr("Account")));
  EXPECT_THAT(text, Not(HasSubstr("## Response")));
  EXPECT_THAT(text, Not(HasSubstr("## Calls")));
  EXPECT_THAT(text, HasSubstr("None of the known explanations fits.\n"));
}

TEST(CardMarkdown, MakesNoLinkOrHtmlOfNames) {
  v1::Card card = SampleCard();
  const std::string evil = "<b>[x](http://evil.example)`|";
  card.mutable_finding()->set_principal(evil);
  card.mutable_finding()->set_headline(evil);
  card.mutable_sections(0)->set_sentences(0, evil);
  card.mutable_sections(0)->mutable_rows(1)->set_cells(0, "```\n" + evil);
  card.mutable_runbook(0)->set_purpose(evil);
  card.mutable_runbook(0)->set_command("true\n```\n" + evil);
  const std::string text = CardMarkdown(card);
  EXPECT_THAT(text, HasSubstr("- Principal: ``<b>[x](http://evil.example)`|``"
                              " (USER)\n"));
  EXPECT_THAT(text, HasSubstr("\n\n``<b>[x](http://evil.example)`|``\n\n"));
  EXPECT_THAT(text, HasSubstr("\n- ``<b>[x](http://evil.example)`|``\n"));
  EXPECT_THAT(text, HasSubstr("1. ``<b>[x](http://evil.example)`|``\n"));
  EXPECT_THAT(text, HasSubstr("   ````sh\n   true\n   ```\n"));
  EXPECT_THAT(text, HasSubstr("\n````\nCOUNTRY"));
}

}  // namespace
}  // namespace farcall
