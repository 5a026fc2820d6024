# SPDX-License-Identifier: Apache-2.0
"""Pages of the console: what each asks for when it is opened, clicked on, worked with."""

import dataclasses

# title > always > often > clicks > changes. `ec2:` says which service the names after
# it belong to. A name with `+` is asked for once for each of several resources; a title
# with `*` asks in many regions at once.
_PAGES = """
home > notifications: ListNotificationHubs health: DescribeEventAggregates ce: GetCostAndUsage GetCostForecast servicecatalog-appregistry: ListApplications account: GetRegionOptStatus uxc: GetAccountColor > freetier: GetFreeTierUsage resource-explorer-2: ListIndexes ec2: DescribeRegions > resource-explorer-2: Search >
ec2 dashboard > ec2: DescribeInstances DescribeAccountAttributes DescribeAvailabilityZones DescribeAddresses DescribeVolumes DescribeSnapshots DescribeKeyPairs DescribeSecurityGroups DescribePlacementGroups DescribeHosts DescribeInstanceTypes DescribeRegions DescribeVpcs autoscaling: DescribeAutoScalingGroups elasticloadbalancing: DescribeLoadBalancers > ec2: DescribeCapacityReservations GetEbsEncryptionByDefault GetDefaultCreditSpecification health: DescribeEvents > ec2: DescribeInstances DescribeInstanceStatus >
ec2 instances > ec2: DescribeInstances DescribeInstanceStatus DescribeTags DescribeVolumes DescribeInstanceTypes cloudwatch: DescribeAlarms compute-optimizer: GetEnrollmentStatus > ec2: DescribeAddresses DescribeSecurityGroups ssm: DescribeInstanceInformation cloudwatch: GetMetricData+ > ec2: DescribeInstanceAttribute+ DescribeInstances DescribeNetworkInterfaces GetConsoleOutput cloudwatch: GetMetricData+ > ec2: StartInstances StopInstances RebootInstances
ec2 launch > ec2: DescribeImages DescribeInstanceTypes DescribeInstanceTypeOfferings DescribeKeyPairs DescribeVpcs DescribeSubnets DescribeSecurityGroups DescribeAvailabilityZones DescribeLaunchTemplates GetSecurityGroupsForVpc iam: ListInstanceProfiles ssm: GetParameters > ec2: DescribePlacementGroups DescribeCapacityReservations kms: ListAliases > ec2: DescribeImages DescribeSubnets > ec2: RunInstances CreateKeyPair CreateSecurityGroup AuthorizeSecurityGroupIngress
ec2 global view* > ec2: DescribeRegions DescribeInstances DescribeVpcs > ec2: DescribeSubnets > ec2: DescribeVolumes >
vpc > ec2: DescribeVpcs DescribeSubnets DescribeRouteTables DescribeInternetGateways DescribeNatGateways DescribeNetworkAcls DescribeSecurityGroups DescribeVpcPeeringConnections DescribeVpcEndpoints DescribeDhcpOptions DescribeEgressOnlyInternetGateways > ec2: DescribeTransitGateways DescribeVpnConnections DescribeCustomerGateways DescribeManagedPrefixLists > ec2: DescribeSubnets DescribeSecurityGroupRules DescribeFlowLogs > ec2: CreateSubnet CreateRoute ModifySecurityGroupRules
ebs > ec2: DescribeVolumes DescribeSnapshots DescribeVolumesModifications DescribeTags > ec2: DescribeFastSnapshotRestores dlm: GetLifecyclePolicies > ec2: DescribeVolumeStatus > ec2: CreateSnapshot DeleteSnapshot
load balancers > elasticloadbalancing: DescribeLoadBalancers DescribeTargetGroups DescribeTags ec2: DescribeSecurityGroups DescribeVpcs > elasticloadbalancing: DescribeListeners+ DescribeTargetHealth+ wafv2: ListWebACLs > elasticloadbalancing: DescribeTargetHealth DescribeRules DescribeLoadBalancerAttributes > elasticloadbalancing: ModifyListener
s3 > s3: ListBuckets GetAccountPublicAccessBlock s3-control: ListAccessPoints > s3: GetBucketLocation+ GetBucketPublicAccessBlock+ GetBucketPolicyStatus+ s3-storage-lens: ListStorageLensConfigurations > s3: GetBucketVersioning GetBucketAcl GetBucketPolicy GetBucketTagging GetBucketLocation GetBucketEncryption GetBucketLifecycle > s3: PutBucketPolicy CreateBucket
iam dashboard > iam: GetAccountSummary ListAccountAliases ListMFADevices ListAccessKeys ListUsers GetLoginProfile > iam: ListSAMLProviders ListOpenIDConnectProviders GetAccountPasswordPolicy organizations: DescribeOrganization > iam: ListVirtualMFADevices >
iam users > iam: ListUsers ListGroups ListPolicies > iam: GetLoginProfile+ ListAccessKeys+ ListMFADevices+ ListGroupsForUser+ > iam: GetUser ListAttachedUserPolicies ListUserPolicies ListUserTags ListSigningCertificates ListSSHPublicKeys GetAccessKeyLastUsed > iam: CreateUser CreateAccessKey AddUserToGroup
iam roles > iam: ListRoles > iam: GetRole+ ListInstanceProfiles access-analyzer: ListAnalyzers > iam: GetRole ListAttachedRolePolicies ListRolePolicies ListRoleTags GetPolicy GetPolicyVersion GenerateServiceLastAccessedDetails GetServiceLastAccessedDetails > iam: CreateRole AttachRolePolicy UpdateAssumeRolePolicy
lambda list > lambda: ListFunctions20150331 GetAccountSettings20160819 > lambda: ListTags20170331+ > lambda: ListFunctions20150331 >
lambda function > lambda: GetFunction20150331v2 GetFunctionConfiguration20150331v2 GetPolicy20150331v2 ListAliases20150331 ListVersionsByFunction20150331 ListEventSourceMappings20150331 GetFunctionUrlConfig ListTags20170331 GetFunctionCodeSigningConfig GetRuntimeManagementConfig iam: GetRole ListAttachedRolePolicies > logs: DescribeLogGroups GetProvisionedConcurrencyConfig kms: ListAliases ec2: DescribeVpcs > lambda: GetFunction20150331v2 ListVersionsByFunction20150331 > lambda: UpdateFunctionCode20150331v2 UpdateFunctionConfiguration20150331v2 Invoke
logs > logs: DescribeLogGroups DescribeMetricFilters DescribeResourcePolicies > logs: ListTagsForResource DescribeAccountPolicies > logs: DescribeLogStreams GetLogEvents FilterLogEvents DescribeSubscriptionFilters > logs: PutRetentionPolicy
logs insights > logs: DescribeLogGroups DescribeQueryDefinitions DescribeQueries > logs: GetLogGroupFields > logs: StartQuery GetQueryResults > logs: PutQueryDefinition
cloudwatch > cloudwatch: DescribeAlarms ListDashboards ListMetrics DescribeAnomalyDetectors DescribeInsightRules tag: GetResources > cloudwatch: GetMetricData+ DescribeAlarmHistory oam: ListSinks applicationinsights: ListApplications > cloudwatch: GetMetricData GetDashboard DescribeAlarmsForMetric > cloudwatch: PutMetricAlarm PutDashboard
rds > rds: DescribeDBInstances DescribeDBClusters DescribeDBSnapshots DescribeDBSubnetGroups DescribeDBParameterGroups DescribeOptionGroups DescribeEvents DescribeAccountAttributes DescribePendingMaintenanceActions DescribeReservedDBInstances > rds: DescribeGlobalClusters DescribeDBProxies cloudwatch: GetMetricData+ pi: GetResourceMetrics > rds: DescribeDBInstances DescribeDBLogFiles ListTagsForResource cloudwatch: GetMetricData > rds: CreateDBSnapshot ModifyDBInstance
dynamodb > dynamodb: ListTables DescribeLimits > dynamodb: DescribeTable+ application-autoscaling: DescribeScalableTargets > dynamodb: DescribeTable DescribeContinuousBackups DescribeTimeToLive ListTagsOfResource > dynamodb: UpdateTable
ecs > ecs: ListClusters DescribeClusters ListServices DescribeServices ListTasks DescribeTasks > ecs: DescribeCapacityProviders ListContainerInstances cloudwatch: GetMetricData+ > ecs: DescribeTaskDefinition DescribeServices DescribeTasks elasticloadbalancing: DescribeTargetHealth > ecs: UpdateService
eks > eks: ListClusters DescribeCluster ListNodegroups ListAddons ListFargateProfiles ListUpdates > eks: DescribeNodegroup+ AccessKubernetesApi+ > eks: AccessKubernetesApi DescribeAddon > eks: UpdateClusterVersion
ecr > ecr: DescribeRepositories DescribeRegistry GetRegistryScanningConfiguration > ecr: DescribeImages+ > ecr: DescribeImages DescribeImageScanFindings GetRepositoryPolicy GetLifecyclePolicy > ecr: BatchDeleteImage
cloudformation > cloudformation: ListStacks DescribeStacks > cloudformation: DescribeStackEvents DescribeStackResources > cloudformation: DescribeStacks DescribeStackEvents GetTemplate GetTemplateSummary DescribeStackResources ListChangeSets > cloudformation: CreateChangeSet ExecuteChangeSet
secrets > secretsmanager: ListSecrets kms: ListAliases > secretsmanager: DescribeSecret+ > secretsmanager: DescribeSecret GetResourcePolicy ListSecretVersionIds GetSecretValue > secretsmanager: PutSecretValue RotateSecret
kms > kms: ListKeys ListAliases > kms: DescribeKey+ ListResourceTags+ > kms: DescribeKey GetKeyPolicy GetKeyRotationStatus ListGrants > kms: CreateKey
sqs > sqs: ListQueues > sqs: GetQueueAttributes+ > sqs: GetQueueAttributes ListQueueTags sns: ListSubscriptions > sqs: PurgeQueue
sns > sns: ListTopics ListSubscriptions > sns: GetTopicAttributes+ > sns: GetTopicAttributes ListSubscriptionsByTopic ListTagsForResource > sns: Publish
route 53 > route53: ListHostedZones GetHostedZoneCount ListHealthChecks ListTrafficPolicies > route53domains: ListDomains GetHostedZone > route53: ListResourceRecordSets GetHostedZone > route53: ChangeResourceRecordSets
cloudfront > cloudfront: ListDistributions2020_05_31 ListOriginAccessControls2020_05_31 ListCachePolicies2020_05_31 > cloudfront: ListFunctions2020_05_31 acm: ListCertificates > cloudfront: GetDistribution2020_05_31 ListInvalidations2020_05_31 > cloudfront: CreateInvalidation2020_05_31
cloudtrail > cloudtrail: DescribeTrails ListTrails GetTrailStatus GetEventSelectors LookupEvents > cloudtrail: ListEventDataStores GetInsightSelectors > cloudtrail: LookupEvents+ > cloudtrail: UpdateTrail
config > config: DescribeConfigurationRecorders DescribeConfigurationRecorderStatus DescribeDeliveryChannels DescribeConfigRules GetDiscoveredResourceCounts GetComplianceSummaryByConfigRule > config: DescribeConformancePacks DescribeConfigurationAggregators > config: GetComplianceDetailsByConfigRule SelectResourceConfig > config: PutConfigRule
security hub > securityhub: DescribeHub GetFindings GetInsights GetEnabledStandards ListFindingAggregators guardduty: ListDetectors > guardduty: GetFindingsStatistics inspector2: ListFindings securityhub: GetInsightResults+ > securityhub: GetFindings guardduty: ListFindings GetFindings > securityhub: BatchUpdateFindings
billing > ce: GetCostAndUsage GetCostForecast GetDimensionValues billing: GetBillingData GetBillingPreferences budgets: ViewBudget tax: GetTaxRegistration payments: ListPaymentPreferences consolidatedbilling: GetAccountBillingRole > freetier: GetFreeTierUsage ce: GetAnomalies invoicing: ListInvoiceSummaries cur: DescribeReportDefinitions > ce: GetCostAndUsage+ GetTags > budgets: ModifyBudget
account > account: GetAccountInformation GetContactInformation GetAlternateContact ListRegions iam: GetAccountSummary ListMFADevices > user-subscriptions: GetSettings tax: GetTaxRegistration > account: GetAlternateContact > account: PutContactInformation
organizations > organizations: DescribeOrganization ListRoots ListAccounts ListParents ListPolicies ListAWSServiceAccessForOrganization > organizations: ListOrganizationalUnitsForParent+ ListDelegatedAdministrators > organizations: DescribeAccount ListPoliciesForTarget > organizations: MoveAccount
support > support: DescribeCases DescribeServices DescribeSeverityLevels trustedadvisor: DescribeAccount > support: DescribeTrustedAdvisorChecks DescribeTrustedAdvisorCheckSummaries+ > support: DescribeCommunications > support: CreateCase
service quotas > servicequotas: ListServices ListServiceQuotas ListAWSDefaultServiceQuotas > servicequotas: ListRequestedServiceQuotaChangeHistory > servicequotas: GetServiceQuota > servicequotas: RequestServiceQuotaIncrease
athena > athena: ListWorkGroups GetWorkGroup ListDataCatalogs ListDatabases ListTableMetadata ListNamedQueries glue: GetDatabases GetTables > athena: ListQueryExecutions BatchGetQueryExecution glue: GetCatalogs > athena: StartQueryExecution GetQueryExecution GetQueryResults GetQueryRuntimeStatistics > athena: CreateNamedQuery
glue > glue: GetDatabases GetTables GetCrawlers ListJobs GetTriggers GetSecurityConfigurations > glue: BatchGetJobs GetJobRuns+ > glue: GetTable GetPartitions GetJobRun > glue: StartJobRun
step functions > states: ListStateMachines > states: DescribeStateMachine+ > states: ListExecutions DescribeExecution GetExecutionHistory > states: StartExecution
api gateway > apigateway: GetRestApis GetVpcLinks GetDomainNames > apigateway: GetStages+ GetUsagePlans > apigateway: GetResources GetStage GetDeployments > apigateway: CreateDeployment
systems manager > ssm: DescribeInstanceInformation DescribeParameters ListAssociations GetInventorySummary DescribeMaintenanceWindows ListDocuments > ssm: DescribeOpsItems GetConnectionStatus > ssm: GetParameters StartSession DescribeSessions ListCommands ListCommandInvocations > ssm: SendCommand PutParameter
ses > ses: GetSendQuota GetSendStatistics ListIdentities GetAccount ListConfigurationSets > ses: GetIdentityVerificationAttributes+ > ses: GetSendStatistics ListSuppressedDestinations > ses: VerifyEmailIdentity
bedrock > bedrock: ListFoundationModels GetFoundationModelAvailability+ ListCustomModels ListGuardrails GetModelInvocationLoggingConfiguration ListProvisionedModelThroughputs > bedrock: ListInferenceProfiles > bedrock: ListFoundationModelAgreementOffers > bedrock: InvokeModel
backup > backup: ListBackupVaults ListBackupPlans ListBackupJobs ListProtectedResources DescribeGlobalSettings > backup: ListRecoveryPointsByBackupVault+ ListRestoreJobs > backup: DescribeRecoveryPoint > backup: StartBackupJob
"""
REGIONS = tuple(
    "us-east-1 us-east-2 us-west-1 us-west-2 eu-west-1 eu-west-2 eu-central-1 "
    "eu-north-1 ap-southeast-1 ap-northeast-1 sa-east-1".split()
)


@dataclasses.dataclass(frozen=True)
class Page:
    title: str
    always: tuple  # (command, asked for once a resource?)
    often: tuple
    clicks: tuple
    changes: tuple
    everywhere: bool  # asks in all regions

    def commands(self):
        parts = self.always + self.often + self.clicks + self.changes
        return {command for command, _ in parts}


def commands_of(text):
    """(command, asked for once a resource?) of each name in the text."""
    found, service = [], ""
    for word in text.split():
        if word.endswith(":"):
            service = word[:-1]
        else:
            found.append((f"{service}:{word.rstrip('+')}", word.endswith("+")))
    return tuple(found)


def _parse(line):
    title, *parts = (part.strip() for part in f"{line} ".split(" > "))
    sections = [commands_of(part) for part in parts]
    return Page(title.rstrip("*"), *sections, title.endswith("*"))


PAGES = {page.title: page for page in map(_parse, _PAGES.strip().splitlines())}

# What people have to do with, most of all first. Everybody sees `home`.
JOBS = {
    "developer": "lambda function|logs|lambda list|dynamodb|cloudwatch|sqs|api gateway|step functions|cloudformation|logs insights|s3|secrets",
    "operations": "ec2 instances|cloudwatch|ecs|rds|load balancers|logs|vpc|ec2 dashboard|systems manager|route 53|cloudformation|eks",
    "data": "athena|glue|s3|step functions|logs|cloudwatch|lambda list|bedrock|secrets",
    "security": "iam users|iam roles|cloudtrail|security hub|config|kms|organizations|iam dashboard|s3|vpc",
    "finance": "billing|support|organizations|service quotas|s3|account",
}
ROOT = "home|billing|iam dashboard|account|organizations|ec2 dashboard|s3|support|cloudtrail|iam users|vpc|service quotas|iam roles"


def of_job(job):
    return [PAGES[title] for title in JOBS[job].split("|")]


def of_root():
    return [PAGES[title] for title in ROOT.split("|")]
