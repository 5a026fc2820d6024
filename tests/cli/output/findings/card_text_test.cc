// SPDX-License-Identifier: Apache-2.0
#include "cli/output/findings/card_text.h"

#include <gmock/gmock.h>
#include <google/protobuf/message.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "tests/cli/output/findings/sample_card.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string Drawn(const v1::Card& card, size_t width = 0,
                  Charset charset = Charset::kUtf8) {
  std::ostringstream out;
  WriteCard(card, width, charset, out);
  return out.str();
}

TEST(CardText, BeginsWithTheFinding) {
  const std::string text = Drawn(SampleCard());
  EXPECT_EQ(text.find("finding     mfrggzdfmztwq2lk\n"
                      "state       OPEN, priority 3\n"
                      "score       88.25 of 100, HIGH\n"
                      "headline    Unusual for alice: called from VN\n"),
            0u);
  EXPECT_THAT(text, HasSubstr("origin      VN\n"));
}

TEST(CardText, MarksEachSectionWithItsJudgementInTheOrderOfTheServer) {
  EXPECT_THAT(
      Drawn(SampleCard()),
      HasSubstr("● suspicious  ○ normal  – fact  ☐ task  ? cannot be said\n"
                "\n"
                "● Is the place usual? (place)\n"
                "  0 of 18 peers called from VN in 180 days.\n"
                "    COUNTRY  CALLS\n"
                "    DE       1,234\n"
                "    FR           9\n"
                "\n"
                "○ What time of day was it? (hour)\n"
                "  31 of 214 active hours lie there.\n"
                "\n"
                "– What was touched? (scope)\n"
                "\n"
                "☐ What does the owner say? (ask)\n"
                "\n"
                "? Is the address ours? (ec2_address)\n"
                "  To say more: give `aws-ip-ranges`\n"));
}

TEST(CardText, IsPlainAsciiWhereTheTerminalIsNotUtf8) {
  v1::Card card = SampleCard();
  card.mutable_finding()->set_principal("ålice");
  const std::string text = Drawn(card, 0, Charset::kAscii);
  EXPECT_TRUE(std::ranges::all_of(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
  EXPECT_THAT(text, HasSubstr("! Is the place usual? (place)\n"));
  EXPECT_THAT(text, HasSubstr("o What time of day was it? (hour)\n"));
  EXPECT_THAT(text, HasSubstr("- What was touched? (scope)\n"));
  EXPECT_THAT(text, HasSubstr("> What does the owner say? (ask)\n"));
}

TEST(CardText, RanksExplanationsWithWhatSupportsAndContradictsThem) {
  EXPECT_THAT(
      Drawn(SampleCard()),
      HasSubstr("  1. stolen-credential\n"
                "     supported by place, scope; contradicted by hour\n"
                "  2. travel\n"
                "     supported by nothing; contradicted by nothing\n"));
  v1::Card none = SampleCard();
  none.clear_explanations();
  EXPECT_THAT(Drawn(none), HasSubstr("None of the known explanations fits.\n"));
}

TEST(CardText, ListsStepsByPhaseAndMarksThoseThatChangeSomething) {
  EXPECT_THAT(
      Drawn(SampleCard()),
      HasSubstr("Scope:\n"
                "  1. List the keys of the user.\n"
                "     $ aws iam list-access-keys --user-name 'alice'\n"
                "\n"
                "Contain:\n"
                "  2. CHANGES: Deactivate the key.\n"
                "     Warning: 212 calls of other programs will stop.\n"
                "     $ aws iam update-access-key --user-name 'alice' "
                "--access-key-id 'AKIAIOSFODNN7EXAMPLE' --status Inactive\n"
                "     undo: $ aws iam update-access-key --user-name 'alice' "
                "--access-key-id 'AKIAIOSFODNN7EXAMPLE' --status Active\n"
                "\n"
                "Learn:\n"
                "  3. Tell the owner.\n"));
}

TEST(CardText, WrapsSentencesAndNoCommands) {
  const std::string text = Drawn(SampleCard(), 40);
  EXPECT_THAT(text, HasSubstr("  0 of 18 peers called from VN in 180\n"
                              "  days.\n"));
  EXPECT_THAT(text, HasSubstr("$ aws iam list-access-keys --user-name "
                              "'alice'\n"));
}

TEST(CardText, ShowsTheCallsThatAreKept) {
  EXPECT_THAT(Drawn(SampleCard()),
              HasSubstr("Calls that are kept:\n  TIME                  SCORE  "
                        "COMMAND         CLASS"));
  v1::Card none = SampleCard();
  none.clear_events();
  EXPECT_THAT(Drawn(none), HasSubstr("None of its calls is kept.\n"));
}

TEST(CardText, EndsWithWhatToDoNext) {
  v1::Card card = SampleCard();
  EXPECT_THAT(
      Drawn(card),
      HasSubstr("What to do next:\n"
                "  farcall ack mfrggzdfmztwq2lk                              "
                "             say that you look at it\n"
                "  farcall close mfrggzdfmztwq2lk --benign --reason travel   "
                "             the calls were as they should be\n"
                "  farcall close mfrggzdfmztwq2lk --malicious --reason "
                "stolen-credential  the calls were a thief's\n"));
  card.clear_explanations();
  EXPECT_THAT(Drawn(card), HasSubstr("--benign --reason REASON "));
  card.mutable_finding()->set_state(v1::Finding::STATE_EXPIRED);
  EXPECT_THAT(Drawn(card), Not(HasSubstr("farcall ack")));
  card.mutable_finding()->set_state(v1::Finding::STATE_BENIGN);
  EXPECT_THAT(Drawn(card), HasSubstr("farcall reopen mfrggzdfmztwq2lk --note"));
  EXPECT_THAT(Drawn(card), Not(HasSubstr("farcall close")));
}

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

void SetText(Message& message, const FieldDescriptor* field,
             const std::string& text) {
  const auto* reflection = message.GetReflection();
  if (!field->is_repeated()) {
    reflection->SetString(&message, field, text);
    return;
  }
  for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
    reflection->SetRepeatedString(&message, field, i, text);
  }
}

// The messages in a field that are there.
std::vector<Message*> MessagesIn(Message& message,
                                 const FieldDescriptor* field) {
  const auto* reflection = message.GetReflection();
  std::vector<Message*> messages;
  if (!field->is_repeated()) {
    if (!reflection->HasField(message, field)) return {};
    return {reflection->MutableMessage(&message, field)};
  }
  for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
    messages.push_back(reflection->MutableRepeatedMessage(&message, field, i));
  }
  return messages;
}

// Sets every text of a message and of those in it.
void SetTexts(Message& message, const std::string& text) {
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = message.GetDescriptor()->field(i);
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      SetText(message, field, text);
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
               !field->is_map()) {
      for (Message* inner : MessagesIn(message, field)) SetTexts(*inner, text);
    }
  }
}

TEST(CardText, ShowsNoCharactersThatSteerATerminal) {
  v1::Card card = SampleCard();
  SetTexts(card, "a\x1b[2Jb\r\u202Ec");
  for (const size_t width : {size_t{0}, size_t{60}}) {
    const std::string text = Drawn(card, width);
    EXPECT_EQ(text.find_first_of("\x1b\r"), std::string::npos);
    EXPECT_EQ(text.find("\u202E"), std::string::npos);
    EXPECT_THAT(text, HasSubstr("a?[2Jb??c"));
  }
}

}  // namespace
}  // namespace farcall
