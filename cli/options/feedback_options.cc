// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "cli/options/command_line.h"
#include "cli/options/option_types.h"
#include "cli/options/statement.h"

namespace farcall {
namespace {

constexpr char kBenignFooter[] =
    R"(Says that calls of a principal from ORIGIN (a country, or @private and its like) are as they should be: the country is
usual for it from now on, at once. With --record the same is said of all that its principal is known by in one record:
country, command, tool, network and error code. With --until the verdict has an end: an event of that time or later is
scored as if it had never been said. What was said before of the same is overruled; `farcall clear-verdict` takes it back.
Prints the id of the feedback. Feedback with the same id is taken once: give it again if you do not know whether it was.

Examples:
  farcall benign arn:aws:iam::111122223333:user/alice JP --until 2026-05-31 --reason "on a trip"
  farcall benign --record alert.json --reason "new office, ticket 4711"
  jq -c .detail event.json | farcall benign --record - --actor soar)";

constexpr char kMaliciousFooter[] =
    R"(Says that calls of a principal from ORIGIN are a thief's: the country never becomes usual for it, and what account and
organisation have learned of the country from this principal is taken back. With --record the same is said of what is new
for its principal in one record; what is usual for it (the home country, if the thief sits there too) is left alone.
What was said before of the same is overruled. Prints the id of the feedback, as `farcall benign` does.

Examples:
  farcall malicious arn:aws:iam::111122223333:user/alice VN --reason "stolen key, case 17"
  farcall malicious --record alert.json --reason "case 17")";

constexpr char kClearVerdictFooter[] =
    R"(Takes back what `farcall benign` or `farcall malicious` said of a principal and ORIGIN: the country is judged by what was
seen alone again, and peers learn again what they unlearned. With --record what was said of all that is in one record is
taken back. Exit code 5 if nothing was said. Prints the id of the feedback, as `farcall benign` does.

Examples:
  farcall clear-verdict arn:aws:iam::111122223333:user/alice VN --reason "a test by the red team"
  farcall clear-verdict --record alert.json --reason "wrong record")";

constexpr char kForgetRangeFooter[] =
    R"(Forgets what one principal did from FROM to before TO, in whole hours, and takes it back from account and organisation.
What was said of it stays: see `farcall clear-verdict`.
Times are ISO 8601, e.g. 2026-01-02T03:04:05Z, 2026-01-02T04:04+01:00, or 2026-01-02 (its midnight in UTC).
To forget a principal as a whole use `farcall forget`.

Examples:
  farcall forget-range arn:aws:iam::111122223333:user/alice 2026-01-02 2026-01-04 --reason "penetration test"
  farcall forget-range ci-deploy 2026-01-02T03:00:00Z 2026-01-02T05:00:00Z)";

constexpr char kFeedbackFooter[] =
    R"(Who said what and why, newest first. The server keeps the 10,000 newest of an organisation.

Examples:
  farcall feedback
  farcall feedback arn:aws:iam::111122223333:user/alice
  farcall feedback --format ndjson --limit 10000 | jq 'select(.action == "malicious")')";

void AddStatement(CLI::App& app, StatementOptions& statement) {
  app.add_option("--reason", statement.reason, "Why; for those who come later")
      ->type_name("TEXT");
  AddActor(app, statement.actor);
  app.add_option("--feedback-id", statement.feedback_id,
                 "Id of this feedback, which is taken once (default: a new "
                 "one)")
      ->type_name("ID");
}

}  // namespace

void CommandLine::AddMark(const std::string& name,
                          const std::string& description, const char* footer,
                          MarkOptions::Verdict verdict, MarkOptions& mark) {
  CLI::App* app = app_.add_subcommand(name, description);
  app->footer(std::string(footer) + kTargetFooter);
  app->add_option("principal", mark.principal, "Whose place")
      ->type_name("PRINCIPAL");
  app->add_option("origin", mark.origin, "The place: a country, or an @name")
      ->type_name("ORIGIN");
  app->add_option("--record", mark.record_file,
                  "Judge one CloudTrail record, of a file or standard input, "
                  "instead of a place")
      ->type_name("FILE|-");
  app->add_option("--account", mark.account,
                  "Account whose other principals have learned of the place "
                  "(default: the one in the principal's name)")
      ->type_name("DIGITS");
  AddStatement(*app, mark.statement);
  app->final_callback([this, verdict, &mark] {
    mark.verdict = verdict;
    if (mark.statement.actor.empty()) mark.statement.actor = LoginName();
    options_.command = mark;
  });
}

void CommandLine::AddUntil() {
  AddInstant(*app_.get_subcommand("benign"), "--until", benign_.until_seconds,
             "When the verdict ends, by the times of events (default: never)");
}

void CommandLine::AddMarks() {
  AddMark("benign", "Say that a place or a record is as it should be",
          kBenignFooter, MarkOptions::Verdict::kBenign, benign_);
  AddUntil();
  AddMark("malicious", "Say that a place or a record is a thief's",
          kMaliciousFooter, MarkOptions::Verdict::kMalicious, malicious_);
  AddMark("clear-verdict", "Take back what was said of a place or a record",
          kClearVerdictFooter, MarkOptions::Verdict::kCleared, cleared_);
}

void CommandLine::AddForgetRange() {
  CLI::App* app = app_.add_subcommand(
      "forget-range", "Forget what a principal did in some hours");
  app->footer(std::string(kForgetRangeFooter) + kTargetFooter);
  app->add_option("principal", forget_range_.principal, "Whose hours")
      ->required()
      ->type_name("PRINCIPAL");
  AddInstant(*app, "from", forget_range_.from_seconds,
             "The first moment to forget")
      ->required();
  AddInstant(*app, "to", forget_range_.to_seconds,
             "The moment from which nothing is forgotten")
      ->required();
  AddStatement(*app, forget_range_.statement);
  app->final_callback([this] {
    StatementOptions& statement = forget_range_.statement;
    if (statement.actor.empty()) statement.actor = LoginName();
    options_.command = forget_range_;
  });
}

void CommandLine::AddFeedback() {
  CLI::App* feedback =
      app_.add_subcommand("feedback", "List who said what and why");
  feedback->footer(std::string(kFeedbackFooter) + kTargetFooter);
  feedback
      ->add_option("principal", feedback_.principal,
                   "Only what was said of this principal")
      ->type_name("PRINCIPAL");
  AddNumber(*feedback, "--limit", feedback_.limit, {1, kManyMax},
            "At most this many (default 100)");
  AddChoice(*feedback, "--format", FormatChoices("table", "ndjson"),
            feedback_.format, "Output (default table)");
  feedback->final_callback([this] { options_.command = feedback_; });
}

}  // namespace farcall
