# SPDX-License-Identifier: Apache-2.0
"""What people, machines, services and thieves call: command -> relative frequency."""


def parse(text):
    commands = {}
    for word in text.split():
        command, _, weight = word.partition("=")
        commands[command] = float(weight or 1)
    return commands


JOBS = {
    "developer": parse(
        """ec2:DescribeInstances=9 logs:FilterLogEvents=8 lambda:GetFunction20150331v2=5
        s3:ListBuckets=4 cloudformation:DescribeStacks=5 sts:GetCallerIdentity=6
        ecs:DescribeServices=5 lambda:UpdateFunctionCode20150331v2=2
        dynamodb:DescribeTable=3 ecr:DescribeImages=3 kms:ListAliases=1
        logs:DescribeLogGroups=4 ecs:DescribeTasks=3 sqs:GetQueueAttributes=2
        sns:ListTopics=1 apigateway:GetRestApis=1 secretsmanager:ListSecrets=0.3
        secretsmanager:GetSecretValue=0.3 cloudwatch:DescribeAlarms=2
        lambda:ListFunctions20150331=3 codebuild:BatchGetBuilds=1 s3:GetBucketLocation=1"""
    ),
    "administrator": parse(
        """iam:ListUsers=4 iam:GetUser=4 iam:ListRoles=4 ec2:DescribeSecurityGroups=5
        ec2:DescribeInstances=6 cloudtrail:LookupEvents=3 organizations:ListAccounts=2
        iam:AttachRolePolicy=0.6 sts:GetCallerIdentity=4 iam:CreateAccessKey=0.2
        iam:CreateUser=0.2 secretsmanager:GetSecretValue=0.7 s3:ListBuckets=3
        config:DescribeComplianceByConfigRule=2 iam:ListPolicies=2 kms:ListKeys=1
        ec2:AuthorizeSecurityGroupIngress=0.5 ec2:DescribeVpcs=3 route53:ListHostedZones=2
        guardduty:ListFindings=1 ec2:DescribeSubnets=2 iam:ListAttachedUserPolicies=0.5
        acm:ListCertificates=1 elasticloadbalancing:DescribeLoadBalancers=2"""
    ),
    "analyst": parse(
        """athena:StartQueryExecution=8 athena:GetQueryResults=9 glue:GetTables=5
        glue:GetDatabases=4 s3:ListBuckets=3 sts:GetCallerIdentity=2
        quicksight:DescribeDashboard=3 athena:ListWorkGroups=1 glue:GetPartitions=3
        redshift:DescribeClusters=2 athena:BatchGetQueryExecution=3
        sagemaker:ListNotebookInstances=1 quicksight:ListDataSets=1 s3:GetBucketAcl=0.2"""
    ),
    "support": parse(
        """cloudwatch:GetMetricData=6 cloudwatch:DescribeAlarms=5 logs:FilterLogEvents=7
        ec2:DescribeInstances=4 rds:DescribeDBInstances=4 health:DescribeEvents=2
        support:DescribeCases=2 elasticloadbalancing:DescribeTargetHealth=3
        sts:GetCallerIdentity=1 autoscaling:DescribeAutoScalingGroups=2
        logs:GetLogEvents=3 ssm:DescribeInstanceInformation=1"""
    ),
}
TASKS = {
    "pipeline": parse(
        """sts:GetCallerIdentity=3 ecr:GetAuthorizationToken=4 ecs:UpdateService=2
        ecs:RegisterTaskDefinition=2 cloudformation:DescribeStacks=4
        cloudformation:UpdateStack=1 lambda:UpdateFunctionCode20150331v2=2"""
    ),
    "worker": parse(
        """secretsmanager:GetSecretValue=3 dynamodb:DescribeTable=2 kms:Decrypt=6
        sts:GetCallerIdentity=1 ssm:GetParameters=4"""
    ),
    "backup": parse(
        """rds:CreateDBSnapshot=1 rds:DescribeDBSnapshots=2 ec2:CreateSnapshot=2
        ec2:DescribeVolumes=2"""
    ),
    "monitoring": parse(
        """cloudwatch:GetMetricData=8 ec2:DescribeInstances=3 rds:DescribeDBInstances=2
        tagging:GetResources=2 cloudwatch:ListMetrics=2"""
    ),
    "audit": parse(
        """iam:ListUsers=2 iam:ListRoles=2 s3:GetBucketPolicy=3 ec2:DescribeSecurityGroups=3
        config:DescribeConfigRules=1 kms:GetKeyRotationStatus=2 s3:ListBuckets=1"""
    ),
}
# Commands of the new automation of the hard difficulty: nobody called them before.
NEW_TASK = parse(
    """bedrock:InvokeModel=6 bedrock:ListFoundationModels=1 pipes:DescribePipe=2
    scheduler:CreateSchedule=1 scheduler:GetSchedule=2 sts:GetCallerIdentity=1"""
)
SERVICES = {
    "cloudtrail": parse("s3:GetBucketAcl"),
    "config": parse("s3:GetBucketAcl config:PutEvaluations=3"),
    "lambda": parse("sts:AssumeRole"),
    "ec2": parse("sts:AssumeRole"),
    "ecs-tasks": parse("sts:AssumeRole"),
    "autoscaling": parse("ec2:DescribeInstanceStatus=3 ec2:RunInstances"),
}
# What thieves do: look around, then take, stay, or use.
LOOK = parse(
    """sts:GetCallerIdentity=3 iam:ListUsers=3 iam:ListAttachedUserPolicies=2 s3:ListBuckets=3
    iam:ListRoles=2 ec2:DescribeInstances=2 secretsmanager:ListSecrets=2
    iam:GetAccountAuthorizationDetails=1 ec2:DescribeRegions=1 organizations:DescribeOrganization=1
    iam:GetAccountSummary=1 ses:GetSendQuota=1 servicequotas:ListServiceQuotas=1
    lambda:ListFunctions20150331=1 rds:DescribeDBInstances=1 cloudtrail:DescribeTrails=1"""
)
TAKE = parse(
    """secretsmanager:GetSecretValue=4 ssm:GetParameters=2 s3:GetBucketPolicy=1 dynamodb:Scan=1
    ec2:CreateSnapshot=1 ec2:ModifySnapshotAttribute=1 rds:CreateDBSnapshot=1
    rds:ModifyDBSnapshotAttribute=1 iam:CreateUser=1 iam:CreateAccessKey=2
    iam:AttachUserPolicy=1 iam:CreateLoginProfile=1 ec2:RunInstances=2 ec2:CreateKeyPair=1
    cloudtrail:StopLogging=1 sts:GetFederationToken=1 ses:SendEmail=1"""
)
# What anybody may try once in a while, beside the daily work.
TRIED = """ec2:DescribeImages ec2:DescribeSnapshots iam:GetRole iam:ListGroups s3:GetBucketTagging
    s3:PutBucketPolicy rds:DescribeDBClusters eks:ListClusters eks:DescribeCluster
    kms:DescribeKey kms:CreateGrant sns:Publish sqs:ListQueues route53:GetHostedZone
    wafv2:ListWebACLs backup:ListBackupJobs ce:GetCostAndUsage batch:DescribeJobs
    budgets:ViewBudget ssm:StartSession ssm:SendCommand ec2:StopInstances ec2:StartInstances
    ec2:TerminateInstances ec2:RunInstances ec2:CreateTags ec2:CreateKeyPair
    lambda:CreateFunction20150331 lambda:Invoke iam:PassRole iam:CreateRole iam:PutRolePolicy
    events:ListRules states:ListStateMachines states:StartExecution elasticache:DescribeCacheClusters
    es:DescribeDomain kinesis:ListStreams firehose:DescribeDeliveryStream cognito-idp:ListUserPools
    amplify:ListApps codepipeline:ListPipelines codecommit:ListRepositories servicequotas:ListServiceQuotas
    trustedadvisor:ListChecks macie2:GetFindingStatistics inspector2:ListFindings
    securityhub:GetFindings organizations:DescribeOrganization sso:ListInstances
    identitystore:ListUsers ram:ListResources secretsmanager:ListSecrets iam:ListUsers
    iam:ListAttachedUserPolicies iam:GetAccountAuthorizationDetails dynamodb:Scan""".split()
# With all that thieves call, so that no command gives a thief away by itself.
RARE = tuple(dict.fromkeys([*TRIED, *LOOK, *TAKE]))
# How often a thief's call is denied, by the first letters of what it does.
DENIED_LOOKING = 0.25
DENIED_TAKING = 0.45
