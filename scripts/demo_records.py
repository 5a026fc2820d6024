# SPDX-License-Identifier: Apache-2.0
"""The records of demo_trail.py, and the identities in them."""

import datetime
import random
import uuid

HOME_REGION = "eu-central-1"
GLOBAL_REGION = "us-east-1"
GLOBAL_SERVICES = {"iam", "sts", "signin", "organizations", "cloudfront"}

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR


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
