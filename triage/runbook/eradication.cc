// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string>
#include <string_view>

#include "text/count.h"
#include "triage/runbook/command/look_up.h"
#include "triage/runbook/follow_up.h"
#include "triage/runbook/sections.h"

namespace farcall {
namespace {

using enum CommandField;
constexpr auto kPhase = RunbookStep::Phase::kEradicate;

// What no command of the AWS CLI removes, or too many do.
struct ByHand {
  std::string_view command;
  std::string_view task;
};
constexpr ByHand kByHand[] = {
    {"sso-oauth:RegisterClient",
     "End the sessions of the client that was registered, at the identity "
     "provider: its registration ends by itself."},
    {"sso:CreateAccountAssignment",
     "Take the permission sets away that were given in IAM Identity Center."},
    {"sso-directory:CreateUser",
     "Delete the person that was made in IAM Identity Center."},
    {"organizations:CreateAccount",
     "Close the account that was made in the organisation."},
    {"ram:CreateResourceShare",
     "Delete the share of resources that was made, and look who has it."},
};

// What the keys did that the calls made.
void AddIssuedKeys(const CardInput& input, const RunbookSubject& subject,
                   std::string_view from, StepList& steps) {
  size_t keys = 0;
  for (const EventFact* call : subject.calls) {
    const std::string& key = call->details.issued_access_key_id;
    if (key.empty() || !call->error_code.empty()) continue;
    if (++keys > kRunbookKeysMax) return;
    const auto calls = input.issued_key_calls.find(key);
    const size_t known =
        calls == input.issued_key_calls.end() ? 0 : calls->second.size();
    steps.AddLook(
        kPhase,
        "List what the key " + ShownValue(kAccessKeyId, key) +
            " did, which a call of the finding issued: " +
            Count(known, "call") + " of it are kept.",
        LookUp("AccessKeyId", kAccessKeyId, key, call->details.region, from));
  }
}

// What the users did that the calls made.
void AddCreatedUsers(const RunbookSubject& subject, std::string_view from,
                     StepList& steps) {
  size_t users = 0;
  for (const EventFact* call : subject.calls) {
    if (call->command != "iam:CreateUser" || !call->error_code.empty()) {
      continue;
    }
    if (++users > kRunbookKeysMax) return;
    const std::string user = ValueOfCall(*call, kUserName, "userName");
    steps.AddLook(
        kPhase,
        "List what the user " + ShownValue(kUserName, user) +
            " did, which the calls created.",
        LookUp("Username", kUserName, user, call->details.region, from));
  }
}

}  // namespace

void AddEradication(const CardInput& input, const RunbookSubject& subject,
                    StepList& steps) {
  const std::string from = UtcTime(input.finding.first_seconds);
  steps.AddTask(kPhase,
                "Check whether new users, roles, keys, passwords, policies or "
                "providers were made: those that the finding's calls made "
                "have steps here.",
                "Calls of the keys and sessions that they issued may have made "
                "more.");
  AddIssuedKeys(input, subject, from, steps);
  AddCreatedUsers(subject, from, steps);
  for (const auto& table : {FollowUpsOfIdentities(), FollowUpsOfResources()}) {
    AddFollowUps(table, kPhase, input, subject, steps);
  }
  for (const ByHand& one : kByHand) {
    if (HasCommand(input.finding, one.command)) {
      steps.AddTask(kPhase, std::string(one.task));
    }
  }
}

}  // namespace farcall
