// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <utility>

#include "triage/runbook/sections.h"

namespace farcall {
namespace {

using enum CommandField;
constexpr auto kPhase = RunbookStep::Phase::kContain;

// An identity that only its owner can stop.
void AddOtherContainment(const RunbookSubject& subject, StepList& steps) {
  if (subject.kind == PrincipalKind::kAccount) {
    steps.AddTask(
        kPhase,
        "Ask the owner of " + ShownSubject(subject) +
            " to stop the caller, and take the account out of the policies of "
            "resources and the trust policies of roles that name it.");
    steps.AddLook(kPhase, "List the roles and who may assume them.",
                  FilledCommand("iam", "list-roles"));
    return;
  }
  steps.AddTask(kPhase,
                "Disable or limit " + ShownSubject(subject) +
                    ": the calls name no identity of IAM that a command could "
                    "disable.");
}

}  // namespace

void AddRootContainment(const RunbookSubject& subject, StepList& steps) {
  const std::string whose = ShownSubject(subject);
  constexpr std::string_view kTasks[] = {
      "Change its password and look into the mailbox that resets it",
      "Check its MFA devices and remove those that are not its owner's",
      "Check the account's contacts, e-mail address and payment method",
      "As the root user, deactivate and delete each access key that it has",
      "In an organisation, stop it by a service control policy, or delete its "
      "credentials by central root access of the management account"};
  for (const std::string_view task : kTasks) {
    steps.AddTask(kPhase, std::string(task) + ": " + whose + ".");
  }
  steps.AddLook(kPhase,
                "Read whether the root user has access keys and MFA "
                "(AccountAccessKeysPresent, AccountMFAEnabled).",
                FilledCommand("iam", "get-account-summary"));
  for (const SigningKey& key : subject.keys) {
    if (!key.is_long_term()) continue;
    const auto set = [&key](FixedText status) {
      return FilledCommand("iam", "update-access-key")
          .Set("--access-key-id", kAccessKeyId, key.id)
          .Set("--status", status);
    };
    steps.AddChange(kPhase,
                    "Deactivate the access key " +
                        ShownValue(kAccessKeyId, key.id) + " of the root user.",
                    set("Inactive"), set("Active"),
                    "Works with credentials of the root user alone.");
  }
}

void AddContainment(const CardInput& input, const RunbookSubject& subject,
                    StepList& steps) {
  switch (subject.kind) {
    case PrincipalKind::kUser:
      AddUserContainment(input, subject, steps);
      break;
    case PrincipalKind::kRole:
    case PrincipalKind::kSession:
      AddRoleContainment(input, subject, steps);
      break;
    case PrincipalKind::kHuman:
    case PrincipalKind::kFederated:
      AddPersonContainment(input, subject, steps);
      break;
    case PrincipalKind::kRoot:
      AddRootContainment(subject, steps);
      break;
    default:
      AddOtherContainment(subject, steps);
  }
  for (const std::string& instance : subject.instances) {
    AddInstanceContainment(subject, instance, steps);
  }
}

}  // namespace farcall
