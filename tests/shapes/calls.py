# SPDX-License-Identifier: Apache-2.0
"""Callers, calls and expectations that the shapes are made of."""

import copy
import json
import uuid

ACCOUNT = "111122223333"
VIETNAM, GERMANY, GERMANY_V6 = "113.160.0.1", "5.9.0.1", "2a01:4f8::1"
WHEN = "2026-10-07T08:09:10Z"
WHEN_SECONDS = 1791360550

PROVIDER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
STORE = f"arn:aws:identitystore::{ACCOUNT}:identitystore/d-0987654321"
OPERATORS = "AWSReservedSSO_Operators_00112233445566ff"


class Caller:
    """An identity as CloudTrail writes it, and the principal that it is."""

    def __init__(self, principal, **identity):
        self.principal = principal
        self.identity = identity


def _session(principal, role_arn, session):
    role = role_arn.rpartition("/")[2]
    return Caller(
        principal,
        type="AssumedRole",
        principalId=f"AROAEXAMPLEROLE00001:{session}",
        arn=f"arn:aws:sts::{ACCOUNT}:assumed-role/{role}/{session}",
        accountId=ACCOUNT,
        accessKeyId="ASIAEXAMPLESESSION01",
        sessionContext={
            "sessionIssuer": {
                "type": "Role",
                "principalId": "AROAEXAMPLEROLE00001",
                "arn": role_arn,
                "accountId": ACCOUNT,
                "userName": role,
            },
            "attributes": {"creationDate": WHEN, "mfaAuthenticated": "false"},
        },
    )


def _identity_center_user(user_id):
    return Caller(
        f"{ACCOUNT}:human/{user_id}",
        type="IdentityCenterUser",
        accountId=ACCOUNT,
        onBehalfOf={"userId": user_id, "identityStoreArn": STORE},
        credentialId="credential-1",
    )


ALICE = Caller(
    f"arn:aws:iam::{ACCOUNT}:user/alice",
    type="IAMUser",
    principalId="AIDAEXAMPLEALICE0001",
    arn=f"arn:aws:iam::{ACCOUNT}:user/alice",
    accountId=ACCOUNT,
    accessKeyId="AKIAEXAMPLEALICE0001",
    userName="alice",
)
RELEASE = _session(
    f"arn:aws:iam::{ACCOUNT}:role/platform/release",
    f"arn:aws:iam::{ACCOUNT}:role/platform/release",
    "pipeline-77",
)
BOB = _session(
    f"{ACCOUNT}:human/bob@example.com",
    f"arn:aws:iam::{ACCOUNT}:role/aws-reserved/sso.amazonaws.com/{OPERATORS}",
    "bob@example.com",
)
CARLA = _identity_center_user("f0e1d2c3-1111-4000-8000-00000000c001")
ROOT = Caller(
    f"{ACCOUNT}:root",
    type="Root",
    principalId=ACCOUNT,
    arn=f"arn:aws:iam::{ACCOUNT}:root",
    accountId=ACCOUNT,
)
FRANK = Caller(
    f"arn:aws:iam::{ACCOUNT}:user/broker/federated/frank",
    type="FederatedUser",
    principalId=f"{ACCOUNT}:frank",
    arn=f"arn:aws:sts::{ACCOUNT}:federated-user/frank",
    accountId=ACCOUNT,
    sessionContext={
        "sessionIssuer": {
            "type": "IAMUser",
            "principalId": "AIDAEXAMPLEBROKER001",
            "arn": f"arn:aws:iam::{ACCOUNT}:user/broker",
            "accountId": ACCOUNT,
            "userName": "broker",
        }
    },
)
WORKFLOW = Caller(
    f"{ACCOUNT}:web/{PROVIDER}/repo:example%2Fapp:ref:refs%2Fheads%2Fmain",
    type="WebIdentityUser",
    principalId=f"{PROVIDER}:sts.amazonaws.com:repo:example/app:ref:refs/heads/main",
    userName="repo:example/app:ref:refs/heads/main",
    identityProvider=PROVIDER,
)
NOBODY = Caller("", type="Unknown")
TAUGHT = (ALICE, RELEASE, BOB, CARLA, ROOT)

_made = 0


def _event_id():
    global _made
    _made += 1
    return str(uuid.UUID(int=(0x5AFE << 112) | (0x4000 << 64) | (0x8000 << 48) | _made))


class Call:
    """One API call: its record, and what must come of it."""

    def __init__(self, who=ALICE, name="CreateUser", service="iam", **fields):
        self.who = who
        self.command = f"{service}:{name}"
        self.record = {
            "eventVersion": "1.11",
            "userIdentity": copy.deepcopy(who.identity),
            "eventTime": WHEN,
            "eventSource": f"{service}.amazonaws.com",
            "eventName": name,
            "awsRegion": "eu-central-1",
            "sourceIPAddress": VIETNAM,
            "userAgent": "Boto3/1.40.1",
            "requestParameters": {"userName": "backup-operator"},
            "responseElements": None,
            "requestID": "99999999-8888-4777-8666-555555555555",
            "eventID": _event_id(),
            "readOnly": False,
            "eventType": "AwsApiCall",
            "managementEvent": True,
            "recipientAccountId": ACCOUNT,
            "eventCategory": "Management",
        }
        for key, value in fields.items():
            self.record[key] = value

    @property
    def id(self):
        return self.record["eventID"]

    def without(self, *names):
        """The record without some of its fields."""
        return {k: v for k, v in self.record.items() if k not in names}

    def renamed(self, rename):
        """The record with other names of fields, at every depth."""
        return renamed(self.record, rename)

    def text(self, **style):
        return json.dumps(self.record, **style)

    def scored(self, **other):
        """The result that is right: like that of the plain record."""
        return {
            "outcome": "scored",
            "principal": self.who.principal,
            "command": self.command,
            "origin": "VN",
            "event_time": WHEN,
            **other,
        }

    def nobodys(self, **other):
        return self.scored(principal="", **other)


def renamed(value, rename):
    if isinstance(value, dict):
        return {rename(k): renamed(v, rename) for k, v in value.items()}
    if isinstance(value, list):
        return [renamed(item, rename) for item in value]
    return value


def two():
    """Two calls of two callers."""
    return [Call(), Call(RELEASE, "DeleteBucket", "s3")]


def flat(value, separator=".", prefix=""):
    """A nested object with one level of joined names."""
    if not isinstance(value, dict):
        return {prefix: value}
    result = {}
    for name, inner in value.items():
        path = f"{prefix}{separator}{name}" if prefix else name
        result.update(flat(inner, separator, path))
    return result


def with_flat_identity(record, separator=".", rename=lambda name: name):
    """The record with the identity's fields beside the others, in joined names."""
    rest = {k: v for k, v in record.items() if k != "userIdentity"}
    identity = flat({"userIdentity": record["userIdentity"]}, separator)
    return {**rest, **{rename(k): v for k, v in identity.items()}}


def snake(name):
    """eventName -> event_name, sourceIPAddress -> source_ip_address."""
    out = ""
    for i, c in enumerate(name):
        if (
            c.isupper()
            and i
            and not (name[i - 1].isupper() and not name[i + 1 : i + 2].islower())
        ):
            out += "_"
        out += c.lower()
    return out


def capital(name):
    return name[:1].upper() + name[1:]


def skipped(reason=None, **other):
    return {"outcome": "skipped", **({"reason": reason} if reason else {}), **other}


def error(*groups, **other):
    """`groups`: of each, one of its words must be in the message."""
    groups = [[g] if isinstance(g, str) else list(g) for g in groups]
    return {"outcome": "error", "error_contains": groups, **other}


def no_record(*names):
    """What is said of a thing that holds no CloudTrail record."""
    words = ["no CloudTrail", "not a CloudTrail", "not CloudTrail"]
    return error(words, names, many=True) if names else error(words, many=True)


class Case:
    """One input, or a folder of them, and what `farcall score` must make of it."""

    def __init__(self, kind, name, data, results, note="", **more):
        self.kind = kind
        self.name = name
        self.data = data
        self.note = note
        self.learn = more.pop("learn", False)
        self.alternatives = more.pop("accept", [])
        self.expected = expected(results, **more)

    def line(self, path):
        """The case as a line of expect.ndjson."""
        line = {"case": path, "kind": self.kind, **self.expected}
        if self.alternatives:
            line["or"] = self.alternatives
        if self.learn:
            line["learn"] = True
        return {**line, "note": self.note}


def expected(results, exit=(0,), any_order=False, stderr=None):
    what = {"exit": list(exit), "results": results}
    if any_order:
        what["any_order"] = True
    if stderr:
        what["stderr_contains"] = stderr
    return what


def refused(*errors):
    """The file costs an error, and so the exit code."""
    return expected(list(errors), exit=(1, 4))


def teaching():
    """Twenty calls of each caller from Germany, without an error."""
    lines = []
    for n in range(20):
        for i, who in enumerate(TAUGHT):
            call = Call(who, "ListBuckets", "s3", sourceIPAddress=GERMANY)
            call.record["eventTime"] = f"2026-09-{n + 5:02}T0{i + 4}:30:00Z"
            lines.append(call.text() + "\n")
    return "".join(lines)
