// SPDX-License-Identifier: Apache-2.0
#include "triage/runbook/command/command_field.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>

#include "absl/strings/ascii.h"
#include "geo/network/address.h"

namespace farcall {
namespace {

constexpr size_t kResourceNameBytesMax = 512;
constexpr size_t kArnBytesMax = 1024;

bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsAlphanumeric(char c) { return IsLower(c) || IsUpper(c) || IsDigit(c); }

// Whether a text has a length of `least` to `most` bytes, and no letters but
// alphanumeric ones and `others`; it does not begin with `-`.
bool IsName(std::string_view text, size_t least, size_t most,
            std::string_view others) {
  if (text.size() < least || text.size() > most || text.front() == '-') {
    return false;
  }
  return std::ranges::all_of(text, [others](char c) {
    return IsAlphanumeric(c) || others.find(c) != others.npos;
  });
}

// `[\w+=,.@-]{1,128}`, which IAM allows in names.
bool IsIamName(std::string_view text) {
  return IsName(text, 1, 128, "_+=,.@-");
}

bool IsResourceName(std::string_view text) {
  return IsName(text, 1, kResourceNameBytesMax, "_+=,.@/-");
}

// `A[A-Z0-9]{15,127}`.
bool IsAccessKeyId(std::string_view text) {
  return text.size() >= 16 && text.size() <= 128 && text.front() == 'A' &&
         std::ranges::all_of(text,
                             [](char c) { return IsUpper(c) || IsDigit(c); });
}

bool IsAccount(std::string_view text) {
  return text.size() == 12 && std::ranges::all_of(text, IsDigit);
}

// `[a-z]+-[0-9a-f]{8,17}`.
bool IsResourceId(std::string_view text) {
  const size_t dash = text.find('-');
  if (dash == text.npos || dash == 0 || dash > 16) return false;
  const std::string_view digits = text.substr(dash + 1);
  return digits.size() >= 8 && digits.size() <= 17 &&
         std::ranges::all_of(text.substr(0, dash), IsLower) &&
         std::ranges::all_of(digits, [](char c) {
           return IsDigit(c) || (c >= 'a' && c <= 'f');
         });
}

bool IsAddress(std::string_view text) {
  return text.size() <= 45 && ParseAddress(text).has_value();
}

// `aws`, `aws-cn`, `aws-us-gov`, `aws-iso-b`.
bool IsPartition(std::string_view text) {
  return text == "aws" || (text.size() <= 16 && text.starts_with("aws-") &&
                           std::ranges::all_of(text.substr(4), [](char c) {
                             return IsLower(c) || c == '-';
                           }));
}

// `arn:partition:service:region:account:resource`.
bool IsArn(std::string_view text) {
  constexpr std::string_view kPrefix = "arn:aws";
  if (text.size() > kArnBytesMax || !text.starts_with(kPrefix)) return false;
  return std::ranges::count(text, ':') >= 5 && text.back() != ':' &&
         text.find("//") == text.npos &&
         IsName(text, 1, kArnBytesMax, "_+=,.@:/-");
}

bool IsNameOrArn(std::string_view text) {
  return IsResourceName(text) || IsArn(text);
}

bool IsBucketName(std::string_view text) {
  return text.size() >= 3 && text.size() <= 63 &&
         IsAlphanumeric(text.front()) && IsAlphanumeric(text.back()) &&
         std::ranges::all_of(text, [](char c) {
           return IsLower(c) || IsDigit(c) || c == '.' || c == '-';
         });
}

// `us-gov-west-1`.
bool IsRegion(std::string_view text) {
  return text.size() >= 7 && text.size() <= 32 && IsLower(text.front()) &&
         IsDigit(text.back()) && text.find('-') != text.npos &&
         text.find("--") == text.npos && std::ranges::all_of(text, [](char c) {
           return IsLower(c) || IsDigit(c) || c == '-';
         });
}

// `2026-11-20T20:50:00Z`.
bool IsTime(std::string_view text) {
  constexpr std::string_view kForm = "0000-00-00T00:00:00Z";
  return text.size() == kForm.size() &&
         std::equal(text.begin(), text.end(), kForm.begin(),
                    [](char c, char form) {
                      return form == '0' ? IsDigit(c) : c == form;
                    });
}

// `CreateUser`.
bool IsCommandName(std::string_view text) { return IsName(text, 1, 128, "_"); }

// `iam:CreateUser`.
bool IsActionName(std::string_view text) {
  const size_t colon = text.find(':');
  return colon != text.npos && IsName(text.substr(0, colon), 1, 64, "-") &&
         IsName(text.substr(colon + 1), 1, 128, "");
}

bool IsNever(std::string_view) { return false; }

struct Rule {
  CommandField field;
  std::string_view variable;
  bool (*matches)(std::string_view);
};

constexpr std::array kRules = {
    Rule{CommandField::kAccessKeyId, "ACCESS_KEY_ID", IsAccessKeyId},
    Rule{CommandField::kAccount, "ACCOUNT_ID", IsAccount},
    Rule{CommandField::kActionName, "ACTION", IsActionName},
    Rule{CommandField::kAddress, "IP_ADDRESS", IsAddress},
    Rule{CommandField::kArn, "RESOURCE_ARN", IsArn},
    Rule{CommandField::kAssociationId, "ASSOCIATION_ID", IsResourceName},
    Rule{CommandField::kBucketName, "BUCKET_NAME", IsBucketName},
    Rule{CommandField::kCommandName, "EVENT_NAME", IsCommandName},
    Rule{CommandField::kDetectorId, "DETECTOR_ID", IsResourceName},
    Rule{CommandField::kFindingId, "FINDING_ID", IsIamName},
    Rule{CommandField::kFunctionName, "FUNCTION_NAME", IsNameOrArn},
    Rule{CommandField::kGrantId, "GRANT_ID", IsResourceName},
    Rule{CommandField::kGroupName, "GROUP_NAME", IsIamName},
    Rule{CommandField::kImageId, "IMAGE_ID", IsResourceId},
    Rule{CommandField::kInstanceId, "INSTANCE_ID", IsResourceId},
    Rule{CommandField::kInstanceProfileName, "INSTANCE_PROFILE_NAME",
         IsIamName},
    Rule{CommandField::kKeyName, "KEY_NAME", IsIamName},
    Rule{CommandField::kKmsKeyId, "KMS_KEY_ID", IsNameOrArn},
    Rule{CommandField::kMfaSerialNumber, "MFA_SERIAL_NUMBER", IsNameOrArn},
    Rule{CommandField::kParameterName, "PARAMETER_NAME", IsNameOrArn},
    Rule{CommandField::kPartition, "AWS_PARTITION", IsPartition},
    Rule{CommandField::kPersonName, "PERSON_NAME", IsIamName},
    Rule{CommandField::kPolicyArn, "POLICY_ARN", IsArn},
    Rule{CommandField::kPolicyName, "POLICY_NAME", IsIamName},
    Rule{CommandField::kProviderArn, "PROVIDER_ARN", IsArn},
    Rule{CommandField::kRegion, "AWS_REGION", IsRegion},
    Rule{CommandField::kRepositoryName, "REPOSITORY_NAME", IsResourceName},
    Rule{CommandField::kRoleName, "ROLE_NAME", IsIamName},
    Rule{CommandField::kSecretId, "SECRET_ID", IsNameOrArn},
    Rule{CommandField::kSecurityGroupId, "SECURITY_GROUP_ID", IsResourceId},
    Rule{CommandField::kSessionName, "SESSION_NAME", IsIamName},
    Rule{CommandField::kSnapshotId, "SNAPSHOT_ID", IsResourceId},
    Rule{CommandField::kStatementId, "STATEMENT_ID", IsIamName},
    Rule{CommandField::kTime, "START_TIME", IsTime},
    Rule{CommandField::kTrailName, "TRAIL_NAME", IsNameOrArn},
    Rule{CommandField::kTrustAnchorId, "TRUST_ANCHOR_ID", IsIamName},
    Rule{CommandField::kUserName, "USER_NAME", IsIamName},
    Rule{CommandField::kDbSnapshotId, "DB_SNAPSHOT_ID", IsResourceName},
    Rule{CommandField::kClusterName, "CLUSTER_NAME", IsIamName},
    Rule{CommandField::kRecorderName, "RECORDER_NAME", IsIamName},
    Rule{CommandField::kCredentialId, "CREDENTIAL_ID", IsIamName},
    Rule{CommandField::kPrincipalArn, "PRINCIPAL_ARN", IsArn},
    Rule{CommandField::kSshKeyId, "SSH_PUBLIC_KEY_ID", IsIamName},
    Rule{CommandField::kSecurityGroupRuleId, "SECURITY_GROUP_RULE_ID",
         IsResourceId},
    Rule{CommandField::kEarlierPolicy, "EARLIER_POLICY", IsNever},
    Rule{CommandField::kEarlierVersion, "EARLIER_VERSION_ID", IsNever},
    Rule{CommandField::kNewValue, "NEW_VALUE", IsNever},
    Rule{CommandField::kSharedWith, "SHARED_WITH", IsNever},
};

consteval bool AreInOrder() {
  for (size_t i = 0; i < kRules.size(); ++i) {
    if (static_cast<size_t>(kRules[i].field) != i) return false;
  }
  return true;
}
static_assert(AreInOrder());

const Rule& RuleOf(CommandField field) {
  return kRules[static_cast<size_t>(field)];
}

}  // namespace

bool IsFillable(CommandField field, std::string_view text) {
  return RuleOf(field).matches(text);
}

std::string_view VariableOf(CommandField field) {
  return RuleOf(field).variable;
}

}  // namespace farcall
