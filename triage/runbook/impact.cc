// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "commands/command_table.h"
#include "text/count.h"
#include "triage/runbook/sections.h"
#include "triage/runbook/subject/asset_list.h"

namespace farcall {
namespace {

using enum CommandField;
constexpr auto kPhase = RunbookStep::Phase::kScope;

// Whether a command reads data, or makes it readable from outside.
bool IsOfData(const EventFact& call) {
  const CommandClass what =
      FactsOf(call.command, call.details.read_only).command_class;
  return what == CommandClass::kDataRead || what == CommandClass::kDataShare;
}

void AddStart(const Finding& finding, StepList& steps) {
  std::string owner = finding.assignee.empty() ? "nobody has" : "somebody has";
  steps.AddTask(kPhase,
                "Start the incident process by the result of the triage: "
                "priority " +
                    std::to_string(PriorityOf(finding)) + ", " +
                    std::string(RiskLevelName(finding.risk_level())) + "; " +
                    std::move(owner) +
                    " taken it on. Name an owner of the incident.");
}

// What the principal is known to be able to do, and what its policies say.
void AddPrivileges(const CardInput& input, const RunbookSubject& subject,
                   StepList& steps) {
  std::string purpose = "Judge the role of the account: ";
  if (input.principal != nullptr) {
    const size_t commands =
        input.principal->Of(Attribute::kCommand).values().size();
    purpose += ShownSubject(subject) + " used " + Count(commands, "command") +
               " in 180 days";
  } else {
    purpose += "nothing is known of what " + ShownSubject(subject) + " used";
  }
  purpose += ", and the finding's calls were received by " +
             Count(input.finding.accounts.size(), "account") +
             "; its policies may allow more.";
  steps.AddTask(kPhase, std::move(purpose));
  if (!subject.user.empty()) {
    steps.AddLook(kPhase, "List the policies of the user.",
                  FilledCommand("iam", "list-attached-user-policies")
                      .Set("--user-name", kUserName, subject.user));
    steps.AddLook(kPhase, "List the inline policies of the user.",
                  FilledCommand("iam", "list-user-policies")
                      .Set("--user-name", kUserName, subject.user));
    steps.AddLook(kPhase, "List the groups that give the user more policies.",
                  FilledCommand("iam", "list-groups-for-user")
                      .Set("--user-name", kUserName, subject.user));
  } else if (!subject.role.empty()) {
    steps.AddLook(kPhase, "Read who may assume the role.",
                  FilledCommand("iam", "get-role")
                      .Set("--role-name", kRoleName, subject.role));
    steps.AddLook(kPhase, "List the policies of the role.",
                  FilledCommand("iam", "list-attached-role-policies")
                      .Set("--role-name", kRoleName, subject.role));
    steps.AddLook(kPhase, "List the inline policies of the role.",
                  FilledCommand("iam", "list-role-policies")
                      .Set("--role-name", kRoleName, subject.role));
  }
  if (!subject.account.empty()) {
    steps.AddLook(kPhase,
                  "Read the name and the owner's address of the account.",
                  FilledCommand("organizations", "describe-account")
                      .Set("--account-id", kAccount, subject.account),
                  "Works in the management account of the organisation alone.");
  }
}

void AddCriticality(const Finding& finding, StepList& steps) {
  std::set<std::string_view> services;
  for (const CallsOfText& command : finding.commands) {
    if (IsFillable(kActionName, command.text)) {
      services.insert(
          std::string_view(command.text).substr(0, command.text.find(':')));
    }
  }
  std::string names;
  for (const std::string_view service : services) {
    names += names.empty() ? ": " : ", ";
    names += service;
  }
  steps.AddTask(kPhase,
                "Judge how critical the services and servers are. The calls "
                "were to " +
                    Count(services.size(), "service") + names + ".");
}

// What breaks if the principal is stopped.
void AddEffectOnUsers(const CardInput& input, const RunbookSubject& subject,
                      StepList& steps) {
  const size_t kept = input.facts.size();
  const size_t others = kept - std::min(kept, subject.calls.size());
  std::string purpose =
      "Agree with its users before " + ShownSubject(subject) + " is stopped: ";
  if (input.principal != nullptr) {
    const Histogram& places = input.principal->Of(Attribute::kCountry);
    purpose += Count(places.calls(), "call") + " from " +
               Count(places.values().size(), "place") + " in 180 days, ";
  }
  purpose += Count(others, "kept call") + " that are not of the finding";
  for (const SigningKey& key : subject.keys) {
    const auto uses = input.key_uses.find(key.id);
    if (uses == input.key_uses.end()) continue;
    purpose += "; " + Count(uses->second.uses.size(), "principal") +
               (uses->second.more ? " or more" : "") + " used the key " +
               ShownValue(kAccessKeyId, key.id);
  }
  steps.AddTask(kPhase, purpose + ". All of these stop with it.");
}

void AddLateral(const CardInput& input, const RunbookSubject& subject,
                StepList& steps) {
  uint64_t issued_calls = 0;
  for (const auto& [key, calls] : input.issued_key_calls) {
    issued_calls += calls.size();
  }
  size_t shared = 0;
  for (const std::string& address : subject.addresses) {
    const auto uses = input.address_uses.find(address);
    if (uses != input.address_uses.end() && uses->second.uses.size() > 1) {
      shared += 1;
    }
  }
  steps.AddTask(
      kPhase, "Look for movement to other accounts, servers or services: " +
                  Count(input.issued_key_calls.size(), "key") +
                  " that the calls issued made " + Count(issued_calls, "call") +
                  "; " + std::to_string(shared) +
                  (shared == 1 ? " address was" : " addresses were") +
                  " used by other principals too; " +
                  Count(input.other_findings.size(), "finding") +
                  " of others at the time.");
}

void AddRegulation(const RunbookSubject& subject, StepList& steps) {
  const AssetList data = AssetsOf(subject.calls, IsOfData);
  steps.AddTask(
      kPhase,
      "Ask whether laws, rules or contracts demand a notice. " +
          (data.all == 0
               ? std::string("No call is kept that read or shared data.")
               : "Data was read or shared of " + Shown(data)),
      "CloudTrail logs reading of data only where its data events are on.");
}

}  // namespace

void AddImpact(const CardInput& input, const RunbookSubject& subject,
               StepList& steps) {
  AddStart(input.finding, steps);
  AddPrivileges(input, subject, steps);
  AddCriticality(input.finding, steps);
  AddEffectOnUsers(input, subject, steps);
  AddLateral(input, subject, steps);
  AddRegulation(subject, steps);
}

}  // namespace farcall
