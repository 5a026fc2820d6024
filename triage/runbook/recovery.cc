// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <string>

#include "text/count.h"
#include "triage/runbook/follow_up.h"
#include "triage/runbook/sections.h"

namespace farcall {
namespace {

using enum CommandField;
constexpr auto kPhase = RunbookStep::Phase::kRecover;

// Which credentials are to be taken as known to others.
void AddLeaked(const RunbookSubject& subject, StepList& steps) {
  size_t issued = 0;
  for (const EventFact* call : subject.calls) {
    if (!call->details.issued_access_key_id.empty()) ++issued;
  }
  std::string keys;
  for (const SigningKey& key : subject.keys) {
    keys += (keys.empty() ? ": " : ", ") + ShownValue(kAccessKeyId, key.id);
  }
  steps.AddTask(kPhase,
                "Rotate what leaked: " + Count(subject.keys.size(), "key") +
                    " that signed the calls" + keys + "; " +
                    Count(issued, "key") +
                    " that they issued; the secrets that they read have steps "
                    "here. Agree on the time with the users.");
}

void AddNewKey(const RunbookSubject& subject, StepList& steps) {
  const bool has_key = std::ranges::any_of(
      subject.keys, [](const SigningKey& key) { return key.is_long_term(); });
  if (subject.kind != PrincipalKind::kUser || !has_key) return;
  steps.AddChange(
      kPhase,
      "Give the user a new access key, once its owner is sure of "
      "the machine that it goes to.",
      FilledCommand("iam", "create-access-key")
          .Set("--user-name", kUserName, subject.user),
      FilledCommand("iam", "delete-access-key")
          .Set("--user-name", kUserName, subject.user)
          .Set("--access-key-id", {CommandPart::Unknown("NEW_ACCESS_KEY_ID")}),
      "A user has two keys at most: delete the old one first. A "
      "role in the place of a user needs no key.");
}

// Instances whose credentials were given without a token of a session.
void AddMetadataService(const RunbookSubject& subject, StepList& steps) {
  const bool is_first_version =
      std::ranges::any_of(subject.calls, [](const EventFact* call) {
        return call->details.ec2_role_delivery == "1.0";
      });
  if (!is_first_version) return;
  const auto set = [&subject](std::string_view instance, FixedText tokens) {
    return FilledCommand("ec2", "modify-instance-metadata-options")
        .Set("--instance-id", kInstanceId, instance)
        .Set("--http-tokens", tokens)
        .Set("--region", kRegion, subject.region);
  };
  for (const std::string& instance : subject.instances) {
    steps.AddChange(kPhase,
                    "Demand version 2 of the metadata service on " +
                        ShownValue(kInstanceId, instance) + ".",
                    set(instance, "required"), set(instance, "optional"),
                    "Programs that use version 1 lose their credentials.");
  }
}

void AddMfa(const RunbookSubject& subject, StepList& steps) {
  size_t said = 0;
  size_t with = 0;
  for (const EventFact* call : subject.calls) {
    if (!call->details.mfa.has_value()) continue;
    ++said;
    if (*call->details.mfa) ++with;
  }
  steps.AddTask(
      kPhase,
      "Demand MFA: " +
          (said == 0 ? std::string("no kept call says whether it had one.")
                     : std::to_string(with) + " of " + Count(said, "call") +
                           " of the finding that say so had one."));
  if (subject.user.empty()) return;
  steps.AddLook(kPhase, "List the MFA devices of the user.",
                FilledCommand("iam", "list-mfa-devices")
                    .Set("--user-name", kUserName, subject.user));
  const auto with_policy = [&subject](FixedText operation) {
    return FilledCommand("iam", operation)
        .Set("--user-name", kUserName, subject.user)
        .Set("--policy-name", "FarcallDemandMfa");
  };
  steps.AddChange(
      kPhase, "Deny to the user what it does without MFA.",
      with_policy("put-user-policy")
          .Set("--policy-document",
               "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":"
               "\"Deny\",\"NotAction\":[\"iam:CreateVirtualMFADevice\","
               "\"iam:EnableMFADevice\",\"iam:ListMFADevices\","
               "\"iam:ListVirtualMFADevices\",\"iam:ResyncMFADevice\","
               "\"sts:GetSessionToken\"],\"Resource\":\"*\",\"Condition\":{"
               "\"BoolIfExists\":{\"aws:MultiFactorAuthPresent\":"
               "\"false\"}}}]}"),
      with_policy("delete-user-policy"),
      "Programs that use the user's keys without MFA stop.");
}

}  // namespace

void AddRecovery(const CardInput& input, const RunbookSubject& subject,
                 StepList& steps) {
  AddLeaked(subject, steps);
  AddFollowUps(FollowUpsOfChange(), kPhase, input, subject, steps);
  AddNewKey(subject, steps);
  AddMetadataService(subject, steps);
  AddMfa(subject, steps);
  steps.AddTask(kPhase,
                "Bring systems, data and services back to normal: undo what "
                "contained them, the latest step first, once the cause is "
                "gone.");
}

}  // namespace farcall
