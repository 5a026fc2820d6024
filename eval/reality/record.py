# SPDX-License-Identifier: Apache-2.0
"""Raw CloudTrail records: who calls, by which session, from where, and each call.

What is the same for all calls of a session is encoded once, as a Source.
"""

import functools
import random
import typing

import records

DAY = 86400
GLOBAL_SERVICES = {
    "iam", "sts", "signin", "organizations", "route53", "cloudfront", "ce", "billing",
    "account", "support", "health", "tax", "payments", "budgets",
}  # fmt: skip
NOT_FOUND = {
    "s3": "NoSuchBucketPolicy",
    "iam": "NoSuchEntityException",
    "lambda": "ResourceNotFoundException",
}


class Label(typing.NamedTuple):
    """What the evaluation knows of an event, and the server is not told."""

    life: str  # kind of honest life, or of thief
    activity: str  # what is done
    place: str  # what kind of place it is done from
    theft: str = ""  # name of the theft
    country: str = ""  # that the address lies in; empty if it has none
    operator: str = ""  # of the address's network


class Source(typing.NamedTuple):
    actor: str  # who is behind it, whatever the identity says
    arn: str
    account: str
    start: str  # of the record, up to what a call adds
    label: Label


SIGN_IN = "signin:ConsoleLogin"
NOT_AUTHENTICATED = "Failed authentication"  # the error of a sign-in without a key


def source(actor, identity, account, address, agent, label, console=False, fields=None):
    """`identity` is a userIdentity as a dict; `address` a networks.Address or a name.

    `fields` are further ones of the record.
    """
    text = address if isinstance(address, str) else address.text
    if not isinstance(address, str):
        label = label._replace(country=address.country, operator=address.operator)
    start = {
        "eventVersion": "1.11",
        "userIdentity": identity,
        "sourceIPAddress": text,
        "userAgent": agent,
        "recipientAccountId": account,
        "managementEvent": True,
        "eventCategory": "Management",
        **(fields or {}),
    }
    if console:
        start["sessionCredentialFromConsole"] = "true"
    return Source(
        actor, identity.get("arn", ""), account, records.encode(start)[:-1], label
    )


def with_fields(made_by, fields):
    """The same source, with further fields of the record."""
    further = records.encode(fields)[1:-1]
    return made_by._replace(start=f"{made_by.start},{further}")


def line(event_id, at, made_by, command, region, error):
    """The record of a call, `at` whole seconds after records.START, as a line."""
    service, name, reads, everywhere = _command(command)
    minutes, second = divmod(at % DAY, 60)
    hour, minute = divmod(minutes, 60)
    outcome = ""
    if command == SIGN_IN:
        outcome = _sign_in(error)
    elif error:
        message = records.encode(_message(error, made_by, command))
        outcome = f',"errorCode":"{error}","errorMessage":{message}'
    kind = "AwsConsoleSignIn" if command == SIGN_IN else "AwsApiCall"
    return (
        f'{made_by.start},"eventType":"{kind}","eventTime":"{records.date(at // DAY)}T{hour:02}:{minute:02}:{second:02}Z",'
        f'"eventSource":"{service}.amazonaws.com","eventName":"{name}",'
        f'"awsRegion":"{"us-east-1" if everywhere else region}","readOnly":{reads},'
        f'"eventID":"{event_id}"{outcome}}}\n'
    )


def _sign_in(error):
    """A sign-in says by its answer and its message how it ended; it has no code."""
    if error:
        return (
            f',"errorMessage":"{error}","responseElements":{{"ConsoleLogin":"Failure"}}'
        )
    return ',"responseElements":{"ConsoleLogin":"Success"}'


@functools.lru_cache(maxsize=None)
def _command(command):
    service, name = command.split(":")
    reads = "true" if name.startswith((*records.READING, "View", "Batch")) else "false"
    return service, name, reads, service in GLOBAL_SERVICES


def _message(error, made_by, command):
    if error in ("AccessDenied", "Client.UnauthorizedOperation"):
        return f"User: {made_by.arn} is not authorized to perform: {command}"
    if error == "ThrottlingException":
        return "Rate exceeded"
    return "The specified resource does not exist"


def denied(command):
    """The error code of a call that its caller may not make."""
    service = command.partition(":")[0]
    return "Client.UnauthorizedOperation" if service == "ec2" else "AccessDenied"


def not_found(command):
    return NOT_FOUND.get(command.partition(":")[0], "ResourceNotFoundException")


@functools.lru_cache(maxsize=None)
def unique_id(prefix, name):
    rng = random.Random(prefix + name)
    return prefix + "".join(rng.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", k=16))


def iam_user(name, account):
    return {
        "type": "IAMUser",
        "principalId": unique_id("AIDA", name),
        "arn": f"arn:aws:iam::{account}:user/{name}",
        "accountId": account,
        "accessKeyId": unique_id("AKIA", name),
        "userName": name,
    }


def stranger(name, account):
    """Somebody who signs in under the name of an IAM user and has no key yet."""
    return {
        "type": "IAMUser",
        "accountId": account,
        "accessKeyId": "",
        "userName": name,
    }


def root(account):
    return {
        "type": "Root",
        "principalId": account,
        "arn": f"arn:aws:iam::{account}:root",
        "accountId": account,
        "accessKeyId": unique_id("ASIA", account),
    }


def role(name, session, account, path="", begun=0):
    return {
        "type": "AssumedRole",
        "principalId": f"{unique_id('AROA', name + account)}:{session}",
        "arn": f"arn:aws:sts::{account}:assumed-role/{name}/{session}",
        "accountId": account,
        "accessKeyId": unique_id("ASIA", name + session),
        "sessionContext": {
            "sessionIssuer": {
                "type": "Role",
                "principalId": unique_id("AROA", name + account),
                "arn": f"arn:aws:iam::{account}:role/{path}{name}",
                "accountId": account,
                "userName": name,
            },
            "attributes": {
                "creationDate": f"{records.date(int(begun) // DAY)}T{int(begun) % DAY // 3600:02}:00:00Z",
                "mfaAuthenticated": "false",
            },
        },
    }


def sso_person(name, account, begun):
    """A person who comes by Identity Center."""
    path = "aws-reserved/sso.amazonaws.com/"
    return role(records.SSO_ROLE, f"{name}@example.com", account, path, begun)


def forwarded(identity):
    """The identity of a call that AWS makes for somebody."""
    return {**identity, "invokedBy": "AWS Internal"}
