// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "commands/command_rows.h"

namespace farcall {
namespace {

constexpr auto kRows = std::to_array<CommandRow>({
    {"acm:ExportCertificate", {"T1552.004"}},
    {"apigateway:GetApiKey", {"T1552"}},
    {"apigateway:GetApiKeys", {"T1552"}},
    {"appsync:ListApiKeys", {"T1552"}},
    {"codecommit:GetBlob", {"T1213.003", "T1552.001"}},
    {"codecommit:GetFile", {"T1213.003", "T1552.001"}},
    {"codecommit:GitPull", {"T1213.003", "T1552.001"}},
    {"cognito-idp:DescribeUserPoolClient", {"T1552"}},
    {"ec2:DescribeInstanceAttribute", {"T1552.005"}},
    {"ec2:DescribeLaunchTemplateVersions", {"T1552.005"}},
    {"ec2:GetLaunchTemplateData", {"T1552.005"}},
    {"ec2:GetPasswordData", {"T1555"}},
    {"glue:GetConnection", {"T1552"}},
    {"glue:GetConnections", {"T1552"}},
    {"kms:Decrypt", {"T1555.006"}},
    {"lambda:GetFunction", {"T1552.001"}},
    {"lambda:GetFunctionConfiguration", {"T1552.001"}},
    {"lightsail:DownloadDefaultKeyPair", {"T1552.004"}},
    {"lightsail:GetBucketAccessKeys", {"T1552"}},
    {"lightsail:GetRelationalDatabaseMasterUserPassword", {"T1555"}},
    {"sagemaker:DescribeNotebookInstanceLifecycleConfig", {"T1552.001"}},
    {"secretsmanager:BatchGetSecretValue", {"T1555.006"}},
    {"secretsmanager:GetSecretValue", {"T1555.006"}},
    {"ssm:GetParameter*", {"T1555.006"}},
});

}  // namespace

std::span<const CommandRow> SecretReadRows() { return kRows; }

}  // namespace farcall
