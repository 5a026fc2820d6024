// SPDX-License-Identifier: Apache-2.0
#include "triage/runbook/policy_skeleton.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "triage/runbook/command/command_field.h"

namespace farcall {
namespace {

// Commands whose action has another name than the call, by AWS's Service
// Authorization Reference.
struct Renamed {
  std::string_view command;
  std::string_view action;
};
constexpr std::array kCommands = {
    Renamed{"ec2-instance-connect:SendSSHPublicKey",
            "ec2-instance-connect:SendSSHPublicKey"},
    Renamed{"lambda:Invoke", "lambda:InvokeFunction"},
    Renamed{"s3:DeleteObjects", "s3:DeleteObject"},
    Renamed{"s3:HeadBucket", "s3:ListBucket"},
    Renamed{"s3:HeadObject", "s3:GetObject"},
    Renamed{"s3:ListBuckets", "s3:ListAllMyBuckets"},
    Renamed{"s3:ListObjectVersions", "s3:ListBucketVersions"},
    Renamed{"s3:ListObjects", "s3:ListBucket"},
    Renamed{"s3:ListObjectsV2", "s3:ListBucket"}};

// Services whose actions begin with another word than their calls.
constexpr std::array kServices = {Renamed{"email", "ses"},
                                  Renamed{"monitoring", "cloudwatch"},
                                  Renamed{"tagging", "tag"}};

// Sign-ins: IAM permits them to nobody, they are of a password.
bool IsNoAction(std::string_view command) {
  return command.starts_with("signin:") || command == "sts:GetCallerIdentity" ||
         !IsFillable(CommandField::kActionName, command);
}

std::string ActionOf(std::string_view command) {
  for (const Renamed& one : kCommands) {
    if (one.command == command) return std::string(one.action);
  }
  const size_t colon = command.find(':');
  std::string_view service = command.substr(0, colon);
  for (const Renamed& one : kServices) {
    if (one.command == service) service = one.action;
  }
  return std::string(service) + std::string(command.substr(colon));
}

void SortOnce(std::vector<std::string>& actions) {
  std::ranges::sort(actions);
  actions.erase(std::ranges::unique(actions).begin(), actions.end());
}

}  // namespace

PolicySkeleton SkeletonOf(const Histogram& commands, int64_t now_seconds,
                          int64_t finding_first_seconds) {
  PolicySkeleton skeleton;
  for (const ValueCount& command : commands.values()) {
    if (!command.seen()) continue;
    if (command.first_seen_seconds >= finding_first_seconds) {
      ++skeleton.only_in_finding;
    } else if (IsNoAction(command.value)) {
      ++skeleton.left_out;
    } else {
      const bool is_used =
          command.last_seen_seconds > now_seconds - kUnusedSeconds;
      (is_used ? skeleton.used : skeleton.unused)
          .push_back(ActionOf(command.value));
    }
  }
  SortOnce(skeleton.used);
  SortOnce(skeleton.unused);
  std::erase_if(skeleton.unused, [&skeleton](const std::string& action) {
    return std::ranges::binary_search(skeleton.used, action);
  });
  return skeleton;
}

}  // namespace farcall
