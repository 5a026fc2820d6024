# SPDX-License-Identifier: Apache-2.0
"""What programs and command lines call: infrastructure, scripts, scans, attacks."""

from reality.pages import commands_of


def _names(text):
    return tuple(command for command, _ in commands_of(text))


# What Terraform asks of each kind of resource when it refreshes its state.
RESOURCES = {
    "bucket": _names(
        "s3: HeadBucket GetBucketLocation GetBucketPolicy GetBucketAcl GetBucketCors GetBucketWebsite GetBucketVersioning GetBucketAccelerateConfiguration GetBucketRequestPayment GetBucketLogging GetBucketLifecycle GetBucketReplication GetBucketEncryption GetBucketObjectLockConfiguration GetBucketTagging GetBucketPublicAccessBlock"
    ),
    "instance": _names(
        "ec2: DescribeInstances DescribeInstanceTypes DescribeTags DescribeVpcs DescribeInstanceAttribute DescribeVolumes DescribeInstanceCreditSpecifications"
    ),
    "network": _names(
        "ec2: DescribeVpcs DescribeVpcAttribute DescribeSubnets DescribeRouteTables DescribeInternetGateways DescribeNatGateways DescribeNetworkAcls DescribeSecurityGroups DescribeSecurityGroupRules DescribeAddresses"
    ),
    "role": _names(
        "iam: GetRole ListRolePolicies ListAttachedRolePolicies GetPolicy GetPolicyVersion ListInstanceProfilesForRole GetOpenIDConnectProvider"
    ),
    "function": _names(
        "lambda: GetFunction20150331v2 ListVersionsByFunction20150331 GetFunctionCodeSigningConfig GetPolicy20150331v2 logs: DescribeLogGroups ListTagsForResource"
    ),
    "database": _names(
        "rds: DescribeDBInstances ListTagsForResource DescribeDBSubnetGroups DescribeDBParameterGroups DescribeDBParameters"
    ),
    "table": _names(
        "dynamodb: DescribeTable DescribeContinuousBackups DescribeTimeToLive ListTagsOfResource"
    ),
    "service": _names(
        "ecs: DescribeClusters DescribeServices DescribeTaskDefinition ecr: DescribeRepositories GetLifecyclePolicy ListTagsForResource elasticloadbalancing: DescribeLoadBalancers DescribeLoadBalancerAttributes DescribeTargetGroups DescribeTargetGroupAttributes DescribeListeners DescribeTags"
    ),
    "key": _names(
        "kms: DescribeKey GetKeyPolicy GetKeyRotationStatus ListResourceTags ListAliases secretsmanager: DescribeSecret GetResourcePolicy"
    ),
    "queue": _names(
        "sqs: GetQueueAttributes ListQueueTags sns: GetTopicAttributes ListTagsForResource GetSubscriptionAttributes"
    ),
    "zone": _names(
        "route53: GetHostedZone ListResourceRecordSets ListTagsForResource GetChange acm: DescribeCertificate ListTagsForCertificate cloudfront: GetDistribution2020_05_31 ListTagsForResource2020_05_31"
    ),
}
# What it calls when it changes them.
CHANGES = {
    "bucket": _names(
        "s3: CreateBucket PutBucketTagging PutBucketPolicy PutBucketPublicAccessBlock"
    ),
    "instance": _names("ec2: RunInstances CreateTags ModifyInstanceAttribute"),
    "network": _names(
        "ec2: CreateSecurityGroup AuthorizeSecurityGroupIngress RevokeSecurityGroupEgress CreateSubnet CreateRoute"
    ),
    "role": _names(
        "iam: CreateRole PutRolePolicy AttachRolePolicy CreatePolicy CreatePolicyVersion"
    ),
    "function": _names(
        "lambda: UpdateFunctionCode20150331v2 UpdateFunctionConfiguration20150331v2 PublishVersion20150331"
    ),
    "database": _names("rds: ModifyDBInstance AddTagsToResource"),
    "table": _names("dynamodb: UpdateTable TagResource"),
    "service": _names("ecs: RegisterTaskDefinition UpdateService"),
    "key": _names("kms: CreateKey CreateAlias secretsmanager: PutSecretValue"),
    "queue": _names("sqs: CreateQueue SetQueueAttributes"),
    "zone": _names("route53: ChangeResourceRecordSets GetChange"),
}
ANALYSIS = _names(
    "athena: StartQueryExecution GetQueryExecution GetQueryResults glue: GetTable GetPartitions"
)
DEPLOYMENT = _names(
    "sts: GetCallerIdentity ecr: GetAuthorizationToken ecs: DescribeTaskDefinition RegisterTaskDefinition UpdateService DescribeServices cloudformation: DescribeStacks"
)
ECR_PUSH = _names(
    "ecr: BatchCheckLayerAvailability InitiateLayerUpload UploadLayerPart CompleteLayerUpload PutImage"
)
WORKER = _names(
    "ssm: GetParameters secretsmanager: GetSecretValue kms: Decrypt dynamodb: DescribeTable sqs: GetQueueUrl"
)
MONITORING = _names(
    "cloudwatch: GetMetricData ListMetrics tagging: GetResources ec2: DescribeInstances rds: DescribeDBInstances"
)
COMMAND_LINE = {
    "developer": _names(
        "sts: GetCallerIdentity lambda: UpdateFunctionCode20150331v2 Invoke ListFunctions20150331 logs: FilterLogEvents s3: ListBuckets cloudformation: DescribeStacks DescribeStackEvents dynamodb: DescribeTable ecr: GetAuthorizationToken secretsmanager: GetSecretValue"
    ),
    "operations": _names(
        "sts: GetCallerIdentity ec2: DescribeInstances StartInstances StopInstances CreateTags ssm: StartSession TerminateSession SendCommand ecs: UpdateService DescribeServices ExecuteCommand eks: DescribeCluster rds: DescribeDBInstances autoscaling: SetDesiredCapacity"
    ),
    "data": _names(
        "sts: GetCallerIdentity athena: StartQueryExecution GetQueryExecution GetQueryResults glue: StartJobRun GetJobRun s3: ListBuckets"
    ),
    "security": _names(
        "sts: GetCallerIdentity iam: ListUsers GetRole ListRoles GetPolicyVersion SimulatePrincipalPolicy cloudtrail: LookupEvents organizations: ListAccounts"
    ),
    "finance": _names("sts: GetCallerIdentity ce: GetCostAndUsage s3: ListBuckets"),
}
# A scan of everything; ScoutSuite asks a part of it.
SCAN = _names(
    "sts: GetCallerIdentity iam: GenerateCredentialReport GetCredentialReport GetAccountSummary GetAccountPasswordPolicy ListUsers ListRoles ListGroups ListPolicies ListEntitiesForPolicy GetPolicyVersion ListVirtualMFADevices ListServerCertificates ListSAMLProviders ListAccessKeys ListMFADevices ListAttachedUserPolicies ListUserPolicies GetAccountAuthorizationDetails ec2: DescribeRegions DescribeInstances DescribeSecurityGroups DescribeSnapshots DescribeSnapshotAttribute DescribeVolumes DescribeImages DescribeNetworkAcls DescribeFlowLogs DescribeVpcs DescribeSubnets DescribeAddresses DescribeLaunchTemplates DescribeLaunchTemplateVersions GetEbsEncryptionByDefault DescribeVpcEndpoints s3: ListBuckets GetBucketVersioning GetBucketEncryption GetBucketAcl GetBucketPolicy GetBucketLogging GetBucketPublicAccessBlock GetBucketObjectLockConfiguration GetAccountPublicAccessBlock rds: DescribeDBInstances DescribeDBSnapshots DescribeDBSnapshotAttributes DescribeDBClusters lambda: ListFunctions20150331 GetPolicy20150331v2 GetFunctionUrlConfig kms: ListKeys DescribeKey GetKeyPolicy GetKeyRotationStatus cloudtrail: DescribeTrails GetTrailStatus GetEventSelectors GetInsightSelectors config: DescribeConfigurationRecorders DescribeConfigurationRecorderStatus guardduty: ListDetectors GetDetector securityhub: DescribeHub logs: DescribeMetricFilters DescribeLogGroups cloudwatch: DescribeAlarms sns: ListTopics GetTopicAttributes sqs: ListQueues GetQueueAttributes ecr: DescribeRepositories eks: ListClusters secretsmanager: ListSecrets ssm: DescribeDocumentPermission acm: ListCertificates elasticloadbalancing: DescribeLoadBalancers cloudfront: ListDistributions2020_05_31 route53: ListHostedZones dynamodb: ListTables redshift: DescribeClusters elasticache: DescribeCacheClusters sagemaker: ListNotebookInstances apigateway: GetRestApis organizations: DescribeOrganization account: GetAlternateContact accessanalyzer: ListAnalyzers trustedadvisor: DescribeAccount"
)
# Thieves: first who they are and what they may, then what they came for.
LOOK = _names(
    "sts: GetCallerIdentity iam: ListAttachedUserPolicies ListUserPolicies ListUsers ListRoles GetAccountSummary ListAccessKeys s3: ListBuckets ec2: DescribeInstances DescribeRegions ses: GetSendQuota GetAccount secretsmanager: ListSecrets lambda: ListFunctions20150331 bedrock: ListFoundationModels servicequotas: ListServiceQuotas organizations: DescribeOrganization"
)
GOALS = {
    "secrets": _names(
        "secretsmanager: ListSecrets GetSecretValue ssm: DescribeParameters GetParameters kms: Decrypt s3: ListBuckets GetBucketPolicy"
    ),
    "mining": _names(
        "ec2: DescribeImages DescribeVpcs DescribeSubnets CreateKeyPair CreateSecurityGroup AuthorizeSecurityGroupIngress RunInstances DescribeInstances servicequotas: RequestServiceQuotaIncrease"
    ),
    "persistence": _names(
        "iam: CreateUser CreateAccessKey AttachUserPolicy CreateLoginProfile CreateRole UpdateAssumeRolePolicy sts: GetFederationToken"
    ),
    "mail": _names(
        "ses: GetSendQuota ListIdentities VerifyEmailIdentity UpdateAccountSendingEnabled SendEmail iam: CreateUser"
    ),
    "models": _names(
        "bedrock: ListFoundationModels GetFoundationModelAvailability PutUseCaseForModelAccess InvokeModel GetModelInvocationLoggingConfiguration"
    ),
    "data": _names(
        "rds: DescribeDBInstances CreateDBSnapshot ModifyDBSnapshotAttribute ec2: DescribeSnapshots CreateSnapshot ModifySnapshotAttribute s3: GetBucketAcl PutBucketPolicy cloudtrail: StopLogging"
    ),
}
