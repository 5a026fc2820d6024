# SPDX-License-Identifier: Apache-2.0
"""The made-up organisation of demo_trail.py: who there is, where, what they do."""

import dataclasses

PRODUCTION = "111122223333"
STAGING = "444455556666"

CLI_AGENT = "aws-cli/2.15.30 md/Python#3.11.8 os/linux#6.1.0 cfg/retry-mode#standard"
BOTO_AGENT = "Boto3/1.34.69 md/Botocore#1.34.69 lang/python#3.11.8"
TERRAFORM_AGENT = "APN/1.0 HashiCorp/1.0 Terraform/1.7.5 aws-sdk-go-v2/1.26.0"
CONSOLE_AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0"


@dataclasses.dataclass(frozen=True)
class Place:
    """Where calls come from: addresses of one country, and its working hours."""

    country: str
    utc_offset_hours: int
    networks: tuple


# Large, long-lived allocations of access providers, by country.
PLACES = {
    "DE": Place("DE", 1, ("79.192.10.", "87.128.14.", "2003:c1:12:4::")),
    "FR": Place("FR", 1, ("90.12.44.", "86.192.7.", "2a01:cb00:12:7::")),
    "GB": Place("GB", 0, ("81.129.60.", "86.128.200.")),
    "ES": Place("ES", 1, ("83.32.5.", "88.0.77.")),
    "PL": Place("PL", 1, ("83.8.4.",)),
    "US": Place("US", -5, ("73.45.11.", "98.207.3.")),
    "IN": Place("IN", 5, ("122.161.7.",)),
    "AT": Place("AT", 1, ("80.108.4.",)),
    "VN": Place("VN", 7, ("14.161.9.",)),
}
OFFICE = "217.86.131.40"  # everybody's address on an office day in DE
VPN_EXITS = ("185.65.134.66", "185.65.135.66")  # NL, SE
THIEF_PLACE = "VN"

# What people and machines call, and how often relative to each other.
DEVELOPER = {
    "ec2:DescribeInstances": 9,
    "logs:FilterLogEvents": 8,
    "lambda:GetFunction20150331v2": 5,
    "s3:ListBuckets": 4,
    "cloudformation:DescribeStacks": 5,
    "sts:GetCallerIdentity": 6,
    "ecs:DescribeServices": 5,
    "lambda:UpdateFunctionCode20150331v2": 2,
    "dynamodb:DescribeTable": 3,
    "secretsmanager:ListSecrets": 1,
    "ecr:DescribeImages": 3,
    "kms:ListAliases": 1,
}
ADMINISTRATOR = {
    "iam:ListUsers": 4,
    "iam:GetUser": 4,
    "iam:ListRoles": 4,
    "ec2:DescribeSecurityGroups": 5,
    "ec2:DescribeInstances": 6,
    "cloudtrail:LookupEvents": 3,
    "organizations:ListAccounts": 2,
    "iam:AttachRolePolicy": 1,
    "sts:GetCallerIdentity": 4,
    "iam:CreateAccessKey": 0.3,
    "iam:CreateUser": 0.3,
    "secretsmanager:GetSecretValue": 1,
    "s3:ListBuckets": 3,
    "config:DescribeComplianceByConfigRule": 2,
}
ANALYST = {
    "athena:StartQueryExecution": 8,
    "athena:GetQueryResults": 9,
    "glue:GetTables": 5,
    "glue:GetDatabases": 4,
    "s3:ListBuckets": 3,
    "sts:GetCallerIdentity": 2,
    "quicksight:DescribeDashboard": 3,
}
PIPELINE = {
    "sts:GetCallerIdentity": 3,
    "ecr:GetAuthorizationToken": 4,
    "ecs:UpdateService": 2,
    "ecs:RegisterTaskDefinition": 2,
    "cloudformation:DescribeStacks": 4,
    "cloudformation:UpdateStack": 1,
    "lambda:UpdateFunctionCode20150331v2": 2,
}
WORKER = {
    "secretsmanager:GetSecretValue": 3,
    "dynamodb:DescribeTable": 2,
    "kms:Decrypt": 6,
    "sts:GetCallerIdentity": 1,
    "ssm:GetParameters": 4,
}
BACKUP = {
    "rds:CreateDBSnapshot": 1,
    "rds:DescribeDBSnapshots": 2,
    "ec2:CreateSnapshot": 2,
    "ec2:DescribeVolumes": 2,
}
MONITORING = {
    "cloudwatch:GetMetricData": 8,
    "ec2:DescribeInstances": 3,
    "rds:DescribeDBInstances": 2,
    "tagging:GetResources": 2,
}
SERVICE_CALLS = {
    "cloudtrail": {"s3:GetBucketAcl": 1},
    "config": {"s3:GetBucketAcl": 1},
    "lambda": {"sts:AssumeRole": 1},
    "ec2": {"sts:AssumeRole": 1},
    "autoscaling": {"ec2:DescribeInstanceStatus": 3, "ec2:RunInstances": 1},
    "cloudformation": {"ecs:UpdateService": 1, "iam:GetRole": 2},
}
THEFT = [  # seconds after the first call, command, error code
    (0, "sts:GetCallerIdentity", ""),
    (21, "iam:ListUsers", ""),
    (48, "iam:ListAttachedUserPolicies", "AccessDenied"),
    (75, "s3:ListBuckets", ""),
    (131, "secretsmanager:ListSecrets", ""),
    (162, "secretsmanager:GetSecretValue", ""),
    (170, "secretsmanager:GetSecretValue", ""),
    (179, "secretsmanager:GetSecretValue", "AccessDenied"),
    (260, "iam:CreateUser", "AccessDenied"),
    (301, "iam:CreateAccessKey", ""),
    (388, "ec2:DescribeInstances", ""),
    (455, "ec2:RunInstances", "Client.UnauthorizedOperation"),
]

THEFT_PARAMETERS = {  # of the calls above that have some, by their seconds
    162: {"secretId": "prod/payments/database"},
    170: {"secretId": "prod/mail"},
    179: {"secretId": "prod/payments/signing"},
    260: {"userName": "svc-backup2"},
    301: {"userName": "alice"},
    455: {
        "instanceType": "p4d.24xlarge",
        "instancesSet": {
            "items": [{"imageId": "ami-0a1b2c3d4e5f60718", "maxCount": 20}]
        },
    },
}


@dataclasses.dataclass(frozen=True)
class Trip:
    first_day: int
    last_day: int
    country: str


@dataclasses.dataclass(frozen=True)
class Person:
    """Somebody who works with AWS. `access` is key, console or sso."""

    name: str
    home: str
    access: str
    work: dict
    sessions_a_day: float
    trips: tuple = ()
    vpn: bool = False
    office_days: float = 0.0
    first_day: int = 0


VICTIM = Person("alice", "DE", "key", DEVELOPER, 3.5, office_days=0.4)
PEOPLE = (
    VICTIM,
    Person("bob", "DE", "sso", ADMINISTRATOR, 3.0, office_days=0.6),
    Person("carol", "FR", "sso", DEVELOPER, 3.0, trips=(Trip(6, 8, "DE"),)),
    Person("dave", "GB", "key", DEVELOPER, 2.5),
    Person("erin", "US", "console", ADMINISTRATOR, 2.0, trips=(Trip(11, 14, "DE"),)),
    Person(
        "frank",
        "DE",
        "sso",
        ANALYST,
        2.5,
        office_days=0.3,
        trips=(Trip(2, 3, "FR"), Trip(8, 9, "AT"), Trip(15, 16, "GB")),
    ),
    Person("grace", "ES", "console", ANALYST, 2.5),
    Person("heidi", "PL", "key", DEVELOPER, 3.0, trips=(Trip(13, 15, "DE"),)),
    Person("ivan", "FR", "sso", DEVELOPER, 2.5, vpn=True),
    Person("judy", "IN", "key", DEVELOPER, 3.0),
    Person("ken", "US", "sso", ANALYST, 2.0, trips=(Trip(17, 19, "GB"),)),
    Person("laura", "DE", "sso", DEVELOPER, 2.5, first_day=12),
)


@dataclasses.dataclass(frozen=True)
class Machine:
    """A role or key that a program uses, from addresses that stay."""

    name: str
    kind: str  # key, instance, function or federated
    work: dict
    addresses: tuple
    agent: str
    every_minutes: int
    calls: int
    account: str = PRODUCTION


MACHINES = (
    Machine(
        "ci-deploy",
        "federated",
        PIPELINE,
        ("20.102.4.5", "20.102.7.19", "20.102.9.80"),
        TERRAFORM_AGENT,
        240,
        5,
    ),
    Machine(
        "ci-deploy",
        "federated",
        PIPELINE,
        ("20.102.4.5", "20.102.7.19"),
        TERRAFORM_AGENT,
        480,
        4,
        STAGING,
    ),
    Machine(
        "order-worker",
        "function",
        WORKER,
        ("3.120.7.9", "18.192.7.8", "18.193.4.77"),
        BOTO_AGENT,
        90,
        2,
    ),
    Machine(
        "web-server",
        "instance",
        WORKER,
        ("10.0.3.17", "18.192.60.3"),
        BOTO_AGENT,
        120,
        2,
    ),
    Machine("backup", "key", BACKUP, ("217.86.131.44",), CLI_AGENT, 720, 6),
    Machine(
        "monitoring",
        "federated",
        MONITORING,
        ("3.209.4.5", "3.209.18.7"),
        BOTO_AGENT,
        180,
        3,
    ),
)
