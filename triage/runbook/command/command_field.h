// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace farcall {

// What a value of a command stands for. Attackers choose names of users,
// sessions, buckets and the like: only what its field's expression allows is
// written into a command (filled_command.h).
enum class CommandField : uint8_t {
  kAccessKeyId,
  kAccount,
  kActionName,
  kAddress,
  kArn,
  kAssociationId,
  kBucketName,
  kCommandName,
  kDetectorId,
  kFindingId,
  kFunctionName,
  kGrantId,
  kGroupName,
  kImageId,
  kInstanceId,
  kInstanceProfileName,
  kKeyName,
  kKmsKeyId,
  kMfaSerialNumber,
  kParameterName,
  kPartition,
  kPersonName,
  kPolicyArn,
  kPolicyName,
  kProviderArn,
  kRegion,
  kRepositoryName,
  kRoleName,
  kSecretId,
  kSecurityGroupId,
  kSessionName,
  kSnapshotId,
  kStatementId,
  kTime,
  kTrailName,
  kTrustAnchorId,
  kUserName,
  kDbSnapshotId,
  kClusterName,
  kRecorderName,
  kCredentialId,
  kPrincipalArn,
  kSshKeyId,
  kSecurityGroupRuleId,
  // Of which no call tells the value: always a variable.
  kEarlierPolicy,
  kEarlierVersion,
  kNewValue,
  kSharedWith,
};

// Whether `text` is safe as a value of that field: by its length and its
// letters, all of them ASCII, none of which a shell, JSON or the AWS CLI treats
// as special within single quotes. Names that begin with `-` are refused, and
// `://`, by which the AWS CLI would read a file.
bool IsFillable(CommandField field, std::string_view text);

// The variable that stands in a command where the value is refused, such as
// `USER_NAME`.
std::string_view VariableOf(CommandField field);

}  // namespace farcall
