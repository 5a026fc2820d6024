#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the CloudTrail files of a made-up organisation, one stolen key among them.

The same seed, days and end give the same bytes. In the output folder:

  AWSLogs/     what S3 would hold: gzip files of records out of order, some of
               them delivered twice, digest files, one Insights event
  theft.ndjson the calls made with the stolen key, one record a line, by time
  facts.json   what is in AWSLogs: counts, and who the key was stolen from
"""

import argparse
import collections
import dataclasses
import datetime
import gzip
import json
import pathlib
import random
import sys
import uuid

PRODUCTION = "111122223333"
STAGING = "444455556666"
HOME_REGION = "eu-central-1"
GLOBAL_REGION = "us-east-1"
GLOBAL_SERVICES = {"iam", "sts", "signin", "organizations", "cloudfront"}

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
DELIVERY_SECONDS = 5 * MINUTE  # CloudTrail delivers about this often

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
        ("10.0.3.17", "10.0.4.21", "18.192.60.3"),
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


class Trail:
    """The records of one organisation, in the order in which they are made."""

    def __init__(self, seed, days, end):
        self.rng = random.Random(seed)
        self.days = days
        self.end = end
        self.start = end - days * DAY
        self.records = []  # (event time in seconds, account, region, record)

    def identifier(self):
        return str(uuid.UUID(int=self.rng.getrandbits(128), version=4))

    def key(self, prefix, name, length=16):
        """An access key or unique id, always the same one for a name."""
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
        rng = random.Random(prefix + name)
        return prefix + "".join(rng.choice(letters) for _ in range(length))

    def pick(self, weights):
        return self.rng.choices(list(weights), list(weights.values()))[0]

    def add(self, at, account, identity, command, address, agent, error="", **fields):
        """Appends one record; what happens outside of the period is left out."""
        if not self.start <= at < self.end:
            return None
        service, name = command.split(":")
        region = GLOBAL_REGION if service in GLOBAL_SERVICES else HOME_REGION
        record = {
            "eventVersion": "1.11",
            "userIdentity": identity,
            "eventTime": text_time(at),
            "eventSource": f"{service}.amazonaws.com",
            "eventName": name,
            "awsRegion": region,
            "sourceIPAddress": address,
            "userAgent": agent,
            "requestParameters": None,
            "responseElements": None,
            "requestID": self.identifier(),
            "eventID": self.identifier(),
            "readOnly": name.startswith(
                ("Get", "List", "Describe", "Lookup", "Filter")
            ),
            "eventType": "AwsApiCall",
            "managementEvent": True,
            "recipientAccountId": account,
            "eventCategory": "Management",
        }
        if error:
            record["errorCode"] = error
            record["errorMessage"] = (
                f"User: {identity.get('arn', identity['type'])} is not authorized to "
                f"perform: {command}"
            )
        record.update(fields)
        self.records.append((at, account, region, record))
        return record


def text_time(at):
    moment = datetime.datetime.fromtimestamp(at, datetime.timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def user_identity(trail, name, account, extra=None):
    return {
        "type": "IAMUser",
        "principalId": trail.key("AIDA", name),
        "arn": f"arn:aws:iam::{account}:user/{name}",
        "accountId": account,
        "accessKeyId": trail.key("AKIA", name),
        "userName": name,
        **(extra or {}),
    }


def role_identity(trail, role, session, account, path=""):
    return {
        "type": "AssumedRole",
        "principalId": f"{trail.key('AROA', role)}:{session}",
        "arn": f"arn:aws:sts::{account}:assumed-role/{role}/{session}",
        "accountId": account,
        "accessKeyId": trail.key("ASIA", role + session),
        "sessionContext": {
            "sessionIssuer": {
                "type": "Role",
                "principalId": trail.key("AROA", role),
                "arn": f"arn:aws:iam::{account}:role/{path}{role}",
                "accountId": account,
                "userName": role,
            },
            "attributes": {"mfaAuthenticated": "false"},
        },
    }


def person_identity(trail, person, account):
    if person.access == "sso":
        return role_identity(
            trail,
            "AWSReservedSSO_Engineer_0a1b2c3d4e5f6a7b",
            f"{person.name}@example.com",
            account,
            "aws-reserved/sso.amazonaws.com/",
        )
    if person.access == "console":
        return user_identity(
            trail,
            person.name,
            account,
            {
                "accessKeyId": trail.key("ASIA", person.name),
                "sessionContext": {
                    "sessionIssuer": {},
                    "webIdFederationData": {},
                    "attributes": {"mfaAuthenticated": "true"},
                },
            },
        )
    return user_identity(trail, person.name, account)


def country_of(person, day):
    for trip in person.trips:
        if trip.first_day <= day <= trip.last_day:
            return trip.country
    return person.home


def address_of(trail, person, day):
    """Home, office, VPN or hotel: one address for a whole session of work."""
    country = country_of(person, day)
    if country != person.home:
        return PLACES[country].networks[0] + str(trail.rng.randint(20, 240))
    if person.vpn and trail.rng.random() < 0.5:
        return trail.rng.choice(VPN_EXITS)
    if trail.rng.random() < person.office_days:
        return OFFICE
    network = trail.rng.choice(PLACES[country].networks)
    # At home an address stays for some days.
    return network + str(20 + (len(person.name) * 31 + day // 4 * 7) % 200)


def work_session(trail, person, at, address, account):
    identity = person_identity(trail, person, account)
    agent = CLI_AGENT if person.access == "key" else CONSOLE_AGENT
    if person.access == "console":
        trail.add(
            at,
            account,
            identity,
            "signin:ConsoleLogin",
            address,
            agent,
            eventType="AwsConsoleSignIn",
            readOnly=False,
            responseElements={"ConsoleLogin": "Success"},
        )
    for _ in range(trail.rng.randint(3, 9)):
        at += trail.rng.randint(2, 240)
        command = trail.pick(person.work)
        error = ""
        if trail.rng.random() < 0.02:
            error = trail.rng.choice(
                ("AccessDenied", "ThrottlingException", "ResourceNotFoundException")
            )
        trail.add(at, account, identity, command, address, agent, error)
        if person.access == "console" and trail.rng.random() < 0.1:
            # The console asks on the person's behalf.
            trail.add(
                at + 1,
                account,
                dict(identity, invokedBy="AWS Internal"),
                "ec2:DescribeRegions",
                "AWS Internal",
                "AWS Internal",
            )


def add_person(trail, person):
    for day in range(person.first_day, trail.days + 1):
        midnight = (trail.start // DAY + day) * DAY
        weekend = (
            datetime.datetime.fromtimestamp(midnight, datetime.timezone.utc).weekday()
            >= 5
        )
        sessions = trail.rng.gauss(person.sessions_a_day, 1.0) * (
            0.12 if weekend else 1
        )
        offset = PLACES[country_of(person, day)].utc_offset_hours
        for _ in range(max(0, round(sessions))):
            hour = trail.rng.gauss(13, 2.6) - offset
            account = STAGING if trail.rng.random() < 0.25 else PRODUCTION
            if person.access == "key":
                account = PRODUCTION
            work_session(
                trail,
                person,
                round(midnight + hour * HOUR),
                address_of(trail, person, day),
                account,
            )


def machine_identity(trail, machine, run):
    if machine.kind == "key":
        return user_identity(trail, machine.name, machine.account)
    session = {
        "instance": "i-0f3a9c1d2b4e5f607",
        "function": machine.name,
        "federated": f"run-{run}",
    }[machine.kind]
    return role_identity(trail, machine.name, session, machine.account)


def add_machine(trail, machine):
    at = trail.start + trail.rng.randint(0, machine.every_minutes * MINUTE)
    run = 1000
    while at < trail.end:
        run += 1
        address = trail.rng.choice(machine.addresses)
        if machine.kind == "federated":
            trail.add(
                at,
                machine.account,
                {
                    "type": "WebIdentityUser",
                    "principalId": f"token.example.com:sts.amazonaws.com:{machine.name}",
                    "userName": f"repo:example/{machine.name}",
                    "identityProvider": f"arn:aws:iam::{machine.account}:oidc-provider/token.example.com",
                },
                "sts:AssumeRoleWithWebIdentity",
                address,
                machine.agent,
            )
        identity = machine_identity(trail, machine, run)
        for call in range(machine.calls):
            trail.add(
                at + 2 + call * trail.rng.randint(1, 9),
                machine.account,
                identity,
                trail.pick(machine.work),
                address,
                machine.agent,
            )
        at += round(machine.every_minutes * MINUTE * trail.rng.uniform(0.9, 1.1))


def add_services(trail):
    """AWS services at work by themselves, by a linked role, or for somebody."""
    at = trail.start
    while at < trail.end:
        at += trail.rng.randint(10 * MINUTE, 50 * MINUTE)
        service = trail.rng.choice(list(SERVICE_CALLS))
        host = f"{service}.amazonaws.com"
        command = trail.pick(SERVICE_CALLS[service])
        identity = {"type": "AWSService", "invokedBy": host}
        if service == "autoscaling":
            role = "AWSServiceRoleForAutoScaling"
            identity = role_identity(
                trail, role, "AutoScaling", PRODUCTION, f"aws-service-role/{host}/"
            )
            identity["invokedBy"] = host
        elif service == "cloudformation":
            identity = dict(
                role_identity(trail, "ci-deploy", "run-1001", PRODUCTION),
                invokedBy=host,
            )
        trail.add(at, PRODUCTION, identity, command, host, host)


def add_root(trail):
    identity = {
        "type": "Root",
        "principalId": PRODUCTION,
        "arn": f"arn:aws:iam::{PRODUCTION}:root",
        "accountId": PRODUCTION,
        "accessKeyId": "",
    }
    at = trail.start + 5 * DAY + 9 * HOUR
    trail.add(
        at,
        PRODUCTION,
        identity,
        "signin:ConsoleLogin",
        OFFICE,
        CONSOLE_AGENT,
        eventType="AwsConsoleSignIn",
        readOnly=False,
        responseElements={"ConsoleLogin": "Success"},
    )
    trail.add(
        at + 90, PRODUCTION, identity, "iam:GetAccountSummary", OFFICE, CONSOLE_AGENT
    )


def add_theft(trail):
    """The victim's key, in other hands, from where nobody there calls from."""
    identity = user_identity(trail, VICTIM.name, PRODUCTION)
    address = PLACES[THIEF_PLACE].networks[0] + "30"
    first = trail.end - 75 * MINUTE
    return [
        trail.add(
            first + seconds, PRODUCTION, identity, command, address, BOTO_AGENT, error
        )
        for seconds, command, error in THEFT
    ]


def build_trail(seed, days, end):
    trail = Trail(seed, days, end)
    for person in PEOPLE:
        add_person(trail, person)
    for machine in MACHINES:
        add_machine(trail, machine)
    add_services(trail)
    add_root(trail)
    theft = add_theft(trail)
    return trail, theft


def object_name(account, kind, region, at, middle, rng):
    moment = datetime.datetime.fromtimestamp(at, datetime.timezone.utc)
    suffix = "".join(
        rng.choice("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789")
        for _ in range(16)
    )
    return (
        f"AWSLogs/{account}/{kind}/{region}/{moment:%Y/%m/%d}/"
        f"{account}_{kind}_{middle}{region}_{moment:%Y%m%dT%H%MZ}_{suffix}.json.gz"
    )


def deliver(trail):
    """Name -> contents of every file, as S3 would get them."""
    rng = trail.rng
    buckets = collections.defaultdict(list)
    for at, account, region, record in trail.records:
        # Records come some minutes late, each by its own delay.
        slot = (at + rng.randint(2 * MINUTE, 11 * MINUTE)) // DELIVERY_SECONDS + 1
        buckets[account, region, slot].append(record)
        if rng.random() < 0.015:
            buckets[account, region, slot + rng.randint(1, 3)].append(record)
    files = {}
    for (account, region, slot), records in sorted(buckets.items()):
        rng.shuffle(records)
        at = slot * DELIVERY_SECONDS
        files[object_name(account, "CloudTrail", region, at, "", rng)] = {
            "Records": records
        }
    for day in range(trail.days):
        at = trail.start + day * DAY + HOUR
        files[
            object_name(PRODUCTION, "CloudTrail-Digest", HOME_REGION, at, "trail_", rng)
        ] = digest(at)
    at = trail.start + trail.days * DAY // 2
    files[object_name(PRODUCTION, "CloudTrail-Insight", HOME_REGION, at, "", rng)] = {
        "Records": [insight(trail, at)]
    }
    return files


def digest(at):
    return {
        "awsAccountId": PRODUCTION,
        "digestStartTime": text_time(at - HOUR),
        "digestEndTime": text_time(at),
        "digestS3Bucket": "example-trail",
        "digestPublicKeyFingerprint": "00112233445566778899aabbccddeeff",
        "digestSignatureAlgorithm": "SHA256withRSA",
        "logFiles": [],
    }


def insight(trail, at):
    return {
        "eventVersion": "1.09",
        "eventTime": text_time(at),
        "awsRegion": HOME_REGION,
        "eventID": trail.identifier(),
        "eventType": "AwsCloudTrailInsight",
        "recipientAccountId": PRODUCTION,
        "sharedEventID": trail.identifier(),
        "insightDetails": {
            "state": "Start",
            "eventSource": "ec2.amazonaws.com",
            "eventName": "DescribeInstances",
            "insightType": "ApiCallRateInsight",
        },
        "eventCategory": "Insight",
    }


def write_files(output, files):
    for name, contents in files.items():
        path = output / name
        path.parent.mkdir(parents=True, exist_ok=True)
        body = json.dumps(contents, separators=(",", ":")).encode()
        path.write_bytes(gzip.compress(body, compresslevel=6, mtime=0))


def facts_of(trail, theft, files):
    skipped = sum(1 for name in files if "/CloudTrail/" not in name)
    delivered = sum(
        len(contents.get("Records", []))
        for name, contents in files.items()
        if "/CloudTrail/" in name
    )
    return {
        "files": len(files),
        "records": delivered + skipped,
        "events": len(trail.records),
        "duplicates": delivered - len(trail.records),
        "skipped": skipped,
        "first_time": text_time(min(at for at, *_ in trail.records)),
        "last_time": text_time(max(at for at, *_ in trail.records)),
        "victim": f"arn:aws:iam::{PRODUCTION}:user/{VICTIM.name}",
        "theft_country": THIEF_PLACE,
        "theft_event_ids": [record["eventID"] for record in theft],
    }


def parse_end(text):
    moment = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError("needs a time zone, e.g. 2026-01-31T12:00:00Z")
    return int(moment.timestamp())


def parse_args():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--output",
        type=pathlib.Path,
        required=True,
        metavar="DIR",
        help="folder to write to; must be empty or absent",
    )
    parser.add_argument("--seed", type=int, default=1, help="default 1")
    parser.add_argument("--days", type=int, default=21, help="2 to 150, default 21")
    parser.add_argument(
        "--end", type=parse_end, metavar="TIME", help="ISO 8601; default one hour ago"
    )
    args = parser.parse_args()
    if not 2 <= args.days <= 150:
        parser.error(f"--days: {args.days} is not within 2 to 150")
    if args.output.exists() and any(args.output.iterdir()):
        parser.error(f"--output: {args.output} is not empty")
    if args.end is None:
        now = datetime.datetime.now(datetime.timezone.utc).timestamp()
        args.end = int(now) // MINUTE * MINUTE - HOUR
    return args


def main():
    args = parse_args()
    trail, theft = build_trail(args.seed, args.days, args.end)
    files = deliver(trail)
    write_files(args.output, files)
    facts = facts_of(trail, theft, files)
    (args.output / "theft.ndjson").write_text(
        "".join(json.dumps(record) + "\n" for record in theft)
    )
    (args.output / "facts.json").write_text(json.dumps(facts, indent=2) + "\n")
    print(
        f"{facts['records']} records in {facts['files']} files "
        f"({facts['events']} calls, {facts['duplicates']} delivered twice, "
        f"{facts['skipped']} that are no calls), "
        f"{facts['first_time']} to {facts['last_time']}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
