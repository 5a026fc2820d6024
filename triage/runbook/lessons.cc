// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "scoring/records/words.h"
#include "text/count.h"
#include "triage/runbook/command/look_up.h"
#include "triage/runbook/policy_skeleton.h"
#include "triage/runbook/sections.h"

namespace farcall {
namespace {

using enum CommandField;
constexpr auto kPhase = RunbookStep::Phase::kLearn;

std::string Span(int64_t seconds) {
  std::array<char, 64> room;
  TextBuffer text(room);
  AppendSpan(seconds, text);
  return std::string(text.bytes());
}

// Adds one statement that allows the actions; none without them.
void AddStatement(FixedText beginning, const std::vector<std::string>& actions,
                  std::vector<CommandPart>& parts) {
  if (actions.empty()) return;
  if (parts.size() > 1) parts.push_back(",");
  parts.emplace_back(beginning);
  for (size_t i = 0; i < actions.size(); ++i) {
    parts.emplace_back(i == 0 ? FixedText("\"") : FixedText(",\""));
    parts.emplace_back(kActionName, actions[i]);
    parts.push_back("\"");
  }
  parts.push_back("]}");
}

void AddUsedActions(const CardInput& input, const RunbookSubject& subject,
                    StepList& steps) {
  const PolicySkeleton skeleton =
      SkeletonOf(input.principal->Of(Attribute::kCommand), input.now_seconds,
                 input.finding.first_seconds);
  if (skeleton.used.empty() && skeleton.unused.empty()) return;
  std::vector<CommandPart> parts = {
      "{\"Version\":\"2012-10-17\",\"Statement\":["};
  AddStatement(
      "{\"Sid\":\"Used\",\"Effect\":\"Allow\",\"Resource\":\"*\",\"Action\":[",
      skeleton.used, parts);
  AddStatement(
      "{\"Sid\":\"NotUsedFor90Days\",\"Effect\":\"Allow\",\"Resource\":\"*\","
      "\"Action\":[",
      skeleton.unused, parts);
  parts.push_back("]}");
  steps.AddLook(
      kPhase,
      "Have a policy checked that allows what " + ShownSubject(subject) +
          " used in 180 days: " + Count(skeleton.used.size(), "action") +
          ", and " + Count(skeleton.unused.size(), "action") +
          " that it did not use for 90 days; " +
          Count(skeleton.only_in_finding, "command") +
          " of this finding alone are left out, and " +
          Count(skeleton.left_out, "command") + " that name no action.",
      FilledCommand("accessanalyzer", "validate-policy")
          .Set("--policy-type", "IDENTITY_POLICY")
          .Set("--policy-document", parts)
          .Set("--region", kRegion, subject.region),
      "A skeleton to begin with: calls that CloudTrail does not log are "
      "missing "
      "(data events that are off), some actions have other names than their "
      "calls, and resources are to be named. At most 1,024 commands are kept.");
}

// The ARN that IAM knows a user or a role by, if the principal's key is one.
bool IsArnOfIam(const Finding& finding) {
  return (finding.principal_kind == PrincipalKind::kUser ||
          finding.principal_kind == PrincipalKind::kRole) &&
         IsFillable(kArn, finding.principal);
}

void AddLeastPrivilege(const CardInput& input, const RunbookSubject& subject,
                       StepList& steps) {
  steps.AddTask(kPhase,
                "Review the permissions by least privilege: take away what is "
                "not used.");
  if (input.principal != nullptr) AddUsedActions(input, subject, steps);
  if (!IsArnOfIam(input.finding)) return;
  steps.AddLook(kPhase, "Have IAM list when each service was last used.",
                FilledCommand("iam", "generate-service-last-accessed-details")
                    .Set("--arn", kArn, input.finding.principal)
                    .Set("--granularity", "ACTION_LEVEL"),
                "It makes a report alone: read it by "
                "`aws iam get-service-last-accessed-details`.");
}

// Where the attack may have begun.
void AddInitialVector(const CardInput& input, const RunbookSubject& subject,
                      StepList& steps) {
  int64_t first = input.finding.first_seconds;
  for (const EventFact& call : input.facts) {
    if (call.score_hundredths >= kLowScore * 100) {
      first = std::min(first, call.at_seconds);
    }
  }
  for (const Finding& other : input.own_findings) {
    first = std::min(first, other.first_seconds);
  }
  steps.AddTask(kPhase,
                "Find the initial vector, and close it. The earliest odd call "
                "known of the principal was at " +
                    Minute(first) + " UTC.",
                "Look at what read or made its credentials before that: "
                "machines, pipelines, repositories, phishing.");
  for (const SigningKey& key : subject.keys) {
    if (!key.is_long_term()) continue;
    steps.AddLook(
        kPhase,
        "Look up who made the access key " + ShownValue(kAccessKeyId, key.id) +
            ".",
        LookUp("ResourceName", kAccessKeyId, key.id, subject.region,
               UtcTime(input.now_seconds - kUnusedSeconds)),
        "CloudTrail looks up 90 days. Calls of IAM are in the partition's "
        "first region, us-east-1 in `aws`.");
    steps.AddLook(kPhase,
                  "Read when and where the access key " +
                      ShownValue(kAccessKeyId, key.id) + " was last used.",
                  FilledCommand("iam", "get-access-key-last-used")
                      .Set("--access-key-id", kAccessKeyId, key.id));
  }
}

void AddTimes(const CardInput& input, StepList& steps) {
  const Finding& finding = input.finding;
  const int64_t created = finding.create_micros / 1'000'000;
  const auto after = [created](int64_t micros) {
    return micros == 0 ? std::string("not yet")
                       : Span(micros / 1'000'000 - created) + " later";
  };
  std::string purpose = "Improve logging, detection and response. Detected " +
                        Span(created - finding.first_seconds) +
                        " after the first call";
  if (!finding.opening_factors.empty()) {
    purpose += ", first by " + finding.opening_factors.front().detector;
  }
  purpose +=
      "; acknowledged " + after(finding.acknowledge_micros) + "; closed " +
      after(finding.close_micros) + "; " +
      (input.facts_since_seconds == 0 ? std::string("no calls are kept.")
                                      : Count(input.facts_not_kept, "call") +
                                            " of the time are not kept.");
  steps.AddTask(kPhase, std::move(purpose));
  steps.AddLook(kPhase, "List the trails, and whether they log all regions.",
                FilledCommand("cloudtrail", "describe-trails"));
}

}  // namespace

void AddLessons(const CardInput& input, const RunbookSubject& subject,
                StepList& steps) {
  AddLeastPrivilege(input, subject, steps);
  steps.AddTask(kPhase,
                "Apply AWS's security best practices: short-lived credentials, "
                "MFA, least privilege, Security Hub's and GuardDuty's "
                "findings.");
  AddInitialVector(input, subject, steps);
  AddTimes(input, steps);
}

}  // namespace farcall
