// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "farcall/v1/finding.pb.h"
#include "tests/formats/sample_finding.h"

namespace farcall {

// A call of the sample finding of which everything is kept.
inline v1::EventFact SampleEvent() {
  v1::EventFact event;
  event.set_event_id("e1");
  event.mutable_event_time()->set_seconds(1767323045);
  event.set_command("iam:CreateUser");
  event.set_command_class(v1::COMMAND_CLASS_PERSISTENCE);
  event.set_region("us-east-1");
  event.set_account("111122223333");
  event.set_origin("VN");
  event.set_source_address("198.51.100.7");
  event.set_address_class(v1::ADDRESS_CLASS_INTERNET);
  event.set_identity_arn("arn:aws:iam::111122223333:user/alice");
  event.set_access_key_id("AKIAIOSFODNN7EXAMPLE");
  event.set_issued_access_key_id("AKIAI44QH8DHBEXAMPLE");
  event.set_user_agent("Boto3/1.34.69");
  event.set_error_code("AccessDenied");
  event.set_read_only(false);
  event.set_mfa(true);
  event.set_ec2_role_delivery("2.0");
  event.add_assets("arn:aws:iam::111122223333:user/backup");
  event.add_parameters("userName=backup");
  event.set_parameters_fingerprint(0xfedcba9876543210);
  event.set_score(88.25);
  return event;
}

inline v1::CardSection& AddSection(v1::Card& card, const std::string& key,
                                   const std::string& question,
                                   v1::Judgement judgement) {
  v1::CardSection& section = *card.add_sections();
  section.set_key(key);
  section.set_question(question);
  section.set_judgement(judgement);
  return section;
}

inline void AddRow(v1::CardSection& section,
                   const std::vector<std::string>& cells) {
  v1::CardRow& row = *section.add_rows();
  for (const std::string& cell : cells) row.add_cells(cell);
}

inline v1::RunbookStep& AddStep(v1::Card& card, v1::RunbookStep::Phase phase,
                                const std::string& purpose,
                                const std::string& command) {
  v1::RunbookStep& step = *card.add_runbook();
  step.set_phase(phase);
  step.set_purpose(purpose);
  step.set_command(command);
  return step;
}

// A card with a section of each judgement.
inline v1::Card SampleCard() {
  v1::Card card;
  *card.mutable_finding() = SampleFinding();
  v1::CardSection& place = AddSection(card, "place", "Is the place usual?",
                                      v1::JUDGEMENT_SUSPICIOUS);
  place.add_sentences("0 of 18 peers called from VN in 180 days.");
  (*place.mutable_counts())["peers_here"] = 0;
  (*place.mutable_counts())["peers"] = 18;
  AddRow(place, {"country", "calls"});
  AddRow(place, {"DE", "1,234"});
  AddRow(place, {"FR", "9"});
  AddSection(card, "hour", "What time of day was it?", v1::JUDGEMENT_NORMAL)
      .add_sentences("31 of 214 active hours lie there.");
  AddSection(card, "scope", "What was touched?", v1::JUDGEMENT_FACT);
  AddSection(card, "ask", "What does the owner say?", v1::JUDGEMENT_TASK);
  AddSection(card, "ec2_address", "Is the address ours?",
             v1::JUDGEMENT_UNSPECIFIED)
      .set_missing("give `aws-ip-ranges`");
  v1::CardExplanation& stolen = *card.add_explanations();
  stolen.set_reason(v1::CLOSE_REASON_STOLEN_CREDENTIAL);
  stolen.add_supported_by("place");
  stolen.add_supported_by("scope");
  stolen.add_contradicted_by("hour");
  card.add_explanations()->set_reason(v1::CLOSE_REASON_TRAVEL);
  AddStep(card, v1::RunbookStep::PHASE_SCOPE, "List the keys of the user.",
          "aws iam list-access-keys --user-name 'alice'");
  v1::RunbookStep& disable =
      AddStep(card, v1::RunbookStep::PHASE_CONTAIN, "Deactivate the key.",
              "aws iam update-access-key --user-name 'alice' --access-key-id "
              "'AKIAIOSFODNN7EXAMPLE' --status Inactive");
  disable.set_changes(true);
  disable.set_undo(
      "aws iam update-access-key --user-name 'alice' --access-key-id "
      "'AKIAIOSFODNN7EXAMPLE' --status Active");
  disable.set_warning("212 calls of other programs will stop.");
  AddStep(card, v1::RunbookStep::PHASE_LEARN, "Tell the owner.", "");
  *card.add_events() = SampleEvent();
  card.set_command_table_version(3);
  return card;
}

}  // namespace farcall
