// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/parameters/parameter_table.h"

#include <algorithm>
#include <array>

#include "cloudtrail/parameters/name_index.h"
#include "text/ascii.h"

namespace farcall {
namespace {

constexpr auto kRows = std::to_array<ParameterRow>({
    // Rights and reach.
    {"policyArn"},
    {"cidrIp"},
    {"cidrIpv6"},
    {"roleArn"},
    {"userName"},
    {"roleName"},
    {"groupName"},
    {"granteePrincipal"},
    {"principal"},
    {"principalOrgID"},
    {"destinationArn"},
    {"sourceArn"},
    {"accountId"},
    {"userId"},
    {"group"},
    {"emailAddress"},
    {"attributeType"},
    {"attribute"},
    {"x-amz-acl"},
    {"publiclyAccessible"},
    {"fromPort"},
    {"toPort"},
    {"ipProtocol"},
    {"destinationCidrBlock"},
    {"cidrBlock"},
    // Sessions and keys.
    {"externalId"},
    {"roleSessionName"},
    {"sourceIdentity"},
    {"durationSeconds"},
    {"accessKeyId"},
    {"serialNumber"},
    {"status"},
    {"withDecryption"},
    {"kmsKeyId"},
    // Size and cost.
    {"instanceType"},
    {"imageId"},
    {"maxCount"},
    {"minCount"},
    {"desiredCapacity"},
    {"targetCapacity"},
    {"totalTargetCapacity"},
    {"desiredValue"},
    {"spotPrice"},
    {"dBInstanceClass"},
    {"allocatedStorage"},
    {"engine"},
    {"modelId"},
    {"runtime"},
    // Traces and recovery.
    {"filterPattern"},
    {"s3BucketName"},
    {"isMultiRegionTrail"},
    {"includeGlobalServiceEvents"},
    {"enableLogFileValidation"},
    {"retentionInDays"},
    {"pendingWindowInDays"},
    {"recoveryWindowInDays"},
    {"forceDeleteWithoutRecovery"},
    {"skipFinalSnapshot"},
    {"deleteAutomatedBackups"},
    {"disableApiTermination"},
    // Where to, and which one.
    {"destinationRegion"},
    {"sourceRegion"},
    {"sourceSnapshotId"},
    {"documentName"},
    {"protocol"},
    {"domainName"},
    {"resourceType"},
    {"prefix", true},
    {"key", true},
});

constexpr auto kWithheldWords = std::to_array<std::string_view>({
    "secret",
    "password",
    "token",
    "private",
    "credential",
    "signature",
    "userdata",
    "policydocument",
    "content",
    "environment",
});

constexpr NameIndex<kRows.size()> kByName(kRows);

// `word` is in lower case.
constexpr bool HasWord(std::string_view name, std::string_view word) {
  for (size_t i = 0; i + word.size() <= name.size(); ++i) {
    if (EqualsIgnoringCase(name.substr(i, word.size()), word)) return true;
  }
  return false;
}

constexpr bool HasWithheldWord(std::string_view name) {
  return std::ranges::any_of(kWithheldWords, [name](std::string_view word) {
    return HasWord(name, word);
  });
}

static_assert(std::ranges::none_of(kRows,
                                   [](const ParameterRow& row) {
                                     return HasWithheldWord(row.name);
                                   }),
              "a parameter that may hold a secret or contents is never kept");

}  // namespace

std::span<const ParameterRow> ParameterRows() { return kRows; }

std::optional<size_t> ParameterRank(std::string_view name, bool is_top) {
  const size_t row = kByName.Find(name);
  if (row == kByName.kNotFound) return {};
  if (kRows[row].is_top_only && !is_top) return {};
  return row;
}

bool IsWithheld(std::string_view name) { return HasWithheldWord(name); }

}  // namespace farcall
