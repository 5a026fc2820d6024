// SPDX-License-Identifier: Apache-2.0
#include "triage/runbook/follow_up.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "cloudtrail/identity/arn.h"
#include "text/count.h"

namespace farcall {
namespace {

// How the ARN of an asset holds the value of a field.
struct AssetForm {
  CommandField field;
  std::string_view service;
  std::string_view resource;  // what the ARN's resource begins with
  enum class Part : uint8_t { kWhole, kLast, kRest } part;
};

using enum CommandField;
using enum AssetForm::Part;
constexpr AssetForm kForms[] = {
    {kUserName, "iam", "user/", kLast},
    {kRoleName, "iam", "role/", kLast},
    {kGroupName, "iam", "group/", kLast},
    {kPolicyArn, "iam", "policy/", kWhole},
    {kProviderArn, "iam", "saml-provider/", kWhole},
    {kProviderArn, "iam", "oidc-provider/", kWhole},
    {kInstanceProfileName, "iam", "instance-profile/", kLast},
    {kMfaSerialNumber, "iam", "mfa/", kWhole},
    {kBucketName, "s3", "", kRest},
    {kFunctionName, "lambda", "function:", kWhole},
    {kInstanceId, "ec2", "instance/", kLast},
    {kSnapshotId, "ec2", "snapshot/", kLast},
    {kImageId, "ec2", "image/", kLast},
    {kSecurityGroupId, "ec2", "security-group/", kLast},
    {kKeyName, "ec2", "key-pair/", kLast},
    {kSecretId, "secretsmanager", "secret:", kWhole},
    {kParameterName, "ssm", "parameter", kRest},
    {kKmsKeyId, "kms", "key/", kWhole},
    {kTrailName, "cloudtrail", "trail/", kWhole},
    {kDetectorId, "guardduty", "detector/", kLast},
    {kDbSnapshotId, "rds", "snapshot:", kRest},
    {kClusterName, "eks", "cluster/", kLast},
    {kRepositoryName, "ecr", "repository/", kRest},
};

std::string PartOf(const std::string& asset, const Arn& arn,
                   const AssetForm& form) {
  switch (form.part) {
    case kWhole:
      return asset;
    case kLast:
      return std::string(arn.resource.substr(arn.resource.rfind('/') + 1));
    case kRest:
      break;
  }
  std::string rest(arn.resource.substr(form.resource.size()));
  // `parameter/name`, but `parameter/a/b` of `/a/b`.
  if (form.field == kParameterName && rest.rfind('/') == 0) rest.erase(0, 1);
  return rest;
}

std::string ValueFor(const EventFact& call, const FollowUpOption& option,
                     const RunbookSubject& subject) {
  std::string found = ValueOfCall(call, option.field, option.parameter);
  // Without parameters a call of IAM is about its caller.
  if (found.empty() && option.field == kUserName &&
      call.details.parameters_fingerprint == 0) {
    found = subject.user;
  }
  return found;
}

// `call`: nullptr of one that is not kept; `shown`: the values, for people.
FilledCommand CommandOf(const FollowUp& follow_up, FixedText operation,
                        const EventFact* call, const RunbookSubject& subject,
                        std::string& shown) {
  FilledCommand command(follow_up.service, operation);
  shown.clear();
  for (const FollowUpOption& option : follow_up.options) {
    if (option.form == FollowUpOption::Form::kFlag) command.Flag(option.name);
    if (option.form == FollowUpOption::Form::kWord) {
      command.Set(option.name, option.word);
    }
    if (option.form != FollowUpOption::Form::kValue) continue;
    const std::string value =
        call == nullptr ? std::string() : ValueFor(*call, option, subject);
    command.Set(option.name, option.field, value);
    if (value.empty()) continue;
    shown += (shown.empty() ? ": " : ", ") + ShownValue(option.field, value);
  }
  if (follow_up.where == FollowUp::Where::kRegional) {
    command.Set("--region", kRegion,
                call == nullptr ? std::string_view() : call->details.region);
  }
  return command;
}

void AddOne(const FollowUp& follow_up, RunbookStep::Phase phase,
            const EventFact* call, const RunbookSubject& subject,
            StepList& steps) {
  std::string shown;
  const auto with = [&](FixedText operation) {
    return CommandOf(follow_up, operation, call, subject, shown);
  };
  const FilledCommand command = with(follow_up.operation);
  std::string purpose = std::string(follow_up.purpose) + shown + ".";
  std::string warning(follow_up.warning);
  if (call == nullptr) {
    warning += warning.empty() ? "" : " ";
    warning +=
        "The call is not kept, and may have failed: look it up in CloudTrail.";
  }
  if (follow_up.kind == FollowUp::Kind::kLook) {
    steps.AddLook(phase, std::move(purpose), command, std::move(warning));
  } else if (!follow_up.undo.empty()) {
    steps.AddChange(phase, std::move(purpose), command, with(follow_up.undo),
                    std::move(warning));
  } else {
    steps.AddFinalChange(phase, std::move(purpose), command,
                         std::move(warning));
  }
}

// Whether a call read parameters of Systems Manager as they are stored.
bool ReadNoSecret(const EventFact& call) {
  return ValueOfCall(call, kNewValue, "withDecryption") == "false";
}

bool Follows(std::span<const FollowUp> table, std::string_view command) {
  return std::ranges::find(table, command, &FollowUp::command) != table.end();
}

}  // namespace

std::string ValueOfCall(const EventFact& call, CommandField field,
                        std::string_view parameter) {
  if (field == kAccessKeyId) return call.details.issued_access_key_id;
  if (!parameter.empty()) {
    for (const std::string_view kept : call.details.parameters) {
      if (kept.size() > parameter.size() && kept.starts_with(parameter) &&
          kept[parameter.size()] == '=') {
        return std::string(kept.substr(parameter.size() + 1));
      }
    }
  }
  for (const std::string& asset : call.details.assets) {
    const auto arn = Arn::Parse(asset);
    if (!arn) continue;
    for (const AssetForm& form : kForms) {
      if (form.field == field && form.service == arn->service &&
          arn->resource.starts_with(form.resource)) {
        return PartOf(asset, *arn, form);
      }
    }
  }
  return {};
}

void AddFollowUps(std::span<const FollowUp> table, RunbookStep::Phase phase,
                  const CardInput& input, const RunbookSubject& subject,
                  StepList& steps) {
  std::set<std::string_view> kept;
  size_t followed = 0;
  uint64_t left_out = 0;
  for (auto at = subject.calls.rbegin(); at != subject.calls.rend(); ++at) {
    const EventFact& call = **at;
    if (!Follows(table, call.command)) continue;
    kept.insert(call.command);
    if (!call.error_code.empty() || ReadNoSecret(call)) continue;
    if (followed == kFollowUpCallsMax) {
      ++left_out;
      continue;
    }
    ++followed;
    for (const FollowUp& one : table) {
      if (one.command == call.command) {
        AddOne(one, phase, &call, subject, steps);
      }
    }
  }
  for (const CallsOfText& command : input.finding.commands) {
    if (kept.contains(command.text)) continue;
    for (const FollowUp& one : table) {
      if (one.command == command.text) {
        AddOne(one, phase, nullptr, subject, steps);
      }
    }
  }
  if (left_out == 0) return;
  steps.AddTask(phase, "Do the same for " + Count(left_out, "earlier call") +
                           " that have no step here.");
}

}  // namespace farcall
