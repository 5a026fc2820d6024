// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "cli/options/close_reasons.h"
#include "cli/options/command_line.h"
#include "cli/options/option_types.h"
#include "cli/options/statement.h"
#include "formats/names.h"

namespace farcall {
namespace {

// As many digits as a number may have.
constexpr uint64_t kRevisionMax = 999'999'999'999'999'999;

constexpr char kAckFooter[] =
    R"(Says that somebody looks at a finding, so that nobody else begins with it: OPEN becomes ACKNOWLEDGED. Of a finding that is
ACKNOWLEDGED the assignee changes.

With --revision nothing is changed if the finding was changed since it had that revision, by somebody else or by more calls:
the error tells its state and revision as they are now. `farcall findings --id ID` shows the revision.
Prints the finding as it is afterwards.
A request with the same --request-id happens once: give it again if you do not know whether it did.

Examples:
  farcall ack mfrggzdfmztwq2lk
  farcall ack mfrggzdfmztwq2lk --assignee alice --actor dispatcher
  farcall ack mfrggzdfmztwq2lk --revision 3 --format json | jq -r .principal)";

constexpr char kCloseFooter[] =
    R"(Decides on findings: what is OPEN, ACKNOWLEDGED or EXPIRED becomes BENIGN or MALICIOUS. Of several findings all are closed,
or none is. `farcall reopen` takes a decision back.

Reasons of --benign:
  travel                      the person travels, or moved
  egress                      a VPN, proxy, NAT or office that was not known
  new-employee                somebody new, and so new to the place
  new-automation              a new module or script
  housekeeping                housekeeping that runs now and then
  planned-change              a change that was planned
  security-test               a test of security
  wrong-country               the country database is wrong: override the country
  other                       none of these: --note says which
Reasons of --malicious:
  stolen-credential           a stolen key or password
  stolen-instance-credential  credentials of an instance, used elsewhere
  insider                     one of the organisation's own people
  security-test               a test of security
  other                       none of these: --note says which

What is learned (--teach):
  place    the country of the principal, as by `farcall benign PRINCIPAL ORIGIN` or `farcall malicious PRINCIPAL ORIGIN`
  events   all that the finding's sample calls have, as by `farcall benign --record` or `farcall malicious --record` of each
  nothing  only the finding changes
Without --teach, --benign teaches the place and --malicious the events; security-test and wrong-country teach nothing.

With --revision, for one ID, nothing is changed if the finding was changed since it had that revision. Prints the findings as
they are afterwards. A request with the same --request-id happens once.

Examples:
  farcall close mfrggzdfmztwq2lk --benign --reason travel --note "in Hanoi until Friday"
  farcall close mfrggzdfmztwq2lk --malicious --reason stolen-credential --revision 4
  farcall findings --origin JP --format ndjson | jq -r .finding_id | xargs -rn 500 farcall close --benign --reason egress)";

constexpr char kReopenFooter[] =
    R"(Takes a decision back: BENIGN or MALICIOUS becomes ACKNOWLEDGED, and the verdicts that closing gave are taken back.
Recent evidence that closing as BENIGN cleared stays cleared.

With --revision nothing is changed if the finding was changed since it had that revision. Prints the finding as it is
afterwards. A request with the same --request-id happens once.

Examples:
  farcall reopen mfrggzdfmztwq2lk --note "alice was not in Hanoi after all"
  farcall reopen mfrggzdfmztwq2lk --note "wrong finding" --revision 5)";

constexpr char kNoteFooter[] =
    R"(Adds a note to a finding in any state; a finding has 50 at most. `farcall findings --id ID` shows them. Prints the finding
as it is afterwards. A request with the same --request-id happens once: give it again if you do not know whether it did.

Examples:
  farcall note mfrggzdfmztwq2lk "asked alice, ticket 4711"
  farcall note mfrggzdfmztwq2lk "host isolated" --actor soar --request-id case17-2)";

Choices<v1::CloseReason> ReasonChoices() {
  Choices<v1::CloseReason> choices;
  for (const v1::CloseReason reason : CloseReasons()) {
    choices.emplace_back(Name(reason), reason);
  }
  return choices;
}

Choices<v1::Teaching> TeachingChoices() {
  Choices<v1::Teaching> choices;
  for (const v1::Teaching teaching :
       {v1::TEACHING_NOTHING, v1::TEACHING_PLACE, v1::TEACHING_EVENTS}) {
    choices.emplace_back(Name(teaching), teaching);
  }
  return choices;
}

void AddId(CLI::App& app, std::string& finding_id) {
  app.add_option("id", finding_id, "The finding")->required()->type_name("ID");
}

void AddRevision(CLI::App& app, std::optional<uint64_t>& revision) {
  AddNumber(app, "--revision", revision, {1, kRevisionMax},
            "Change nothing if this is not its revision any more (default: "
            "any)");
}

void FillIn(TriageOptions& triage) {
  if (triage.actor.empty()) triage.actor = LoginName();
}

}  // namespace

void CommandLine::AddAcknowledge() {
  CLI::App* ack =
      app_.add_subcommand("ack", "Say that somebody looks at a finding");
  ack->footer(std::string(kAckFooter) + kTargetFooter);
  AddId(*ack, acknowledge_.finding_id);
  AddRevision(*ack, acknowledge_.revision);
  ack->add_option("--assignee", acknowledge_.assignee,
                  "Who looks at it from now on (default: the actor)")
      ->type_name("NAME");
  AddTriage(*ack, acknowledge_.triage);
  ack->final_callback([this] {
    FillIn(acknowledge_.triage);
    options_.command = acknowledge_;
  });
}

void CommandLine::AddClose() {
  CLI::App* close = app_.add_subcommand(
      "close", "Decide on findings: they are benign, or malicious");
  close->footer(std::string(kCloseFooter) + kTargetFooter);
  close->add_option("ids", close_.finding_ids, "The findings, at most 500")
      ->required()
      ->type_name("ID");
  close->add_flag("--benign", close_.benign,
                  "The calls were as they should be");
  close->add_flag("--malicious", close_.malicious, "The calls were a thief's");
  AddChoice(*close, "--reason", ReasonChoices(), close_.reason,
            "Why; required. Each verdict has its own, see below");
  AddChoice(*close, "--teach", TeachingChoices(), close_.teaching,
            "What is learned of it (default: as the verdict and the reason "
            "have it)");
  close
      ->add_option(
          "--note", close_.note,
          "More about it, kept as a note of each finding; at most 1024 "
          "bytes")
      ->type_name("TEXT");
  AddRevision(*close, close_.revision);
  AddTriage(*close, close_.triage);
  close->final_callback([this] {
    FillIn(close_.triage);
    options_.command = close_;
  });
}

void CommandLine::AddReopen() {
  CLI::App* reopen =
      app_.add_subcommand("reopen", "Take the decision on a finding back");
  reopen->footer(std::string(kReopenFooter) + kTargetFooter);
  AddId(*reopen, reopen_.finding_id);
  reopen
      ->add_option("--note", reopen_.note,
                   "Why, kept as a note; at most 1024 bytes")
      ->required()
      ->type_name("TEXT");
  AddRevision(*reopen, reopen_.revision);
  AddTriage(*reopen, reopen_.triage);
  reopen->final_callback([this] {
    FillIn(reopen_.triage);
    options_.command = reopen_;
  });
}

void CommandLine::AddNote() {
  CLI::App* note = app_.add_subcommand("note", "Add a note to a finding");
  note->footer(std::string(kNoteFooter) + kTargetFooter);
  AddId(*note, note_.finding_id);
  note->add_option("text", note_.text, "The note, at most 2048 bytes")
      ->required()
      ->type_name("TEXT");
  AddTriage(*note, note_.triage);
  note->final_callback([this] {
    FillIn(note_.triage);
    options_.command = note_;
  });
}

}  // namespace farcall
