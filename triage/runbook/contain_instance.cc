// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <string_view>

#include "triage/runbook/sections.h"

namespace farcall {
namespace {

using enum CommandField;
constexpr auto kPhase = RunbookStep::Phase::kContain;

void AddProfile(const RunbookSubject& subject, std::string_view instance,
                StepList& steps) {
  steps.AddLook(
      kPhase, "Read which instance profile the instance has.",
      FilledCommand("ec2", "describe-iam-instance-profile-associations")
          .Set("--filters", {"[{\"Name\":\"instance-id\",\"Values\":[\"",
                             CommandPart(kInstanceId, instance), "\"]}]"})
          .Set("--region", kRegion, subject.region));
  steps.AddChange(
      kPhase,
      "Take the instance profile away from " +
          ShownValue(kInstanceId, instance) + ".",
      FilledCommand("ec2", "disassociate-iam-instance-profile")
          .Set("--association-id", {CommandPart::Unknown("ASSOCIATION_ID")})
          .Set("--region", kRegion, subject.region),
      FilledCommand("ec2", "associate-iam-instance-profile")
          .Set("--instance-id", kInstanceId, instance)
          .Set("--iam-instance-profile",
               {"{\"Name\":\"", CommandPart::Unknown("INSTANCE_PROFILE_NAME"),
                "\"}"})
          .Set("--region", kRegion, subject.region),
      "What runs on the instance loses its credentials. Those that were stolen "
      "stay valid until the role's sessions are revoked.");
}

void AddIsolation(const RunbookSubject& subject, std::string_view instance,
                  StepList& steps) {
  const CommandPart group = CommandPart::Unknown("ISOLATION_GROUP_ID");
  const auto with_groups = [&](CommandPart which) {
    return FilledCommand("ec2", "modify-instance-attribute")
        .Set("--instance-id", kInstanceId, instance)
        .Set("--groups", {which})
        .Set("--region", kRegion, subject.region);
  };
  steps.AddChange(kPhase, "Make a security group that lets nothing in.",
                  FilledCommand("ec2", "create-security-group")
                      .Set("--group-name", "farcall-isolation")
                      .Set("--description", "Isolation during an incident")
                      .Set("--vpc-id", {CommandPart::Unknown("VPC_ID")})
                      .Set("--region", kRegion, subject.region),
                  FilledCommand("ec2", "delete-security-group")
                      .Set("--group-id", {group})
                      .Set("--region", kRegion, subject.region));
  const auto egress = [&](FixedText operation) {
    return FilledCommand("ec2", operation)
        .Set("--group-id", {group})
        .Set("--ip-permissions",
             "[{\"IpProtocol\":\"-1\",\"IpRanges\":[{\"CidrIp\":\"0.0.0.0/0\"}]"
             "}]")
        .Set("--region", kRegion, subject.region);
  };
  steps.AddChange(kPhase, "Let nothing out by that security group.",
                  egress("revoke-security-group-egress"),
                  egress("authorize-security-group-egress"),
                  "Look for rules of IPv6 as well.");
  steps.AddChange(
      kPhase,
      "Isolate " + ShownValue(kInstanceId, instance) + " by that group alone.",
      with_groups(group),
      with_groups(CommandPart::Unknown("PREVIOUS_GROUP_ID")),
      "Note the groups that it has before. Connections that are open may stay: "
      "a network ACL ends them.");
}

}  // namespace

void AddInstanceContainment(const RunbookSubject& subject,
                            std::string_view instance, StepList& steps) {
  steps.AddLook(kPhase,
                "Read the network, the groups and the disks of " +
                    ShownValue(kInstanceId, instance) + ".",
                FilledCommand("ec2", "describe-instances")
                    .Set("--instance-ids", kInstanceId, instance)
                    .Set("--region", kRegion, subject.region),
                "The region is that of most of its calls: the instance may be "
                "in another.");
  steps.AddChange(
      kPhase, "Keep its disks as evidence before anything else.",
      FilledCommand("ec2", "create-snapshots")
          .Set(
              "--instance-specification",
              {"{\"InstanceId\":\"", CommandPart(kInstanceId, instance), "\"}"})
          .Set("--description", "Evidence of an incident")
          .Set("--region", kRegion, subject.region),
      FilledCommand("ec2", "delete-snapshot")
          .Set("--snapshot-id", {CommandPart::Unknown("SNAPSHOT_ID")})
          .Set("--region", kRegion, subject.region),
      "Memory is not in it: keep the instance running if that is wanted.");
  AddProfile(subject, instance, steps);
  AddIsolation(subject, instance, steps);
}

}  // namespace farcall
