# SPDX-License-Identifier: Apache-2.0
"""CloudTrail records: who calls, and how a call is written down.

Streams have a million of them. So a line is put together from parts that are encoded
once: an identity, a command.
"""

import datetime
import functools
import json
import random
import typing

DAY_SECONDS = 86400
START = int(datetime.datetime(2025, 3, 3, tzinfo=datetime.timezone.utc).timestamp())
GLOBAL_SERVICES = {"iam", "sts", "signin", "organizations", "route53"}
READING = ("Get", "List", "Describe", "Lookup", "Filter")
SSO_ROLE = "AWSReservedSSO_Engineer_0a1b2c3d4e5f6a7b"

encode = json.JSONEncoder(separators=(",", ":")).encode


class Identity(typing.NamedTuple):
    arn: str
    text: str  # the userIdentity of a record


def line(event_id, at, account, identity, command, address, agent, error):
    """The record of a call, `at` whole seconds after START, as one line of JSON."""
    before, after = _command_parts(command)
    minutes, second = divmod(at % DAY_SECONDS, 60)
    hour, minute = divmod(minutes, 60)
    failure = ""
    if error:
        message = encode(_message(error, identity, command))
        failure = f',"errorCode":"{error}","errorMessage":{message}'
    return (
        f'{{"eventVersion":"1.11","userIdentity":{identity.text},'
        f'"eventTime":"{date(at // DAY_SECONDS)}T{hour:02}:{minute:02}:{second:02}Z",'
        f'{before},"sourceIPAddress":"{address}","userAgent":"{agent}",'
        f'"eventID":"{event_id}",{after},"recipientAccountId":"{account}",'
        f'"eventCategory":"Management"{failure}}}\n'
    )


def event_id(rng):
    digits = f"{rng.getrandbits(128):032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


@functools.lru_cache(maxsize=None)
def date(day):
    return datetime.datetime.utcfromtimestamp(START + day * DAY_SECONDS).strftime(
        "%Y-%m-%d"
    )


@functools.lru_cache(maxsize=None)
def _command_parts(command):
    """The fields that follow from the command, before and after what does not."""
    service, name = command.split(":")
    before = {
        "eventSource": f"{service}.amazonaws.com",
        "eventName": name,
        "awsRegion": "us-east-1" if service in GLOBAL_SERVICES else "eu-central-1",
    }
    after = {
        "readOnly": name.startswith(READING),
        "eventType": "AwsApiCall",
        "managementEvent": True,
    }
    return encode(before)[1:-1], encode(after)[1:-1]


def _message(error, identity, command):
    if error == "AccessDenied":
        return f"User: {identity.arn} is not authorized to perform: {command}"
    if error == "ThrottlingException":
        return "Rate exceeded"
    return "The requested resource was not found"


@functools.lru_cache(maxsize=None)
def service_identity(host):
    return Identity("", encode({"type": "AWSService", "invokedBy": host}))


_identities = {}


def identity_of(who, account, shared_role=""):
    """Of a person or a machine; `shared_role` is one that hides who uses it."""
    access = getattr(who, "access", None)  # a person's
    key = (who.name, access or who.kind, account, shared_role)
    if key not in _identities:
        fields = _fields(who, access, account, shared_role)
        _identities[key] = Identity(fields["arn"], encode(fields))
    return _identities[key]


def _fields(who, access, account, shared_role):
    if shared_role:
        return _role(shared_role, _unique_id("botocore-session-", who.name), account)
    if access == "sso":
        path = "aws-reserved/sso.amazonaws.com/"
        return _role(SSO_ROLE, f"{who.name}@example.com", account, path)
    if access is None and who.kind == "role":
        return _role(who.name, "i-" + _unique_id("0", who.name)[:16].lower(), account)
    return {
        "type": "IAMUser",
        "principalId": _unique_id("AIDA", who.name),
        "arn": f"arn:aws:iam::{account}:user/{who.name}",
        "accountId": account,
        "accessKeyId": _unique_id("AKIA", who.name),
        "userName": who.name,
    }


def _role(role, session, account, path=""):
    return {
        "type": "AssumedRole",
        "principalId": f"{_unique_id('AROA', role)}:{session}",
        "arn": f"arn:aws:sts::{account}:assumed-role/{role}/{session}",
        "accountId": account,
        "accessKeyId": _unique_id("ASIA", role + session),
        "sessionContext": {
            "sessionIssuer": {
                "type": "Role",
                "principalId": _unique_id("AROA", role),
                "arn": f"arn:aws:iam::{account}:role/{path}{role}",
                "accountId": account,
                "userName": role,
            }
        },
    }


def _unique_id(prefix, name):
    rng = random.Random(prefix + name)
    return prefix + "".join(rng.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", k=16))
