// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "text/count.h"
#include "triage/runbook/sections.h"

namespace farcall {
namespace {

using enum CommandField;
constexpr auto kPhase = RunbookStep::Phase::kContain;

FilledCommand SetKey(const RunbookSubject& subject, std::string_view key,
                     FixedText status) {
  return FilledCommand("iam", "update-access-key")
      .Set("--user-name", kUserName, subject.user)
      .Set("--access-key-id", kAccessKeyId, key)
      .Set("--status", status);
}

void AddKeys(const RunbookSubject& subject, StepList& steps) {
  bool any = false;
  for (const SigningKey& key : subject.keys) {
    if (!key.is_long_term()) continue;
    any = true;
    steps.AddChange(
        kPhase,
        "Deactivate the access key " + ShownValue(kAccessKeyId, key.id) +
            ", which signed " + Count(key.calls, "call") + " of the finding.",
        SetKey(subject, key.id, "Inactive"), SetKey(subject, key.id, "Active"),
        "What else uses the key stops with it.");
  }
  if (any) return;
  steps.AddChange(kPhase, "Deactivate the access keys of the user, one by one.",
                  SetKey(subject, {}, "Inactive"),
                  SetKey(subject, {}, "Active"),
                  "No long-term key of the finding's calls is kept; the list "
                  "of the user's keys names them.");
}

void AddDenyAll(const RunbookSubject& subject, StepList& steps) {
  const auto with_policy = [&subject](FixedText operation) {
    return FilledCommand("iam", operation)
        .Set("--user-name", kUserName, subject.user)
        .Set("--policy-arn", ManagedPolicy(subject, "AWSDenyAll"));
  };
  steps.AddChange(kPhase, "Deny everything to the user, its sessions too.",
                  with_policy("attach-user-policy"),
                  with_policy("detach-user-policy"),
                  "All that the user runs stops. It holds after some seconds.");
}

}  // namespace

void AddUserContainment(const CardInput&, const RunbookSubject& subject,
                        StepList& steps) {
  steps.AddLook(kPhase, "List all access keys of the user, for others.",
                FilledCommand("iam", "list-access-keys")
                    .Set("--user-name", kUserName, subject.user));
  AddKeys(subject, steps);
  AddDenyAll(subject, steps);
  steps.AddFinalChange(
      kPhase, "Delete the user's password for the console.",
      FilledCommand("iam", "delete-login-profile")
          .Set("--user-name", kUserName, subject.user),
      "The password is gone: the user gets a new one later. An error says that "
      "there is none. Console sessions that are open go on until all is "
      "denied.");
}

}  // namespace farcall
