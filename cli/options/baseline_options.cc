// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "cli/options/command_line.h"
#include "cli/options/option_types.h"

namespace farcall {
namespace {

constexpr char kBaselineFooter[] =
    R"(Without --kind, `service:Name` is a command, and all else a principal. Shares and states are those that a score at this
moment uses; with --at, one at another moment. An account has no baseline of its own: ask for its peers. What the sessions
of a role did together is kept for --kind role.

Examples:
  farcall baseline arn:aws:iam::111122223333:user/alice
  farcall baseline iam:CreateUser
  farcall baseline --kind peers 111122223333:user     all users of an account
  farcall baseline --kind role arn:aws:iam::111122223333:role/Engineer
  farcall baseline --at 2026-03-02T21:41:00Z arn:aws:iam::111122223333:user/alice
  farcall baseline --kind tenant --format json)";

constexpr char kBaselinesFooter[] = R"(Examples:
  farcall baselines --kind principal --prefix arn:aws:iam::111122223333:
  farcall baselines --kind command --limit 1000 --format ndjson | jq -r .name)";

constexpr char kForgetFooter[] =
    R"(Removes all that is kept of one principal (or role, or command), for good. What it added to the counts of its account, of the
tenant and of commands stays there; those do not name it. A terminal is asked to confirm; elsewhere --yes is required.
Without --kind, `service:Name` is a command, and all else a principal.

Examples:
  farcall forget arn:aws:iam::111122223333:user/alice
  farcall forget --yes iam:CreateUser)";

constexpr char kAtHelp[] =
    "The moment that shares and states are of (default: now)";

}  // namespace

void CommandLine::AddBaseline() {
  CLI::App* baseline = app_.add_subcommand(
      "baseline", "Draw what is known of a principal or command");
  baseline->footer(std::string(kBaselineFooter) + kTargetFooter);
  baseline
      ->add_option("name", baseline_.name,
                   "The principal, command, peers or role")
      ->type_name("NAME");
  AddChoice(*baseline, "--kind",
            KindChoices({v1::ENTITY_KIND_PRINCIPAL, v1::ENTITY_KIND_COMMAND,
                         v1::ENTITY_KIND_PEERS, v1::ENTITY_KIND_ROLE,
                         v1::ENTITY_KIND_TENANT}),
            baseline_kind_, "What the name is (default: guessed)");
  AddInstant(*baseline, "--at", baseline_.at_seconds, kAtHelp);
  AddNumber(*baseline, "--top", baseline_.top, {1, kManyMax},
            "Values drawn of each histogram (default 20)");
  AddChoice(*baseline, "--format", FormatChoices("text", "json"),
            baseline_.format, "Output (default text)");
  baseline->final_callback([this] {
    baseline_.kind = baseline_kind_.value_or(GuessEntityKind(baseline_.name));
    options_.command = baseline_;
  });
}

void CommandLine::AddBaselines() {
  CLI::App* baselines =
      app_.add_subcommand("baselines", "List what baselines there are");
  baselines->footer(std::string(kBaselinesFooter) + kTargetFooter);
  AddChoice(*baselines, "--kind",
            KindChoices({v1::ENTITY_KIND_PRINCIPAL, v1::ENTITY_KIND_COMMAND,
                         v1::ENTITY_KIND_PEERS, v1::ENTITY_KIND_ROLE,
                         v1::ENTITY_KIND_TENANT}),
            baselines_.kind, "Kind of the baselines (default principal)");
  baselines
      ->add_option("--prefix", baselines_.prefix,
                   "Only names that start with this")
      ->type_name("TEXT");
  AddInstant(*baselines, "--at", baselines_.at_seconds, kAtHelp);
  AddNumber(*baselines, "--limit", baselines_.limit, {1, kManyMax * 1000},
            "At most this many (default 100)");
  AddChoice(*baselines, "--format", FormatChoices("table", "ndjson"),
            baselines_.format, "Output (default table)");
  baselines->final_callback([this] { options_.command = baselines_; });
}

void CommandLine::AddForget() {
  CLI::App* forget =
      app_.add_subcommand("forget", "Delete what is known of a principal");
  forget->footer(std::string(kForgetFooter) + kTargetFooter);
  forget->add_option("name", forget_.name, "The principal, role or command")
      ->required()
      ->type_name("NAME");
  AddChoice(*forget, "--kind",
            KindChoices({v1::ENTITY_KIND_PRINCIPAL, v1::ENTITY_KIND_COMMAND,
                         v1::ENTITY_KIND_ROLE}),
            forget_kind_, "What the name is (default: guessed)");
  forget->add_flag("--yes", forget_.yes,
                   "Do not ask; required where there is no terminal");
  forget->final_callback([this] {
    forget_.kind = forget_kind_.value_or(GuessEntityKind(forget_.name));
    options_.command = forget_;
  });
}

}  // namespace farcall
