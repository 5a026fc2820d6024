// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "cli/options/command_line.h"
#include "cli/options/option_types.h"

namespace farcall {
namespace {

constexpr char kFindingsFooter[] =
    R"(A finding is an episode that somebody has to look at: the calls of one principal from one origin. It begins with the call
that reaches the alert threshold, and ends after 24 hours without a call, or after 7 days.
The most urgent finding comes first: by priority, then by score, then by the time of the last call. Priority 1 is at once:
CRITICAL with a sensitive call, calls that went on after MALICIOUS, or a network that is new to three principals. 2 is CRITICAL,
or HIGH with a sensitive call, 3 is HIGH, 4 is below. A call is sensitive if its command can do harm and the principal hardly ever used it.
With --id one finding is shown with all that is known of it, and its notes if you may see them. `farcall card` shows the
investigation of one; `farcall ack`, `farcall close`, `farcall reopen` and `farcall note` say what becomes of it.

Examples:
  farcall findings
  farcall findings arn:aws:iam::111122223333:user/alice --state open,acknowledged,benign,malicious,expired
  farcall findings --risk high --since 2026-11-28
  farcall findings --class secret-read                those that read secrets, or did worse
  farcall findings --id mfrggzdfmztwq2lk
  farcall findings --fail-on priority1                exit code 10 if there is such a finding
  farcall findings --format ocsf                      events of the class Detection Finding (2004), one a line
  farcall findings --format ndjson | jq -r 'select(.calls > 100) | .finding_id')";

constexpr char kCardFooter[] =
    R"(Shows all that the server knows of a finding: for each question of an investigation whether the answer speaks for something
bad, speaks against it or for neither, or has to be asked of a person, and the counts that say so. Where it cannot be said,
the card says what would be needed. Ways to explain the finding follow, then the steps of the response with their commands,
and the calls that are kept. Nothing of it changes a score or a state, and Farcall runs none of the commands. Wants the
right `triage`.

--runbook prints the commands as a script for a POSIX shell. Those that change something are commented out: read them, then
run them one by one.

Examples:
  farcall card mfrggzdfmztwq2lk | less
  farcall card mfrggzdfmztwq2lk --format markdown     for a ticket: text of the log makes no link and no HTML there
  farcall card mfrggzdfmztwq2lk --format json | jq -r '.sections[] | select(.judgement == "SUSPICIOUS") | .sentences[]'
  farcall card mfrggzdfmztwq2lk --runbook > response.sh)";

constexpr char kEventsFooter[] =
    R"(Lists calls that the server keeps, newest first, for as many hours as its setting `event-hours` says. Name exactly one of a
principal, a finding, a source address, an access key (that signed them, or that they issued) and an asset. At the end, on
standard error, stands since when calls are kept, and how many more were counted and not kept. Wants the right `triage`.

Examples:
  farcall events --finding mfrggzdfmztwq2lk
  farcall events --principal arn:aws:iam::111122223333:user/alice --limit 1000
  farcall events --address 198.51.100.7 --format ndjson | jq -r .access_key_id | sort | uniq -c
  farcall events --key AKIAIOSFODNN7EXAMPLE
  farcall events --asset arn:aws:s3:::payments)";

constexpr char kWhoAmIFooter[] =
    R"(Shows who the server takes you for, and what you may do in which tenant: score, read, triage, feedback, admin. `*` stands
for all tenants and the server itself. Needs no right.

Examples:
  farcall whoami
  farcall whoami --token-file soc.token --format json | jq -r '.grants[].rights[]')";

constexpr char kWatchFooter[] =
    R"(Prints each change of a finding as one line of JSON, as soon as it is on the server's disk. `change` is opened, escalated
(the risk level rose, or a worse class of command came), grew (more calls joined), triaged (somebody changed its state, assignee
or notes) or removed (the principal was erased, or it was kept for long enough), or several of them with commas.
Each change comes at least once; finding_id and revision tell which one came before. If changes follow each other quickly,
only the last state may be shown.

With --cursor-file the next watch continues where this one ended, and misses nothing. The file gets its new content when a
line was written and flushed. If the server goes away, the watch connects again after 1 second, later every 30 seconds.
Ctrl-C and SIGTERM end the watch with the exit code 0.

Examples:
  farcall watch --from-start --cursor-file /var/lib/farcall/cursor >> findings.ndjson
  farcall watch --risk high | while read -r line; do logger -t farcall "$line"; done
  farcall watch --format ecs --cursor-file cursor >> /var/log/farcall/findings.json
  farcall watch | jq -r --unbuffered 'select(.change | contains("opened")) | .headline')";

Choices<v1::Finding::State> StateChoices() {
  return {{"open", v1::Finding::STATE_OPEN},
          {"acknowledged", v1::Finding::STATE_ACKNOWLEDGED},
          {"benign", v1::Finding::STATE_BENIGN},
          {"malicious", v1::Finding::STATE_MALICIOUS},
          {"expired", v1::Finding::STATE_EXPIRED}};
}

Choices<v1::CommandClass> ClassChoices() {
  return {{"discovery", v1::COMMAND_CLASS_DISCOVERY},
          {"data-read", v1::COMMAND_CLASS_DATA_READ},
          {"write", v1::COMMAND_CLASS_WRITE},
          {"compute-launch", v1::COMMAND_CLASS_COMPUTE_LAUNCH},
          {"execution", v1::COMMAND_CLASS_EXECUTION},
          {"secret-read", v1::COMMAND_CLASS_SECRET_READ},
          {"credential-issue", v1::COMMAND_CLASS_CREDENTIAL_ISSUE},
          {"data-share", v1::COMMAND_CLASS_DATA_SHARE},
          {"iam-write", v1::COMMAND_CLASS_IAM_WRITE},
          {"persistence", v1::COMMAND_CLASS_PERSISTENCE},
          {"defense-evasion", v1::COMMAND_CLASS_DEFENSE_EVASION},
          {"destruction", v1::COMMAND_CLASS_DESTRUCTION}};
}

// A risk, or a priority and those that are more urgent.
Choices<Urgency> UrgencyChoices() {
  Choices<Urgency> choices;
  for (const auto& [name, risk] : RiskChoices()) {
    choices.push_back({name, {.risk_min = risk}});
  }
  for (const int32_t priority : {1, 2, 3, 4}) {
    choices.push_back(
        {absl::StrCat("priority", priority), {.priority_max = priority}});
  }
  return choices;
}

// The first name that is no state's, or nothing; the states of the others are
// added to `states`.
std::optional<std::string> ReadStates(const std::string& text,
                                      std::vector<v1::Finding::State>& states) {
  const auto choices = StateChoices();
  const std::vector<std::string> names = absl::StrSplit(text, ',');
  for (const std::string& name : names) {
    const std::string wanted = absl::AsciiStrToLower(name);
    const auto found = std::ranges::find_if(
        choices, [&wanted](const auto& one) { return one.first == wanted; });
    if (found == choices.end()) return name;
    states.push_back(found->second);
  }
  return std::nullopt;
}

// An option whose value is one state or several.
void AddStates(CLI::App& app, std::vector<v1::Finding::State>& states) {
  std::string type;
  for (const auto& [name, state] : StateChoices()) {
    absl::StrAppend(&type, type.empty() ? "" : "|", name);
  }
  const auto check = [type](std::string& text) {
    std::vector<v1::Finding::State> read;
    const auto unknown = ReadStates(text, read);
    return unknown.has_value() ? "`" + *unknown + "` is none of " + type : "";
  };
  app.add_option_function<std::string>(
         "--state",
         [&states](const std::string& text) {
           states.clear();
           ReadStates(text, states);
         },
         "Only those in these states, with commas between them (default "
         "open,acknowledged)")
      ->check(CLI::Validator(check, ""))
      ->type_name(type);
}

}  // namespace

void CommandLine::AddFindings() {
  CLI::App* findings =
      app_.add_subcommand("findings", "List what somebody has to look at");
  findings->footer(std::string(kFindingsFooter) + kTargetFooter);
  findings
      ->add_option("principal", findings_.principal, "Only those of this one")
      ->type_name("PRINCIPAL");
  findings
      ->add_option("--id", findings_.finding_id,
                   "Show this finding, and all of it, in place of the list")
      ->type_name("ID");
  AddStates(*findings, findings_.states);
  AddChoice(*findings, "--risk", RiskChoices(), findings_.risk_from,
            "Only those of at least this risk (default: all)");
  AddChoice(*findings, "--class", ClassChoices(), findings_.class_from,
            "Only those with a command of this class or a worse one (default: "
            "all)");
  findings
      ->add_option("--origin", findings_.origin,
                   "Only those from this origin: a country, or an @name")
      ->type_name("ORIGIN");
  findings
      ->add_option("--account", findings_.account,
                   "Only those whose calls most often went to this account")
      ->type_name("DIGITS");
  AddInstant(*findings, "--since", findings_.active_since_seconds,
             "Only those whose last call is of this time or later");
  findings->add_flag("--planned", findings_.planned,
                     "With those that an exemption covers");
  AddNumber(*findings, "--limit", findings_.limit, {1, kManyMax},
            "At most this many (default 100)");
  AddChoice(*findings, "--fail-on", UrgencyChoices(), findings_.fail_on,
            "Exit with 10 if a finding that is shown has at least this risk or "
            "priority");
  using Format = FindingsOptions::Format;
  AddChoice(*findings, "--format",
            Choices<Format>{{"table", Format::kTable},
                            {"ndjson", Format::kLines},
                            {"json", Format::kDocument},
                            {"ocsf", Format::kOcsf},
                            {"ecs", Format::kEcs}},
            findings_.format,
            "Output: for people, one line of JSON each, one JSON document, or "
            "one line of JSON each by the schema OCSF or ECS (default table)");
  findings->final_callback([this] { options_.command = findings_; });
}

void CommandLine::AddCard() {
  CLI::App* card = app_.add_subcommand(
      "card", "Show all that is known of a finding, question by question");
  card->footer(std::string(kCardFooter) + kTargetFooter);
  card->add_option("id", card_.finding_id, "The finding")
      ->required()
      ->type_name("ID");
  using Format = CardOptions::Format;
  AddChoice(*card, "--format",
            Choices<Format>{{"text", Format::kText},
                            {"json", Format::kDocument},
                            {"markdown", Format::kMarkdown}},
            card_.format,
            "Output: for a terminal, one JSON document, or for a ticket "
            "(default text)");
  card->add_flag("--runbook", card_.runbook,
                 "Print the steps of the response as a shell script, in place "
                 "of the card");
  card->final_callback([this] { options_.command = card_; });
}

void CommandLine::AddEvents() {
  CLI::App* events =
      app_.add_subcommand("events", "List calls that the server keeps");
  events->footer(std::string(kEventsFooter) + kTargetFooter);
  events
      ->add_option("--principal", events_.principal, "Calls of this principal")
      ->type_name("PRINCIPAL");
  events->add_option("--finding", events_.finding_id, "Calls of this finding")
      ->type_name("ID");
  events
      ->add_option("--address", events_.source_address,
                   "Calls from this source address")
      ->type_name("ADDRESS");
  events
      ->add_option("--key", events_.access_key_id,
                   "Calls that this access key signed, and those that issued "
                   "it")
      ->type_name("KEY");
  events
      ->add_option("--asset", events_.asset,
                   "Calls that were made to this asset")
      ->type_name("ARN");
  AddNumber(*events, "--limit", events_.limit, {1, kManyMax},
            "At most this many (default 100)");
  AddChoice(*events, "--format", FormatChoices("table", "ndjson"),
            events_.format,
            "Output: for people, or one line of JSON each (default table)");
  events->final_callback([this] { options_.command = events_; });
}

void CommandLine::AddWhoAmI() {
  CLI::App* whoami =
      app_.add_subcommand("whoami", "Show your identity and rights");
  whoami->footer(std::string(kWhoAmIFooter) + kTargetFooter);
  AddChoice(*whoami, "--format", FormatChoices("text", "json"), whoami_.format,
            "Output: for people, or one line of JSON (default text)");
  whoami->final_callback([this] { options_.command = whoami_; });
}

void CommandLine::AddWatch() {
  CLI::App* watch =
      app_.add_subcommand("watch", "Print changes of findings as they happen");
  watch->footer(std::string(kWatchFooter) + kTargetFooter);
  watch
      ->add_option("--cursor-file", watch_.cursor_file,
                   "File that keeps the place that was reached; continue there "
                   "if it exists")
      ->type_name("FILE");
  watch->add_flag("--from-start", watch_.from_start,
                  "Without a cursor file: begin with the first change that the "
                  "server keeps (default: from now on)");
  AddChoice(*watch, "--risk", RiskChoices(), watch_.risk_from,
            "Only findings of at least this risk (default: all)");
  watch->add_flag("--planned", watch_.planned,
                  "With findings that an exemption covers");
  using Format = WatchOptions::Format;
  AddChoice(*watch, "--format",
            Choices<Format>{{"ndjson", Format::kLines},
                            {"ocsf", Format::kOcsf},
                            {"ecs", Format::kEcs}},
            watch_.format,
            "Output: one line of JSON each, as `farcall findings` has it, or "
            "by the schema OCSF or ECS (default ndjson)");
  watch->final_callback([this] { options_.command = watch_; });
}

}  // namespace farcall
