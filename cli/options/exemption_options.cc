// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "cli/options/command_checks.h"
#include "cli/options/command_line.h"
#include "cli/options/option_types.h"
#include "cli/options/statement.h"
#include "cli/options/weekly_hours.h"

namespace farcall {
namespace {

constexpr char kExemptFooter[] =
    R"(Declares calls that are planned: a change, maintenance, a test. A finding whose opening call is covered is made all the
same, but is marked: it is not in the queue, and raises no alert. It loses the mark when a call joins that no exemption covers.
Scores and what is learned stay as they are. An exemption covers a call that fits all of its parts:
  --principal, --account   whose calls; at least one of the two. A principal that ends in * is a beginning, and holds at
                           least one whole element behind the kind: arn:aws:iam::111122223333:role/ci/*
  --command                which calls. One that ends in * is a beginning. Commands of the classes PERSISTENCE,
                           DEFENSE_EVASION, DATA_SHARE and DESTRUCTION are covered only where they are named in full.
  --place                  from where: origins, and networks of IPv4 /24 or IPv6 /48. Without one you need the right `admin`.
  --from, --to or --for    when, by the time of the call: at most 90 days
  --weekly-hours           only in these hours of the week (UTC): mon-fri:20-24,sat

--from-json reads the exemption from a file, or with - from standard input: one JSON object with the fields principals,
accounts, commands, places, from, to, weekly_hours, reason, ticket and actor. With --validate-only it is checked, and nothing
is made. --revoke ends one now. A request with the same --request-id happens once.

Example:
  farcall exempt --principal 'arn:aws:iam::111122223333:role/ci/*' --place DE --command 'ssm:*' --for 4h \
      --reason "patches of the web servers" --ticket CHG-1234)";

constexpr char kExemptionsFooter[] =
    R"(Lists what was declared as planned, those that end last first: until 180 days after their end. STALE is in force, and
covered nothing for 30 days: revoke it. COVERED counts the findings that carry its mark now;
`farcall findings --planned` shows them with the others.

Examples:
  farcall exemptions --in-force
  farcall exemptions --format json | jq -r 'select(.state == "STALE") | .exemption_id')";

void AddTexts(CLI::App& app, const std::string& name,
              std::vector<std::string>& texts, const std::string& type,
              const std::string& help) {
  app.add_option(name, texts, help + "; may be repeated")
      ->allow_extra_args(false)
      ->type_name(type);
}

void AddWeeklyHours(CLI::App& app, std::vector<int32_t>& hours) {
  const auto check = [](std::string& text) {
    return ParseWeeklyHours(text).has_value()
               ? std::string()
               : "`" + text + "` is no text like mon-fri:20-24,sat";
  };
  app.add_option_function<std::string>(
         "--weekly-hours",
         [&hours](const std::string& text) {
           hours = ParseWeeklyHours(text).value_or(std::vector<int32_t>());
         },
         "Only in these hours of the week, UTC (default: all)")
      ->check(CLI::Validator(check, ""))
      ->type_name("HOURS");
}

void AddSpan(CLI::App& app, std::optional<int64_t>& seconds) {
  const auto check = [](std::string& text) {
    return ParseSpan(text).has_value()
               ? std::string()
               : "`" + text + "` is no span like 90m, 12h, 2d or 1w";
  };
  app.add_option_function<std::string>(
         "--for",
         [&seconds](const std::string& text) { seconds = ParseSpan(text); },
         "So long after its begin it ends")
      ->check(CLI::Validator(check, ""))
      ->type_name("SPAN");
}

bool Declares(const ExemptOptions& exempt) {
  return !exempt.principals.empty() || !exempt.accounts.empty() ||
         !exempt.commands.empty() || !exempt.places.empty() ||
         exempt.from_seconds || exempt.to_seconds || exempt.for_seconds ||
         !exempt.weekly_hours.empty() || !exempt.reason.empty() ||
         !exempt.ticket.empty();
}

}  // namespace

void CommandLine::AddExempt() {
  CLI::App* exempt =
      app_.add_subcommand("exempt", "Declare calls that are planned");
  exempt->footer(std::string(kExemptFooter) + kTargetFooter);
  AddTexts(*exempt, "--principal", exempt_.principals, "PRINCIPAL",
           "Calls of this principal");
  AddTexts(*exempt, "--account", exempt_.accounts, "DIGITS",
           "Calls to this account");
  AddTexts(*exempt, "--command", exempt_.commands, "COMMAND",
           "Calls of this command");
  AddTexts(*exempt, "--place", exempt_.places, "PLACE",
           "Calls from this origin or network");
  AddInstant(*exempt, "--from", exempt_.from_seconds,
             "Calls of this time or later (default: of now)");
  AddInstant(*exempt, "--to", exempt_.to_seconds, "Calls before this time");
  AddSpan(*exempt, exempt_.for_seconds);
  AddWeeklyHours(*exempt, exempt_.weekly_hours);
  exempt->add_option("--reason", exempt_.reason, "Why; required")
      ->type_name("TEXT");
  exempt->add_option("--ticket", exempt_.ticket, "Number of the change")
      ->type_name("TEXT");
  exempt
      ->add_option("--from-json", exempt_.json_file,
                   "Read the exemption from this file, - is standard input")
      ->type_name("FILE");
  exempt->add_flag("--validate-only", exempt_.validate_only,
                   "Only check it, and make nothing");
  exempt
      ->add_option("--revoke", exempt_.revoke_id,
                   "End this exemption now, in place of declaring one")
      ->type_name("ID");
  AddTriage(*exempt, exempt_.triage);
  exempt->final_callback([this] { options_.command = exempt_; });
}

void CommandLine::AddExemptions() {
  CLI::App* exemptions =
      app_.add_subcommand("exemptions", "List what was declared as planned");
  exemptions->footer(std::string(kExemptionsFooter) + kTargetFooter);
  exemptions->add_flag("--in-force", exemptions_.in_force,
                       "Only those that cover calls now");
  AddNumber(*exemptions, "--limit", exemptions_.limit, {1, kManyMax},
            "At most this many (default 100)");
  AddChoice(*exemptions, "--format", FormatChoices("table", "json"),
            exemptions_.format,
            "Output: for people, or one line of JSON each (default table)");
  exemptions->final_callback([this] { options_.command = exemptions_; });
}

std::string BadCommand(const ExemptOptions& exempt) {
  if (!exempt.revoke_id.empty()) {
    return Declares(exempt) || !exempt.json_file.empty() || exempt.validate_only
               ? "--revoke ends an exemption: leave out what declares one"
               : "";
  }
  if (!exempt.json_file.empty()) {
    return Declares(exempt)
               ? "--from-json has the whole exemption: leave out the options "
                 "that declare one"
               : "";
  }
  if (exempt.principals.empty() && exempt.accounts.empty()) {
    return "--principal or --account is required";
  }
  if (exempt.to_seconds.has_value() == exempt.for_seconds.has_value()) {
    return exempt.to_seconds ? "--to and --for: only one of them is taken"
                             : "--to or --for is required";
  }
  return exempt.reason.empty() ? "--reason is required" : "";
}

}  // namespace farcall
