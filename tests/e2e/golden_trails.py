# SPDX-License-Identifier: Apache-2.0
"""Ten short trails with fixed times, each with one thing to look into on its last day:
five thefts, and five honest ones that look odd. Addresses are of harness.SMALL_DB."""

import calendar
import itertools

import events

DAY, HOUR, MINUTE = 86400, 3600, 60
FIRST_DAY = calendar.timegm((2025, 5, 26, 0, 0, 0))  # a Monday
DAYS = 36
LAST_DAY = FIRST_DAY + (DAYS - 1) * DAY  # a Monday
OWN_CLI = "aws-cli/2.15.0 Python/3.11 Linux/6.1 exec-env/none"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:135.0) Gecko/20100101 Firefox/135.0"
BOTO, GO = "Boto3/1.34.69", "aws-sdk-go-v2/1.36.1 os/linux lang/go#1.23.6"
TERRAFORM = "HashiCorp Terraform/1.10.5 terraform-provider-aws/5.86.1"
ATTACKER_CLI = "aws-cli/2.15.17 Python/3.11.6 Linux/6.6.9-amd64 exe/x86_64.kali.2024"
OWN_CLOUD = "79.200.7.7"
USERS = ("alice", "bob", "carol")
WORK = (
    "ec2:DescribeInstances s3:ListBuckets logs:GetLogEvents "
    "lambda:ListFunctions rds:DescribeDBInstances"
).split()
DEPLOYMENT = "ecr:GetAuthorizationToken ecs:UpdateService ecs:DescribeServices".split()


def user(name):
    """A long-term key that is the user's alone."""
    return {
        "type": "IAMUser",
        "arn": events.user(name),
        "accountId": events.ACCOUNT,
        "accessKeyId": f"AKIA{name.upper():X<10}EXAMPLE",
        "userName": name,
    }


def role(name, session, key, **context):
    account = events.ACCOUNT
    return {
        "type": "AssumedRole",
        "arn": f"arn:aws:sts::{account}:assumed-role/{name}/{session}",
        "accountId": account,
        "accessKeyId": f"ASIA{key.upper():X<10}EXAMPLE",
        "sessionContext": {
            "sessionIssuer": {
                "type": "Role",
                "arn": f"arn:aws:iam::{account}:role/{name}",
                "accountId": account,
                "userName": name,
            },
            **context,
        },
    }


def home_of(name):
    return f"79.192.{10 + USERS.index(name)}.21"


class Trail:
    def __init__(self):
        self.records = []

    def call(self, at, command, identity, address, agent, error=None, **fields):
        service, name = command.split(":")
        self.records.append(
            {
                "eventVersion": "1.11",
                "userIdentity": identity,
                "eventTime": events.utc_text(at),
                "eventSource": f"{service}.amazonaws.com",
                "eventName": name,
                "awsRegion": "eu-central-1",
                "sourceIPAddress": address,
                "userAgent": agent,
                "eventID": f"golden-{len(self.records):06d}",
                "eventType": "AwsApiCall",
                "recipientAccountId": events.ACCOUNT,
                "eventCategory": "Management",
                **({"errorCode": error} if error else {}),
                **fields,
            }
        )

    def calls(self, at, commands, *caller, step=MINUTE, **fields):
        for number, command in enumerate(commands):
            self.call(at + number * step, command, *caller, **fields)

    def in_order(self):
        return sorted(self.records, key=lambda record: record["eventTime"])


def life(skipped=()):
    """Three people at work, a role that deploys, and an instance.

    Of those in `skipped` nothing is there on the last day.
    """
    trail = Trail()
    for day, name in itertools.product(range(DAYS), USERS):
        if day % 7 >= 5 or (name in skipped and day == DAYS - 1):
            continue
        at = FIRST_DAY + day * DAY + (7 + USERS.index(name)) * HOUR
        for hour in range(0, 9, 2):
            command = WORK[(day + hour) % len(WORK)]
            agent = BROWSER if name == "bob" else OWN_CLI
            trail.call(at + hour * HOUR, command, user(name), home_of(name), agent)
    for day in range(DAYS):
        for hour in (3, 9, 15):
            at = FIRST_DAY + day * DAY + hour * HOUR
            session = role("deploy", "ci", f"d{day}")
            trail.calls(at, DEPLOYMENT, session, "79.200.9.9", GO)
            machine = instance(day)
            trail.calls(at, ("s3:GetObject", "sqs:GetQueueUrl"), machine, OWN_CLOUD, BOTO)
    return trail


def instance(day):
    context = {"ec2RoleDelivery": "2.0"}
    return role("web", "i-0abc1234567890def", f"w{day}", **context)


def stolen_key():
    """Alice's key in Brazil: a look around, a new user with a key."""
    trail = life()
    thief = (user("alice"), events.IN_BRAZIL, BOTO)
    at = LAST_DAY + 10 * HOUR
    trail.calls(at, ("sts:GetCallerIdentity", "iam:ListUsers"), *thief)
    new_user = {"requestParameters": {"userName": "svc-backup2"}}
    trail.call(at + 300, "iam:CreateUser", *thief, **new_user)
    issued = {"accessKey": {"accessKeyId": "AKIAI44QH8DHBEXAMPLE"}}
    trail.call(
        at + 360, "iam:CreateAccessKey", *thief, responseElements=issued, **new_user
    )
    return trail


def stolen_password():
    """Bob's console in Brazil: pages that he never saw, most of them denied."""
    trail = life()
    thief = (user("bob"), events.IN_BRAZIL, BROWSER)
    pages = (
        "iam:ListRoles iam:GetAccountSummary organizations:DescribeOrganization "
        "secretsmanager:ListSecrets ce:GetCostAndUsage bedrock:ListFoundationModels"
    ).split()
    trail.calls(
        LAST_DAY + 20 * HOUR, pages, *thief, step=20, error="AccessDenied",
        sessionCredentialFromConsole="true",
    )  # fmt: skip
    return trail


def stolen_session():
    """Carol's key in Brazil takes a role, which reads secrets."""
    trail = life()
    at = LAST_DAY + 13 * HOUR
    account = events.ACCOUNT
    trail.call(
        at, "sts:AssumeRole", user("carol"), events.IN_BRAZIL, ATTACKER_CLI,
        requestParameters={
            "roleArn": f"arn:aws:iam::{account}:role/admin",
            "roleSessionName": "x",
        },
        responseElements={"credentials": {"accessKeyId": "ASIAADMINXXXXXEXAMPLE"}},
    )  # fmt: skip
    admin = (role("admin", "x", "admin"), events.IN_BRAZIL, ATTACKER_CLI)
    trail.calls(
        at + 60, ["secretsmanager:GetSecretValue"] * 3, *admin,
        requestParameters={"secretId": "payments/live"},
    )  # fmt: skip
    return trail


def stolen_instance():
    """The credentials of an instance, in Brazil."""
    trail = life()
    commands = "sts:GetCallerIdentity s3:ListBuckets s3:GetObject iam:ListRoles".split()
    thief = (instance(DAYS - 1), events.IN_BRAZIL, ATTACKER_CLI)
    trail.calls(LAST_DAY + 12 * HOUR, commands, *thief)
    return trail


def stolen_pipeline():
    """A session of the role that deploys, in France: machines for mining."""
    trail = life()
    thief = (role("deploy", "ci", f"d{DAYS - 1}"), events.IN_FRANCE, BOTO)
    at = LAST_DAY + 16 * HOUR
    look = "sts:GetCallerIdentity ec2:DescribeRegions ec2:CreateKeyPair".split()
    trail.calls(at, look, *thief)
    size = {"instanceType": "p4d.24xlarge", "imageId": "ami-0abc1234567890def"}
    trail.calls(at + 300, ["ec2:RunInstances"] * 2, *thief, requestParameters=size)
    return trail


def travel():
    """Carol works from France."""
    trail = life(skipped=("carol",))
    carol = (user("carol"), events.IN_FRANCE, OWN_CLI)
    trail.calls(LAST_DAY + 9 * HOUR, WORK, *carol, step=20 * MINUTE)
    return trail


def new_exit():
    """All three come through a new exit in Brazil."""
    trail = life(skipped=USERS)
    for number, name in enumerate(USERS):
        agent = BROWSER if name == "bob" else OWN_CLI
        caller = (user(name), f"177.32.4.{number + 20}", agent)
        at = LAST_DAY + (8 + number) * HOUR
        trail.calls(at, WORK, *caller, step=30 * MINUTE)
    return trail


def newcomer():
    """Dora, hired in France, does what the others do."""
    trail = life()
    dora = (user("dora"), events.IN_FRANCE, OWN_CLI)
    trail.calls(LAST_DAY + 8 * HOUR, WORK * 2, *dora, step=25 * MINUTE)
    return trail


def new_program():
    """The role that deploys begins with a new service, every five hours."""
    trail = life()
    jobs = "batch:SubmitJob batch:DescribeJobs".split()
    for run in range(4):
        at = LAST_DAY + 1800 + 5 * run * HOUR
        session = role("deploy", "ci", f"j{run}")
        job = {"requestParameters": {"jobName": f"nightly-{run}", "timeout": 60}}
        trail.calls(at, jobs * 2, session, "79.201.3.3", TERRAFORM, **job)
    return trail


def housekeeping():
    """A job of every Monday at three, this time by another program and denied in part."""
    trail = life()
    commands = "ec2:DescribeSnapshots ec2:DeleteSnapshot".split()
    for week in range(6):
        at = FIRST_DAY + week * 7 * DAY + 3 * HOUR
        caller = (role("tidy", "weekly", f"t{week}"), OWN_CLOUD)
        if week < 5:
            trail.calls(at, commands * 2, *caller, BOTO)
            continue
        other = (role("tidy", "weekly", f"t{week}"), "79.201.4.4", TERRAFORM)
        trail.calls(at, commands, *other)
        trail.calls(at + 300, commands, *other, error="Client.UnauthorizedOperation")
    return trail


THEFTS = (stolen_key, stolen_password, stolen_session, stolen_instance, stolen_pipeline)
HONEST = (travel, new_exit, newcomer, new_program, housekeeping)
TRAILS = {make.__name__: make for make in (*THEFTS, *HONEST)}
