// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "commands/command_rows.h"

namespace farcall {
namespace {

constexpr auto kRows = std::to_array<CommandRow>({
    {"acm-pca:IssueCertificate", {"T1098.001"}},
    {"airflow:CreateCliToken", {"T1550.001"}},
    {"airflow:CreateWebLoginToken", {"T1550.001"}},
    {"appstream:CreateStreamingURL", {"T1550.001"}},
    {"cloudshell:PutCredentials", {"T1550.001"}},
    {"codeartifact:GetAuthorizationToken", {"T1528"}},
    {"cognito-identity:GetCredentialsForIdentity", {"T1550.001", "T1078.004"}},
    {"cognito-identity:GetOpenIdToken", {"T1550.001", "T1078.004"}},
    {"cognito-identity:GetOpenIdTokenForDeveloperIdentity",
     {"T1550.001", "T1078.004"}},
    {"cognito-idp:AdminInitiateAuth", {"T1550.001"}},
    {"cognito-idp:GetTokensFromRefreshToken", {"T1550.001"}},
    {"connect:GetFederationToken", {"T1550.001"}},
    {"ecr-public:GetAuthorizationToken", {"T1528"}},
    {"ecr:GetAuthorizationToken", {"T1528"}},
    {"eks:AccessKubernetesApi", {"T1078.004"}},
    {"eks:CreateAccessEntry", {"T1098.003"}},
    {"elasticmapreduce:GetClusterSessionCredentials", {"T1550.001"}},
    {"lakeformation:GetDataAccess", {"T1550.001"}},
    {"lakeformation:GetTemporaryGluePartitionCredentials", {"T1550.001"}},
    {"lakeformation:GetTemporaryGlueTableCredentials", {"T1550.001"}},
    {"lightsail:GetInstanceAccessDetails", {"T1021.008"}},
    {"quicksight:GenerateEmbedUrl*", {"T1550.001"}},
    {"redshift-serverless:GetCredentials", {"T1550.001"}},
    {"redshift:GetClusterCredentials", {"T1550.001"}},
    {"redshift:GetClusterCredentialsWithIAM", {"T1550.001"}},
    {"rolesanywhere:CreateSession", {"T1550.001", "T1078.004"}},
    {"s3:GetDataAccess", {"T1550.001"}},
    {"sagemaker:CreatePresignedDomainUrl", {"T1550.001"}},
    {"sagemaker:CreatePresignedNotebookInstanceUrl", {"T1550.001"}},
    {"signin:AuthorizeOAuth2Access", {"T1550.001"}},
    {"signin:CreateOAuth2Token", {"T1550.001"}},
    {"signin:GetSigninToken", {"T1550.001"}},
    {"signin:SwitchRole", {"T1078.004"}},
    {"sso:CreateToken", {"T1528"}},
    {"sso:CreateTokenWithIAM", {"T1528"}},
    {"sso:GetRoleCredentials", {"T1550.001", "T1078.004"}},
    {"sts:AssumeRole*", {"T1550.001", "T1078.004"}},
    {"sts:AssumeRoot", {"T1548.005", "T1078.004"}},
    {"sts:GetFederationToken", {"T1550.001", "T1078.004"}},
    {"sts:GetSessionToken", {"T1550.001", "T1078.004"}},
    {"sts:GetWebIdentityToken", {"T1550.001", "T1078.004"}},
});

}  // namespace

std::span<const CommandRow> CredentialIssueRows() { return kRows; }

}  // namespace farcall
