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
import datetime
import gzip
import json
import pathlib
import random
import sys
import uuid

import demo_organisation as org

HOME_REGION = "eu-central-1"
GLOBAL_REGION = "us-east-1"
GLOBAL_SERVICES = {"iam", "sts", "signin", "organizations", "cloudfront"}

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
DELIVERY_SECONDS = 5 * MINUTE  # CloudTrail delivers about this often


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
            **endpoint(address, account),
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


def endpoint(address, account):
    """A private address is seen only behind the account's VPC endpoint."""
    if not address.startswith("10."):
        return {}
    return {
        "vpcEndpointId": "vpce-0b5d1e7a9c3f20864",
        "vpcEndpointAccountId": account,
    }


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
        return org.PLACES[country].networks[0] + str(trail.rng.randint(20, 240))
    if person.vpn and trail.rng.random() < 0.5:
        return trail.rng.choice(org.VPN_EXITS)
    if trail.rng.random() < person.office_days:
        return org.OFFICE
    network = trail.rng.choice(org.PLACES[country].networks)
    # At home an address stays for some days.
    return network + str(20 + (len(person.name) * 31 + day // 4 * 7) % 200)


def work_session(trail, person, at, address, account):
    identity = person_identity(trail, person, account)
    agent = org.CLI_AGENT if person.access == "key" else org.CONSOLE_AGENT
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
        offset = org.PLACES[country_of(person, day)].utc_offset_hours
        for _ in range(max(0, round(sessions))):
            hour = trail.rng.gauss(13, 2.6) - offset
            account = org.STAGING if trail.rng.random() < 0.25 else org.PRODUCTION
            if person.access == "key":
                account = org.PRODUCTION
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
        service = trail.rng.choice(list(org.SERVICE_CALLS))
        host = f"{service}.amazonaws.com"
        command = trail.pick(org.SERVICE_CALLS[service])
        identity = {"type": "AWSService", "invokedBy": host}
        if service == "autoscaling":
            role = "AWSServiceRoleForAutoScaling"
            identity = role_identity(
                trail, role, "AutoScaling", org.PRODUCTION, f"aws-service-role/{host}/"
            )
            identity["invokedBy"] = host
        elif service == "cloudformation":
            identity = dict(
                role_identity(trail, "ci-deploy", "run-1001", org.PRODUCTION),
                invokedBy=host,
            )
        trail.add(at, org.PRODUCTION, identity, command, host, host)


def add_root(trail):
    identity = {
        "type": "Root",
        "principalId": org.PRODUCTION,
        "arn": f"arn:aws:iam::{org.PRODUCTION}:root",
        "accountId": org.PRODUCTION,
        "accessKeyId": "",
    }
    at = trail.start + 5 * DAY + 9 * HOUR
    trail.add(
        at,
        org.PRODUCTION,
        identity,
        "signin:ConsoleLogin",
        org.OFFICE,
        org.CONSOLE_AGENT,
        eventType="AwsConsoleSignIn",
        readOnly=False,
        responseElements={"ConsoleLogin": "Success"},
    )
    trail.add(
        at + 90,
        org.PRODUCTION,
        identity,
        "iam:GetAccountSummary",
        org.OFFICE,
        org.CONSOLE_AGENT,
    )


def add_theft(trail):
    """The victim's key, in other hands, from where nobody there calls from."""
    identity = user_identity(trail, org.VICTIM.name, org.PRODUCTION)
    address = org.PLACES[org.THIEF_PLACE].networks[0] + "30"
    first = trail.end - 75 * MINUTE
    return [
        trail.add(
            first + seconds,
            org.PRODUCTION,
            identity,
            command,
            address,
            org.BOTO_AGENT,
            error,
        )
        for seconds, command, error in org.THEFT
    ]


def build_trail(seed, days, end):
    trail = Trail(seed, days, end)
    for person in org.PEOPLE:
        add_person(trail, person)
    for machine in org.MACHINES:
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
        name = object_name(
            org.PRODUCTION, "CloudTrail-Digest", HOME_REGION, at, "trail_", rng
        )
        files[name] = digest(name, at)
    at = trail.start + trail.days * DAY // 2
    files[
        object_name(org.PRODUCTION, "CloudTrail-Insight", HOME_REGION, at, "", rng)
    ] = {"Records": [insight(trail, at)]}
    return files


def digest(name, at):
    return {
        "awsAccountId": org.PRODUCTION,
        "digestStartTime": text_time(at - HOUR),
        "digestEndTime": text_time(at),
        "digestS3Bucket": "example-trail",
        "digestS3Object": name,
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
        "recipientAccountId": org.PRODUCTION,
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
        "victim": f"arn:aws:iam::{org.PRODUCTION}:user/{org.VICTIM.name}",
        "theft_country": org.THIEF_PLACE,
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
