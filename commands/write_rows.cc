// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "commands/command_rows.h"

namespace farcall {
namespace {

constexpr auto kRows = std::to_array<CommandRow>({
    {"account:EnableRegion", {"T1535"}},
    {"bedrock-agentcore:CreateAgentRuntime", {"T1648"}},
    {"bedrock-agentcore:UpdateAgentRuntime", {"T1648"}},
    {"cloudtrail:CreateTrail", {"T1562.008"}},
    {"ds:AuthorizeApplication", {"T1496.004"}},
    {"ds:CreateAlias", {"T1496.004"}},
    {"ec2:AttachVolume", {"T1578.002"}},
    {"ec2:CreateLaunchTemplate", {"T1578.005"}},
    {"ec2:CreateLaunchTemplateVersion", {"T1578.005"}},
    {"ec2:CreateSecurityGroup", {"T1562.007"}},
    {"ec2:CreateVolume", {"T1578.002"}},
    {"ec2:ModifyInstanceMetadataOptions", {"T1552.005", "T1578.005"}},
    {"ec2:ModifyLaunchTemplate", {"T1578.005"}},
    {"ec2:StopInstances", {"T1489"}},
    {"ecs:RegisterTaskDefinition", {"T1578.005"}},
    {"kms:CreateKey", {"T1486"}},
    {"kms:Encrypt", {"T1486"}},
    {"kms:GenerateDataKey*", {"T1486"}},
    {"kms:ReEncrypt", {"T1486"}},
    {"logs:CreateLogStream", {"T1562.008"}},
    {"logs:PutLogEvents", {"T1562.008"}},
    {"rds:ModifyDBCluster", {"T1578.005"}},
    {"rds:ModifyDBInstance", {"T1578.005"}},
    {"redshift:ModifyCluster", {"T1578.005"}},
    {"route53:ChangeResourceRecordSets", {"T1496.004"}},
    {"route53:CreateHostedZone", {"T1496.004"}},
    {"s3:PutBucketEncryption", {"T1486"}},
    {"s3:PutBucketVersioning", {"T1490"}},
    {"servicequotas:RequestServiceQuotaIncrease", {"T1578.005"}},
    {"ses:CreateEmailIdentity", {"T1496.004"}},
    {"ses:PutAccountDetails", {"T1496.004"}},
    {"ses:PutAccountSendingAttributes", {"T1496.004"}},
    {"ses:UpdateAccountSendingEnabled", {"T1496.004"}},
    {"ses:VerifyDomainDkim", {"T1496.004"}},
    {"ses:VerifyDomainIdentity", {"T1496.004"}},
    {"ses:VerifyEmailIdentity", {"T1496.004"}},
    {"signin:ConsoleLogin", {"T1078.004"}},
    {"signin:PasswordRecoveryRequested", {"T1078.004"}},
    {"sns:CreateSMSSandboxPhoneNumber", {"T1496.003"}},
    {"sns:SetSMSAttributes", {"T1496.003"}},
    {"support:CreateCase", {"T1578.005"}},
    {"workmail:CreateOrganization", {"T1496.004"}},
});

}  // namespace

std::span<const CommandRow> WriteRows() { return kRows; }

}  // namespace farcall
