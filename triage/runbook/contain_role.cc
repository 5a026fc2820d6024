// SPDX-License-Identifier: Apache-2.0
#include "triage/runbook/contain_role.h"

#include <set>
#include <utility>

#include "cloudtrail/identity/arn.h"
#include "text/count.h"
#include "triage/runbook/sections.h"

namespace farcall {
namespace {

using enum CommandField;
constexpr auto kPhase = RunbookStep::Phase::kContain;

FilledCommand DeleteInlinePolicy(std::string_view role, FixedText policy) {
  return FilledCommand("iam", "delete-role-policy")
      .Set("--role-name", kRoleName, role)
      .Set("--policy-name", policy);
}

// Who else works with the role, so stops.
std::string OtherSessionsWarning(const CardInput& input,
                                 const RunbookSubject& subject) {
  if (subject.kind != PrincipalKind::kRole) {
    return "All sessions of the role stop; only this principal's calls are "
           "counted here.";
  }
  std::set<std::string_view> own;
  for (const EventFact* call : subject.calls) {
    own.insert(call->details.identity_arn);
  }
  std::set<std::string_view> others;
  uint64_t calls = 0;
  for (const EventFact& call : input.facts) {
    const std::string_view arn = call.details.identity_arn;
    if (arn.empty() || own.contains(arn)) continue;
    others.insert(arn);
    ++calls;
  }
  return Count(calls, "call") + " by " + Count(others.size(), "other session") +
         " of this role are kept; sessions that still run will stop" +
         (input.facts_not_kept > 0
              ? "; " + Count(input.facts_not_kept, "call") +
                    " more of the "
                    "time are not kept."
              : ".");
}

void AddDenySession(const RoleSession& session, StepList& steps) {
  steps.AddChange(
      kPhase,
      "Deny everything to the session " +
          ShownValue(kSessionName, session.session) + " of the role " +
          ShownValue(kRoleName, session.role) + " alone.",
      FilledCommand("iam", "put-role-policy")
          .Set("--role-name", kRoleName, session.role)
          .Set("--policy-name", "FarcallDenySession")
          .Set("--policy-document",
               {"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":"
                "\"Deny\",\"Action\":\"*\",\"Resource\":\"*\",\"Condition\":{"
                "\"StringLike\":{\"aws:userid\":\"*:",
                CommandPart(kSessionName, session.session), "\"}}}]}"}),
      DeleteInlinePolicy(session.role, "FarcallDenySession"),
      "Who may assume the role can choose another name: if it is stolen, "
      "revoke all older sessions. It takes the place of an earlier policy of "
      "this name.");
}

void AddAssumedRoles(const CardInput& input, const RunbookSubject& subject,
                     StepList& steps) {
  std::set<std::string_view> roles;
  for (const EventFact* call : subject.calls) {
    if (!call->command.starts_with("sts:AssumeRole") ||
        !call->error_code.empty()) {
      continue;
    }
    for (const std::string& asset : call->details.assets) {
      const auto arn = Arn::Parse(asset);
      if (!arn || !arn->resource.starts_with("role/") ||
          roles.size() >= kRunbookSessionsMax || !roles.insert(asset).second) {
        continue;
      }
      AddRevokeOlderSessions(
          arn->resource.substr(arn->resource.rfind('/') + 1),
          UtcTime(input.now_seconds),
          "The finding's calls assumed this role of account " +
              ShownValue(kAccount, arn->account) +
              "; its other sessions stop too.",
          steps);
    }
  }
}

}  // namespace

void AddRevokeOlderSessions(std::string_view role, std::string_view moment,
                            std::string warning, StepList& steps) {
  warning +=
      " Who may assume the role gets a new session: change its trust policy as "
      "well. A role that AWS protects refuses this.";
  steps.AddChange(
      kPhase,
      "Deny everything to the sessions of the role " +
          ShownValue(kRoleName, role) + " made before " +
          ShownValue(kTime, moment) + ".",
      FilledCommand("iam", "put-role-policy")
          .Set("--role-name", kRoleName, role)
          .Set("--policy-name", "AWSRevokeOlderSessions")
          .Set("--policy-document",
               {"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":"
                "\"Deny\",\"Action\":\"*\",\"Resource\":\"*\",\"Condition\":{"
                "\"DateLessThan\":{\"aws:TokenIssueTime\":\"",
                CommandPart(kTime, moment), "\"}}}]}"}),
      DeleteInlinePolicy(role, "AWSRevokeOlderSessions"), std::move(warning));
}

void AddRoleContainment(const CardInput& input, const RunbookSubject& subject,
                        StepList& steps) {
  if (subject.kind == PrincipalKind::kSession) {
    AddDenySession({.account = subject.account,
                    .role = subject.role,
                    .session = subject.session},
                   steps);
  } else if (subject.kind == PrincipalKind::kHuman) {
    for (const RoleSession& session : subject.sessions) {
      AddDenySession(session, steps);
    }
  }
  AddRevokeOlderSessions(subject.role, UtcTime(input.now_seconds),
                         OtherSessionsWarning(input, subject), steps);
  AddAssumedRoles(input, subject, steps);
}

}  // namespace farcall
